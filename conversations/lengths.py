"""How much of one text is read: by the patterns, the models, and the people who look into why."""

# Characters. What comes after is stored and shown in the thread, and decides nothing.
LONGEST_READ = 4_000
