"""Journeys across the floors."""
