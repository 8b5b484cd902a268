"""Tests of the conversations floor."""
