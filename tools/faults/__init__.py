"""`make faults`: real processes are killed, cut off and doubled, and an independent audit counts what came of it."""
