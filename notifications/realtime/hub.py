"""Who in this process listens to which group, and the one way by which texts reach them.

Channel layers wake one task and one queue per socket and event: 2.1 s for 5,000 sockets. Here a process has one
subscription and hands each socket the same text: 80 ms (docs/adr/0003-process-local-hub.md).
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from typing import Protocol

from django.conf import settings

logger = logging.getLogger(__name__)

# Other work of the loop gets its turn after this many sockets.
SENDS_PER_TURN = 200


class Listener(Protocol):
    """A socket in the hub. All three are called in the event loop's thread and return at once."""

    def offer(self, text: str) -> None:
        """Take one published text."""

    def deafened(self) -> None:
        """The subscription was lost: what is published now is not heard."""

    def hearing_again(self) -> None:
        """The subscription is back; something may have been missed."""


class Hub:
    """The groups of one process. Everything but `post` belongs to the event loop's thread."""

    def __init__(self) -> None:
        """Start without a loop: the first socket brings it (daphne has no start-up event)."""
        self._groups: dict[str, set[Listener]] = {}
        self._memberships: dict[Listener, frozenset[str]] = {}
        self._posted: deque[tuple[frozenset[str], str]] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._distributor: asyncio.Task[None] | None = None
        self._subscription: asyncio.Task[None] | None = None
        self._hearing = asyncio.Event()

    def __len__(self) -> int:
        """Return how many sockets are joined."""
        return len(self._memberships)

    def open(self) -> None:
        """Belong to the running loop and subscribe. Called again in the same loop, it does nothing."""
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return
        self._forget()
        self._loop = loop
        self._hearing = asyncio.Event()
        if settings.REDIS_URL:
            from notifications.realtime import redis_feed  # lazy: redis takes 0.4 s that embedded mode does not need

            self._subscription = loop.create_task(redis_feed.follow(settings.REDIS_URL, self))
        else:
            self._hearing.set()

    @property
    def is_hearing(self) -> bool:
        """Whether the subscription stands."""
        return self._hearing.is_set()

    async def wait_until_hearing(self, seconds: float) -> bool:
        """Return whether the subscription stands, waiting at most this long for it."""
        try:
            await asyncio.wait_for(self._hearing.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def has_listeners(self, group: str) -> bool:
        """Return whether anybody in this process is in the group."""
        return group in self._groups

    def join(self, listener: Listener, groups: Iterable[str]) -> None:
        """Add the listener to these groups, beside those that it is in already."""
        self.open()
        new = frozenset(groups)
        self._memberships[listener] = self._memberships.get(listener, frozenset()) | new
        for group in new:
            self._groups.setdefault(group, set()).add(listener)

    def change(self, listener: Listener, *, old: str, new: str) -> None:
        """Move the listener from one of its groups to another."""
        self._drop_from(old, listener)
        self._memberships[listener] = self._memberships.get(listener, frozenset()) - {old}
        self.join(listener, [new])

    def leave(self, listener: Listener) -> None:
        """Take the listener out of every group; it gets nothing more, not even what is being distributed."""
        for group in self._memberships.pop(listener, frozenset()):
            self._drop_from(group, listener)

    def post(self, groups: Iterable[str], text: str) -> None:
        """Give the text once to everybody in any of the groups. May be called from any thread; never blocks.

        A foreign thread must wake the loop itself: a future completed from outside is noticed only at the loop's
        next own event, which was up to 7.7 s later.
        """
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        try:
            loop.call_soon_threadsafe(self.distribute, frozenset(groups), text)
        except RuntimeError:
            logger.debug("The event loop closed; a realtime text was dropped.")

    def distribute(self, groups: frozenset[str], text: str) -> None:
        """The same from within the loop."""
        self._posted.append((groups, text))
        if self._distributor is None or self._distributor.done():
            self._distributor = asyncio.get_running_loop().create_task(self._distribute_all())

    def note_hearing(self) -> None:
        """The subscription stands: tell those who are already here."""
        self._hearing.set()
        for listener in list(self._memberships):
            listener.hearing_again()

    def note_deaf(self) -> None:
        """The subscription is lost: tell everybody."""
        if self._hearing.is_set():
            self._hearing.clear()
            for listener in list(self._memberships):
                listener.deafened()

    async def close(self) -> None:
        """Stop following and forget everybody."""
        tasks = [task for task in (self._subscription, self._distributor) if task is not None and not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._forget()

    def _drop_from(self, group: str, listener: Listener) -> None:
        members = self._groups.get(group, set())
        members.discard(listener)
        if not members:
            self._groups.pop(group, None)

    def _forget(self) -> None:
        # Tasks of a loop that has ended cannot be awaited any more; they are dropped with it.
        self._groups, self._memberships = {}, {}
        self._posted.clear()
        self._loop = self._distributor = self._subscription = None

    async def _distribute_all(self) -> None:
        sent = 0
        while self._posted:
            groups, text = self._posted.popleft()
            for listener in self._listeners(groups):
                # It may have left while others had their turn: a person who lost access gets nothing more.
                if listener in self._memberships:
                    listener.offer(text)
                    sent += 1
                    if sent % SENDS_PER_TURN == 0:
                        await asyncio.sleep(0)

    def _listeners(self, groups: frozenset[str]) -> list[Listener]:
        """Return everybody in any of the groups, once."""
        found: set[Listener] = set()
        for group in groups:
            found |= self._groups.get(group, set())
        return list(found)


hub = Hub()
