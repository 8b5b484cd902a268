"""One module for each line of the bench."""
