"""Writes that concern people."""
