"""The agents' WebSocket, `/ws/inbox/`."""

import asyncio
import json
import random
from typing import Any

from django.db import DatabaseError

from notifications.realtime import origin
from notifications.realtime.attendance import attendance
from notifications.realtime.hub import hub
from notifications.realtime.looks import looks
from notifications.realtime.payloads import in_language, reader_language
from notifications.realtime.publisher import MISSED, REFRESH
from notifications.realtime.socket import Close, HubSocket
from notifications.realtime.standing import PersonStanding, find_standing, session_key_of
from notifications.realtime.threads import socket_threads

# How long a new socket waits for the process's subscription before it is asked to come again.
SUBSCRIPTION_SECONDS = 3.0
SECONDS_BETWEEN_LOOKS = (45.0, 60.0)
# A log-out is announced just before its session is deleted, so the look is repeated.
SECOND_LOOK_SECONDS = 1.0
# A browser that was silent for so long is asked whether it is there: a page in the background hardly pings by itself.
ASK_AFTER_SECONDS = 20.0
ASK = json.dumps({"type": "ping"})


class InboxConsumer(HubSocket):
    """Forwards the events of an agent's teams, of the agent, and of everything for an admin."""

    session_key: str
    standing: PersonStanding | None = None
    proofs_due = 0
    language = ""
    heard_at = 0.0

    async def connect(self) -> None:
        """Let in a logged-in person on a page of this site; anybody else learns nothing."""
        if not origin.is_own(self.scope):
            await self.close(code=int(Close.NOT_ALLOWED))
            return
        await self.accept()
        self.session_key = session_key_of(self.scope)
        self.standing = await socket_threads.query(find_standing, self.session_key)
        if self.standing is None:
            await self.shut(Close.NOT_ALLOWED)
            return
        self.language = self.standing.language or reader_language(self.scope)
        await self._join(self.standing)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take every frame as a sign of life, whatever it says."""
        if self.standing is not None and not self.is_shut:
            self._hear(self.standing)
        await super().receive(text_data, bytes_data)

    async def on_frame(self, frame: dict[str, Any]) -> None:
        """Take the answer to our question; nothing else is taken."""
        if frame.get("type") != "pong":
            await super().on_frame(frame)

    def offer(self, text: str) -> None:
        """Forward a text. A refresh is for us: it stops the flow until the person has proved again who they are."""
        if text == MISSED:
            self.deafened()
        elif text == REFRESH:
            self.outbox.hold()
            self.proofs_due += 1
            self.start(self._prove())
        else:
            self.outbox.offer(in_language(text, self.language))

    def deafened(self) -> None:
        """Send the browser away: it shows that it is offline, polls, and comes back."""
        self.start(self.shut(Close.TRY_AGAIN))

    async def _join(self, standing: PersonStanding) -> None:
        hub.open()
        # A browser that is shown as live must be able to hear; while it cannot, it polls.
        if not await hub.wait_until_hearing(SUBSCRIPTION_SECONDS):
            await self.shut(Close.TRY_AGAIN)
            return
        hub.join(self, standing.groups)
        self.outbox.offer(json.dumps({"type": "hello", "user": standing.user_id}))
        self.limit_lifetime()
        self._hear(standing)
        self.start(self._watch())
        self.start(self._keep_asking())

    def _hear(self, standing: PersonStanding) -> None:
        self.heard_at = asyncio.get_running_loop().time()
        attendance.hear(standing.user_id)

    async def _keep_asking(self) -> None:
        """Ask who has been silent. An open line proves nothing: a laptop that sleeps leaves it open."""
        while not self.is_shut:
            silent = asyncio.get_running_loop().time() - self.heard_at
            if silent >= ASK_AFTER_SECONDS:
                self.outbox.offer(ASK)
            await asyncio.sleep(ASK_AFTER_SECONDS - silent if silent < ASK_AFTER_SECONDS else ASK_AFTER_SECONDS)

    async def _watch(self) -> None:
        """Look once soon, for what changed while the socket was being opened, and then about every minute.

        Together with the other sockets of the process; whose standing is in doubt is looked at alone.
        """
        await asyncio.sleep(SECOND_LOOK_SECONDS)
        while not self.is_shut:
            if await self._is_in_doubt():
                await self._look()
            await asyncio.sleep(random.uniform(*SECONDS_BETWEEN_LOOKS))  # noqa: S311 - spreads the queries

    async def _prove(self) -> None:
        """Look at once and once more, and let the flow go on only then."""
        await self._look()
        if not self.is_shut:
            await asyncio.sleep(SECOND_LOOK_SECONDS)
            await self._look()
        self.proofs_due -= 1
        if not self.is_shut and not self.proofs_due:
            self.outbox.release()

    async def _is_in_doubt(self) -> bool:
        try:
            return await looks.standing_of(self.session_key) != self.standing
        except DatabaseError:
            return True

    async def _look(self) -> None:
        """Close when the person is no longer logged in, active, or in the same teams and roles."""
        try:
            standing = await socket_threads.query(find_standing, self.session_key)
        except DatabaseError:
            # Nobody is sent to the log-in page because the database is away; nobody listens unproved either.
            await self.shut(Close.TRY_AGAIN)
            return
        if standing != self.standing:
            await self.shut(Close.NOT_ALLOWED)
