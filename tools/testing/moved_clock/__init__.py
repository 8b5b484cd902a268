"""On PYTHONPATH this directory moves the clock of every Python process that starts; see tools/testing/clock.py."""
