"""Tests of the doors and the wiring."""
