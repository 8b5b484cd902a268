"""The watchdog: finds customers whom nobody answers, calls people, and does the workers' work while they are away.

It needs the database and nothing else: neither the broker nor the workers nor beat.
"""
