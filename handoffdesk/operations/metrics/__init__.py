"""What Prometheus is told: values of the database, right with any number of processes, and a few of each process."""
