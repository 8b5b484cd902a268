"""The bell of the inbox."""
