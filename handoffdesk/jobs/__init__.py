"""How jobs are sent and run: beat on a lease, the embedded broker, the schedule, what surrounds a job."""
