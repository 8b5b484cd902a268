"""The visitors' WebSocket, `/ws/chat/<public id>/`."""

import json
import logging
import random
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.utils.translation import gettext as _

from conversations.models import ChannelAccount
from conversations.services.brands import brand_of
from conversations.storable import storable_text
from handoffdesk.operations import keys
from handoffdesk.widget import pace, presence, thread, tokens
from handoffdesk.widget.languages import preferred_language
from notifications.realtime import groups, origin
from notifications.realtime.hub import hub
from notifications.realtime.publisher import MISSED
from notifications.realtime.socket import Close, HubSocket
from notifications.realtime.threads import socket_threads
from notifications.realtime.visitor import Hands, floor_text, hands_of, online_text, read_hands

logger = logging.getLogger(__name__)

HELLO_SECONDS = 15.0
# After the subscription comes back, all visitors catch up; not in the same second.
CATCH_UP_SECONDS = 3.0


class ChatConsumer(HubSocket):
    """Takes one visitor's messages and shows them their thread.

    They are let in although Redis may be away: what they write goes to the database, and that is what a person reads.
    """

    burst = 20
    per_second = 1.0
    account: ChannelAccount
    visitor: UUID | None = None
    address: str | None = None
    conversation_id: UUID | None = None
    hands: Hands | None = None
    last_version = 0

    async def connect(self) -> None:
        """Accept, so that the browser can read why it is sent away, then check the account and the embedding page."""
        await self.accept()
        self.address = pace.address_of(self.scope)
        if self.address and not pace.addresses.take(self.address):
            await self.shut(Close.TOO_FAST)
            return
        account = await socket_threads.query(thread.find_account, self.scope["url_route"]["kwargs"]["public_id"])
        if account is None:
            await self.shut(Close.UNKNOWN)
        elif not origin.is_own(self.scope) and not origin.is_among(self.scope, account.allowed_origins.split()):
            await self.shut(Close.NOT_ALLOWED)
        else:
            self.account = account
            self.limit_lifetime()
            self.call_later(HELLO_SECONDS, self._expect_hello)

    def keeps_pace(self, frame: dict[str, Any] | None) -> bool:
        """Count a frame for the socket; whatever costs more than a ping also for the visitor and for the address."""
        if not super().keeps_pace(frame):
            return False
        if frame is not None and frame.get("type") == "ping":
            return True
        if self.address and not pace.addresses.take(self.address):
            return False
        return self.visitor is None or pace.visitors.take(self.visitor)

    async def on_frame(self, frame: dict[str, Any]) -> None:
        """Handle a greeting or a message."""
        kind = frame.get("type")
        if kind == "hello" and self.visitor is None:
            await self._greet(frame)
        elif kind == "message" and self.visitor is not None:
            await self._take(frame, self.visitor)
        else:
            await self.refuse("bad_request")

    def offer(self, text: str) -> None:
        """Forward a text; what says that others were dropped, or in whose hands the thread is, is for us."""
        hands = read_hands(text)
        if text == MISSED:
            self.hearing_again()
        elif hands is None:
            super().offer(text)
        elif self._follow(hands):
            self.start(self._tell_who_is_there(hands))

    def hearing_again(self) -> None:
        """Send what was said while the subscription was away."""
        self.call_later(random.uniform(0, CATCH_UP_SECONDS), self._catch_up)  # noqa: S311 - spreads the queries

    async def _greet(self, frame: dict[str, Any]) -> None:
        """Join first and read then, holding back what comes in between: so nothing falls into the gap."""
        token, after = frame.get("token"), frame.get("after")
        known = tokens.read_token(token, public_id=self.account.public_id) if isinstance(token, str) else None
        if token and known is None and await socket_threads.query(keys.wrong_keys):
            # Not the token is wrong but the desk's key: a new one in its place would take the thread away for good.
            await self.shut(Close.TRY_AGAIN)
            return
        self.visitor = known or tokens.new_visitor()
        self.last_version = after if known and isinstance(after, int) and 0 <= after < 2**31 else 0
        self.outbox.hold()
        conversation = await socket_threads.query(thread.find_conversation, self.account, self.visitor)
        if conversation is not None:
            self._join_thread(conversation.pk)
        self._follow(hands_of(conversation) if conversation else (self.account.team_id, None))
        welcome = await socket_threads.query(thread.read_welcome, self.account, self.visitor, self.last_version)
        brand = await socket_threads.query(brand_of, self.account)
        await self._send_welcome(welcome, brand.name, self.visitor)
        self._follow(welcome.hands)
        presence.note_told(welcome.hands, online=welcome.online)
        self.outbox.release()

    async def _send_welcome(self, welcome: thread.Welcome, business: str, visitor: UUID) -> None:
        self._note_versions(message["version"] for message in welcome.messages)
        await self.send(
            text_data=json.dumps(
                {
                    "type": "welcome",
                    "token": tokens.make_token(public_id=self.account.public_id, visitor=visitor),
                    "messages": welcome.messages,
                    "online": welcome.online,
                    "ai": self.account.autopilot,
                    "business": business,
                    "floor": welcome.floor,
                    "agent": welcome.agent,
                }
            )
        )

    async def _take(self, frame: dict[str, Any], visitor: UUID) -> None:
        """Store one message and acknowledge it; until the acknowledgement the browser keeps it and sends it again."""
        reference, body = _read_reference(frame.get("client_ref")), frame.get("body")
        if reference is None or not isinstance(body, str):
            await self.refuse("bad_request")
            return
        if not storable_text(body).strip():
            await self.refuse("empty", _("This message has no text."), client_ref=str(reference))
            return
        try:
            said = await socket_threads.query(thread.say, self.account, visitor, reference, body, self._language())
        except DatabaseError:
            logger.exception("A visitor's message was not stored.", extra={"account": self.account.pk})
            said = None
        if said is None:
            await self.refuse(
                "later", _("Your message hasn't gone through yet. Trying again."), client_ref=str(reference)
            )
            return
        conversation_id, message = said
        if self.conversation_id is None:
            self._join_thread(conversation_id)
            await self._catch_up()
        self._note_versions([message["version"]])
        self.outbox.offer(json.dumps({"type": "ack", "client_ref": str(reference), "message": message}))

    def _language(self) -> str:
        """Return what the visitor's browser is set to, as it said when it opened the socket."""
        return preferred_language(origin.single_header(self.scope, b"accept-language"))

    def _join_thread(self, conversation_id: UUID) -> None:
        self.conversation_id = conversation_id
        hub.join(self, [groups.visitor(conversation_id)])

    def _follow(self, hands: Hands) -> bool:
        """Hear from now on whether these hands are there; return whether they are others than before."""
        if hands == self.hands or self.is_shut:
            return False
        new = groups.presence(*hands)
        if self.hands is None:
            hub.join(self, [new])
        else:
            hub.change(self, old=groups.presence(*self.hands), new=new)
        self.hands = hands
        presence.watch(hands)
        return True

    async def _tell_who_is_there(self, hands: Hands) -> None:
        online = await socket_threads.query(presence.is_attended, hands)
        if hands == self.hands:
            self.outbox.offer(online_text(online=online))
            presence.note_told(hands, online=online)

    async def _catch_up(self) -> None:
        """Send what may have been missed; the browser drops what it has."""
        if self.visitor is None:
            return
        welcome = await socket_threads.query(thread.read_welcome, self.account, self.visitor, self.last_version)
        for message in welcome.messages:
            self.outbox.offer(json.dumps({"type": "message", "message": message}))
        self._note_versions(message["version"] for message in welcome.messages)
        self._follow(welcome.hands)
        self.outbox.offer(floor_text(welcome.floor, welcome.agent))
        self.outbox.offer(online_text(online=welcome.online))
        presence.note_told(welcome.hands, online=welcome.online)

    def _note_versions(self, versions: Iterable[int]) -> None:
        self.last_version = max((self.last_version, *versions))

    async def _expect_hello(self) -> None:
        if self.visitor is None:
            await self.shut(Close.NOT_ALLOWED)


def _read_reference(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
