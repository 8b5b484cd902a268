"""The desk's admin site: its first page, its shelves, the set-up list."""
