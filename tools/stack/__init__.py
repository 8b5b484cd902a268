"""Starting the desk's real processes with real servers: for `make production`, the bench, the faults and tests."""
