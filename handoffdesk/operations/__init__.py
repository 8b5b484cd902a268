"""What the desk knows of its own state: signs of life, alarms, counters, keys, tables."""
