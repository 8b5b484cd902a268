"""The manager's week on a page, in files and as JSON; every number comes from `routing.metrics`."""
