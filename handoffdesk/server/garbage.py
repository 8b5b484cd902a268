"""Keeping Python's garbage collector away from what is loaded for good."""

import gc
from typing import Any

from celery import signals


def spare_what_is_loaded(**_: Any) -> None:
    """Clean up once, and never look again at what is left: modules, classes, URLs, compiled patterns.

    A full collection walks a quarter of a million such objects and stops every thread for about 0.1 s, in the middle of
    whatever it is doing.
    """
    gc.collect()
    gc.freeze()


def connect() -> None:
    """Do so in each worker once it is ready; the web server does it when it has loaded everything."""
    signals.worker_ready.connect(spare_what_is_loaded)
