"""Factories for every model, one module per app; `scenes` makes whole situations through the real services."""
