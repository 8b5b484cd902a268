"""One module for each metric, named like it; the registry finds them."""
