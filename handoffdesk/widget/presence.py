"""Tells visitors when the first person of a team comes online and when the last one leaves.

Availability is no event of a conversation, so nothing announces it; one query per team every few seconds, and only
while visitors are connected, finds it out whatever changed it.
"""

import asyncio
import logging

from django.db import DatabaseError

from notifications.realtime import groups
from notifications.realtime.hub import hub
from notifications.realtime.threads import socket_threads
from notifications.realtime.visitor import online_text
from routing.services.availability import team_is_online

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 5.0

_watches: dict[int, asyncio.Task[None]] = {}


def watch(team_id: int) -> None:
    """Make sure that the team is looked at while visitors of this process want to know."""
    task = _watches.get(team_id)
    if task is None or task.done() or task.get_loop() is not asyncio.get_running_loop():
        _watches[team_id] = asyncio.get_running_loop().create_task(_watch(team_id))


async def _watch(team_id: int) -> None:
    group = groups.presence(team_id)
    known: bool | None = None
    while hub.has_listeners(group):
        try:
            online = await socket_threads.query(team_is_online, team_id)
        except DatabaseError:
            logger.warning("Availability could not be read.", extra={"team": team_id})
        else:
            if known is not None and online != known:
                hub.distribute(frozenset({group}), online_text(online=online))
            known = online
        await asyncio.sleep(LOOK_EVERY_SECONDS)
