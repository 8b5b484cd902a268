"""Tests of the routing floor."""
