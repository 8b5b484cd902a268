"""Tells visitors when somebody who can answer them comes, and when the last one has gone.

Whether somebody is there is no event of a conversation, so nothing announces it; one look every few seconds for all
visitors of the process, and only while some are connected, finds it out whatever changed it: a switch, a browser that
went silent, the opening hours.
"""

import asyncio
import logging

from django.db import Error

from notifications.realtime import groups
from notifications.realtime.hub import hub
from notifications.realtime.threads import socket_threads
from notifications.realtime.visitor import Hands, online_text
from routing.services.availability import read_attendance

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 5.0

# What the visitors of each pair of hands were told last; None before the first look.
_told: dict[Hands, bool | None] = {}
_watch: asyncio.Task[None] | None = None


def watch(hands: Hands) -> None:
    """Make sure that these hands are looked at while visitors of this process want to know."""
    global _watch  # noqa: PLW0603 - one watch for the whole process
    loop = asyncio.get_running_loop()
    if _watch is None or _watch.done() or _watch.get_loop() is not loop:
        _told.clear()
        _watch = loop.create_task(_keep_looking())
    _told.setdefault(hands, None)


def note_told(hands: Hands, *, online: bool) -> None:
    """Note what a visitor of these hands is being told, and tell the others if it is news."""
    before, _told[hands] = _told.get(hands), online
    if before is not None and before != online:
        hub.distribute(frozenset({groups.presence(*hands)}), online_text(online=online))


def is_attended(hands: Hands) -> bool:
    """Return whether somebody is there for the customers of these hands; asks the database."""
    return read_attendance().answers(*hands)


async def _keep_looking() -> None:
    while _forget_unheard():
        try:
            attendance = await socket_threads.query(read_attendance)
        except Error:
            logger.warning("Availability could not be read.")
        else:
            for hands in list(_told):
                note_told(hands, online=attendance.answers(*hands))
        await asyncio.sleep(LOOK_EVERY_SECONDS)


def _forget_unheard() -> bool:
    """Drop what no visitor of this process asks for any more; return whether anything is left."""
    for hands in [hands for hands in _told if not hub.has_listeners(groups.presence(*hands))]:
        del _told[hands]
    return bool(_told)
