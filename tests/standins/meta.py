"""Meta's Graph API as far as a WhatsApp account uses it: `POST /v26.0/{phone number id}/messages`."""

import itertools
import threading
from collections import deque
from typing import Any

from tests.standins.server import Asked, Reply, StandIn, reply_json

VERSION = "v26.0"
TOKEN = "stand-in-access-token"

ERRORS: dict[int, tuple[int, dict[str, Any]]] = {
    131047: (400, {"message": "(#131047) Re-engagement message", "error_data": {"details": "Over 24 hours."}}),
    131056: (400, {"message": "(#131056) pair rate limit hit", "error_data": {"details": "Too many."}}),
    190: (401, {"message": "Error validating access token: Session has expired", "error_subcode": 463}),
    131000: (500, {"message": "(#131000) Something went wrong"}),
}  # fmt: skip


def graph_error(code: int, *, headers: dict[str, str] | None = None) -> Reply:
    """Return the answer to a refused send, in Graph's form."""
    status, rest = ERRORS[code]
    return reply_json(
        {"error": {"type": "OAuthException", "code": code, "fbtrace_id": "trace", **rest}}, status, headers
    )


class MetaStandIn(StandIn):
    """Takes sends as Graph does and answers with message ids, or with what is scripted next.

    `taken` holds the messages that were accepted, in order. A wrong or missing bearer token is answered with 190.
    """

    def __init__(self, token: str = TOKEN) -> None:
        """Accept this token."""
        super().__init__()
        self.token = token
        self.taken: list[dict[str, Any]] = []
        self._script: deque[Reply] = deque()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    @property
    def base_url(self) -> str:
        """Return what `META_GRAPH_BASE_URL` must be."""
        return f"{self.url}/{VERSION}"

    def script(self, *replies: Reply) -> None:
        """Answer the next sends so, then as usual again."""
        self._script.extend(replies)

    def script_errors(self, *codes: int) -> None:
        """Refuse the next sends with these Graph codes."""
        self.script(*(graph_error(code) for code in codes))

    def take_then_cut(self) -> None:
        """Take the next message and break the connection before the answer."""
        self.script(Reply(cut=True))

    def take_then_wait(self, seconds: float) -> None:
        """Take the next message and answer late."""
        self.script(Reply(delay=seconds))

    def answer(self, asked: Asked) -> Reply:
        """Check the request as Graph does and answer it."""
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return graph_error(190)
        parts = asked.path.strip("/").split("/")
        if asked.method != "POST" or len(parts) != 3 or parts[0] != VERSION or parts[2] != "messages":
            return reply_json(
                {"error": {"message": "Unsupported request", "type": "GraphMethodException", "code": 100}}, 400
            )
        with self._lock:
            scripted = self._script.popleft() if self._script else None
            if scripted is not None and scripted.status != 200:
                return scripted
            if scripted is not None and scripted.body:
                return scripted
            accepted = self._accept(asked.json)
        if scripted is None:
            return accepted
        return Reply(accepted.status, accepted.body, accepted.headers, scripted.delay, scripted.cut)

    def _accept(self, message: dict[str, Any]) -> Reply:
        if message.get("messaging_product") != "whatsapp" or not (message.get("to") or message.get("recipient")):
            return reply_json(
                {"error": {"message": "(#100) Invalid parameter", "type": "OAuthException", "code": 100}}, 400
            )
        self.taken.append(message)
        to = message.get("to") or message["recipient"]
        body = {
            "messaging_product": "whatsapp",
            "contacts": [{"input": to, "wa_id" if "to" in message else "user_id": to}],
            "messages": [{"id": f"wamid.STANDIN{next(self._numbers):06d}"}],
        }
        return reply_json(body)
