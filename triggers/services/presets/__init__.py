"""Shipped scenarios: planned, installed, recorded."""
