"""Parts of pages about rules."""
