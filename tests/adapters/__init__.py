"""The channel adapters against their wire."""
