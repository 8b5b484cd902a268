"""The hub's one subscription on Redis, and the client that publishes to it."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from redis import Redis
from redis import asyncio as redis_asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

if TYPE_CHECKING:
    from redis.asyncio.client import PubSub


logger = logging.getLogger(__name__)

# A quiet connection is asked this often whether it still lives; two questions without an answer end it.
QUIET_SECONDS = 10
SECONDS_BETWEEN_TRIES = (0.1, 5.0)


class Ears(Protocol):
    """What the subscription needs of the hub."""

    @property
    def is_hearing(self) -> bool:
        """Whether the subscription stands."""

    def distribute(self, groups: frozenset[str], text: str) -> None:
        """Hand on one publication."""

    def note_hearing(self) -> None:
        """The subscription stands."""

    def note_deaf(self) -> None:
        """The subscription is lost."""


@lru_cache(maxsize=4)
def channel_of(url: str) -> str:
    """Return the name of the pub/sub channel: Redis does not keep its numbered databases apart here, so we do."""
    database = Redis.from_url(url).connection_pool.connection_kwargs.get("db", 0)
    return f"handoffdesk.{database}.realtime"


def pack(groups: Iterable[str], text: str) -> bytes:
    """Return one publication: the group names in the first line, then the text as it goes to the browsers."""
    return f"{' '.join(sorted(groups))}\n{text}".encode()


def unpack(publication: bytes) -> tuple[frozenset[str], str]:
    """Return the groups and the text of one publication."""
    names, _, text = publication.decode().partition("\n")
    return frozenset(names.split()), text


async def follow(url: str, hub: Ears) -> None:
    """Hand what is published to the hub, for ever; reconnect with a growing, jittered pause.

    The client must not repair its connection silently: what is published in between would be lost unnoticed.
    So it does not retry, and the hub is told of every loss and every return.
    """
    shortest, longest = SECONDS_BETWEEN_TRIES
    pause = shortest
    while True:
        was_up = await _follow_once(url, hub)
        pause = shortest if was_up else min(pause * 2, longest)
        await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads reconnects, hides nothing


async def _follow_once(url: str, hub: Ears) -> bool:
    """Follow until the connection breaks; return whether it had stood."""
    # `socket_timeout` stays open: waiting for the next publication is the normal state.
    client = redis_asyncio.Redis.from_url(
        url, socket_timeout=None, socket_connect_timeout=2, socket_keepalive=True, retry=AsyncRetry(NoBackoff(), 0)
    )
    was_up = False
    try:
        async with client.pubsub() as subscription:
            await subscription.subscribe(channel_of(url))
            await _read(subscription, hub)
    except (RedisError, OSError) as error:
        was_up = hub.is_hearing
        logger.warning("The realtime subscription is down (%s); trying again.", type(error).__name__)
    finally:
        hub.note_deaf()
        with contextlib.suppress(RedisError, OSError):
            await client.aclose()
    return was_up


async def _read(subscription: "PubSub", hub: Ears) -> None:
    """Read until the connection breaks.

    Raises:
        RedisError, OSError: it broke, or answered nothing twice.
    """
    unanswered = 0
    while True:
        message = await subscription.get_message(timeout=QUIET_SECONDS)
        if message is None:
            if unanswered >= 2:
                raise OSError("Redis no longer answers.")
            unanswered += 1
            await subscription.ping()
            continue
        unanswered = 0
        if message["type"] == "subscribe":
            hub.note_hearing()
        elif message["type"] == "message":
            groups, text = unpack(message["data"])
            hub.distribute(groups, text)


@lru_cache(maxsize=4)
def publishing_client(url: str) -> Redis:
    """Return the client that all threads of this process share for publishing.

    It tries a second time, because a pooled connection may have died unnoticed, and gives up after two seconds.
    """
    return Redis.from_url(url, socket_connect_timeout=1, socket_timeout=2, retry=Retry(NoBackoff(), 1))


def send(url: str, groups: Iterable[str], text: str) -> None:
    """Publish one text.

    Raises:
        RedisError: Redis did not take it.
    """
    publishing_client(url).publish(channel_of(url), pack(groups, text))
