"""The production set as real processes, and what starts it."""
