"""Sockets of customers have the stage of those of agents."""

from tests.realtime.conftest import _no_threads_left, in_process, open_hub, redis

__all__ = ["_no_threads_left", "in_process", "open_hub", "redis"]
