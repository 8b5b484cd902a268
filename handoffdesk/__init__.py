"""Handoff Desk: the doors and the wiring."""

from handoffdesk.celery import app as celery_app

__all__ = ["__version__", "celery_app"]

#: The release. From 0.1.0 on migrations are only added, and the data of every release upgrades.
__version__ = "0.1.0"
