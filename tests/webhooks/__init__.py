"""The doors that providers knock at."""
