"""Telling browsers, from any thread or process.

Best effort: the truth is in the database, and browsers refetch on a gap.
"""

import json
import logging
import threading
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from notifications.realtime import groups as group_names
from notifications.realtime.hub import hub

if TYPE_CHECKING:
    from prometheus_client import Counter

logger = logging.getLogger(__name__)
# Two threads that count their first drop at once would register the counter twice, which is an error.
_counting = threading.Lock()

# Not forwarded: it makes the agents' sockets look again at who they belong to.
REFRESH = json.dumps({"type": "refresh"})
# Not forwarded either: a text was dropped, so whoever hears this one fetches what it may have missed.
MISSED = json.dumps({"type": "missed"})
# The groups of the texts that this process could not publish.
_owed: set[str] = set()
_owed_lock = threading.Lock()


def publish(groups: Iterable[str], text: str) -> None:
    """Send the text once to every socket in any of the groups, on all servers.

    Call it after the commit. A failure is logged and never raised: nothing may depend on a push.
    """
    names = frozenset(groups)
    if not names:
        return
    if not settings.REDIS_URL:
        hub.post(names, text)
        return
    if not _send(names, text):
        with _owed_lock:
            _owed.update(names)
    elif _owed:
        catch_up()


def catch_up() -> None:
    """Tell those whose texts were dropped that they have missed something. Call it now and then: it costs nothing.

    The subscriptions may have stood all the while (a Redis that hung for some seconds), so nobody else noticed.
    """
    with _owed_lock:
        names = frozenset(_owed)
        _owed.clear()
    if names and not _send(names, MISSED):
        with _owed_lock:
            _owed.update(names)


def _send(names: frozenset[str], text: str) -> bool:
    """Publish one text; return whether Redis took it."""
    from redis.exceptions import RedisError  # lazy: redis takes 0.4 s that embedded mode does not need

    from notifications.realtime import redis_feed  # lazy: the same

    try:
        redis_feed.send(settings.REDIS_URL, names, text)
    except (RedisError, OSError) as error:
        with _counting:
            dropped_pushes().inc()
        logger.warning("A realtime text to %d groups was dropped (%s).", len(names), type(error).__name__)
        return False
    return True


@cache
def dropped_pushes() -> "Counter":
    """Return the count of texts that Redis did not take."""
    from prometheus_client import Counter  # lazy: it takes 0.1 s, and most processes never drop one

    return Counter("handoffdesk_pushes_dropped_total", "Live updates that Redis did not take.")


def revoke(user_id: int) -> None:
    """Make every open browser of this person prove again that it may listen.

    Call it after log-out, deactivation, a new password and every change of membership or role, after the commit.
    """
    publish([group_names.user(user_id)], REFRESH)
