"""Handoff Desk: the doors and the wiring."""

from handoffdesk.celery import app as celery_app

__all__ = ["celery_app"]
