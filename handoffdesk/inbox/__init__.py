"""The page where agents work."""
