"""Lets a Python process live at another time from its start on: Python runs this module when it is on PYTHONPATH.

Only the wall clock moves: what is elapsed (the monotonic clock, sleeping) stays true. Tests may travel from there.
"""

import os
import time

import time_machine

if ahead := float(os.environ.get("TEST_CLOCK_AHEAD", "0")):
    time_machine.travel(time.time() + ahead, tick=True).start()
