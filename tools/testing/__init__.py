"""What `make test` is made of: finding or starting the services, running the suites, counting, reporting."""
