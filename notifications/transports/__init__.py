"""The ways by which people are told: one directory each, and a line in the registry (docs/adding-a-notification.md)."""
