"""Telling browsers, from any thread or process.

Best effort: the truth is in the database, and browsers refetch on a gap.
"""

import json
import logging
from collections.abc import Iterable

from django.conf import settings

from notifications.realtime import groups as group_names
from notifications.realtime.hub import hub

logger = logging.getLogger(__name__)

# Not forwarded: it makes the agents' sockets look again at who they belong to.
REFRESH = json.dumps({"type": "refresh"})


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
    from redis.exceptions import RedisError  # lazy: redis takes 0.4 s that embedded mode does not need

    from notifications.realtime import redis_feed  # lazy: the same

    try:
        redis_feed.send(settings.REDIS_URL, names, text)
    except (RedisError, OSError) as error:
        logger.warning("A realtime text to %d groups was dropped (%s).", len(names), type(error).__name__)


def revoke(user_id: int) -> None:
    """Make every open browser of this person prove again that it may listen.

    Call it after log-out, deactivation, a new password and every change of membership or role, after the commit.
    """
    publish([group_names.user(user_id)], REFRESH)
