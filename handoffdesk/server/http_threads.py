"""HTTP through Django's WSGI handler in a fixed set of threads, behind any ASGI server.

Through Django's ASGI handler the same empty view is six times slower, and its threads leak database connections
(docs/adr/0001-one-asgi-entry-point.md). A request takes a thread only when its whole body has arrived and gives it
back before its answer leaves, so slow clients do not hold up others; only a large streamed answer keeps its thread.
"""

import asyncio
import concurrent.futures
import logging
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, Any, cast

from handoffdesk.server.http_environ import build_environ
from notifications.realtime.threads import Threads

logger = logging.getLogger(__name__)

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
WsgiApp = Callable[..., Iterable[bytes]]

# The largest request of all: an upload of several attachments. Beyond it the answer is 413.
MAX_BODY_BYTES = 32 * 1024 * 1024
BODY_BYTES_IN_MEMORY = 512 * 1024
# An answer up to this size leaves in one piece after its thread is free again.
PIECE_BYTES = 1024 * 1024
# A client of a streamed answer that takes nothing for so long has gone.
STREAM_SECONDS = 30.0


class BodyTooLarge(Exception):  # noqa: N818 - it names the body
    """The request is larger than any that the desk expects."""


class ClientGone(Exception):  # noqa: N818 - it names the client
    """The client left before its request was complete or its answer was taken."""


@dataclass(slots=True)
class WsgiAnswer:
    """What the WSGI application answers; `body` is None when it was streamed already."""

    status: int = HTTPStatus.INTERNAL_SERVER_ERROR
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes | None = None

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
        """Keep status and headers: the `start_response` of WSGI (PEP 3333)."""
        self.status = int(status.split(" ", 1)[0])
        self.headers = tuple((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers)
        return _refuse_to_write

    def messages(self) -> list[dict[str, Any]]:
        """Return the ASGI messages of a complete answer."""
        return [self.start_message(), {"type": "http.response.body", "body": self.body or b"", "more_body": False}]

    def start_message(self) -> dict[str, Any]:
        """Return the ASGI message that opens the answer."""
        return {"type": "http.response.start", "status": self.status, "headers": list(self.headers)}


class HttpThreads:
    """An ASGI application that answers HTTP with a WSGI application."""

    def __init__(self, app: WsgiApp, *, threads: int, max_body: int = MAX_BODY_BYTES) -> None:
        """Answer with `app` in this many threads."""
        self.app = app
        self.threads = Threads(threads, "http")
        self.max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        with tempfile.SpooledTemporaryFile(max_size=BODY_BYTES_IN_MEMORY) as file:
            body = cast("IO[bytes]", file)
            try:
                length = await self._read_body(receive, body)
                wire = _Wire(asyncio.get_running_loop(), send)
                answer = await self.threads.run(self._answer, build_environ(scope, body, length), wire)
            except BodyTooLarge:
                answer = _plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            except ClientGone:
                return
        if answer.body is not None:
            for message in answer.messages():
                await send(message)

    async def _read_body(self, receive: Receive, body: IO[bytes]) -> int:
        """Write the whole body to the file, rewind it and return its length in bytes.

        Raises:
            BodyTooLarge, ClientGone: there is no whole body to work with.
        """
        length, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            chunk = message.get("body", b"")
            length += len(chunk)
            if length > self.max_body:
                raise BodyTooLarge
            body.write(chunk)
            more = message.get("more_body", False)
        body.seek(0)
        return length

    def _answer(self, environ: dict[str, Any], wire: "_Wire") -> WsgiAnswer:
        """Call the application in a thread; stream what is large."""
        answer = WsgiAnswer()
        chunks = self.app(environ, answer.start)
        try:
            rest = iter(chunks)
            first, ended = _take(rest)
            if ended:
                answer.body = first
            else:
                wire.stream(answer, first, rest)
        finally:
            # Django ends its request here: it checks this thread's database connection and keeps it.
            getattr(chunks, "close", lambda: None)()
        return answer


class _Wire:
    """The way from a thread back to its client."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Send) -> None:
        self._loop = loop
        self._send = send

    def stream(self, answer: WsgiAnswer, first: bytes, rest: Iterator[bytes]) -> None:
        """Send a large answer piece by piece, each when the client has taken the one before.

        Raises:
            ClientGone: the client takes nothing any more.
        """
        self._pass(answer.start_message())
        piece, ended = first, False
        while piece:
            self._pass({"type": "http.response.body", "body": piece, "more_body": True})
            piece, ended = (b"", True) if ended else _take(rest)
        self._pass({"type": "http.response.body", "body": b"", "more_body": False})

    def _pass(self, message: dict[str, Any]) -> None:
        future = asyncio.run_coroutine_threadsafe(_send_one(self._send, message), self._loop)
        try:
            future.result(STREAM_SECONDS)
        except (concurrent.futures.TimeoutError, concurrent.futures.CancelledError, OSError, RuntimeError) as error:
            future.cancel()
            raise ClientGone from error


async def _send_one(send: Send, message: dict[str, Any]) -> None:
    await send(message)


def _take(chunks: Iterator[bytes]) -> tuple[bytes, bool]:
    """Return the next piece of at most about `PIECE_BYTES`, and whether nothing comes after it."""
    piece = bytearray()
    for chunk in chunks:
        piece += chunk
        if len(piece) >= PIECE_BYTES:
            return bytes(piece), False
    return bytes(piece), True


def _plain(status: HTTPStatus) -> WsgiAnswer:
    return WsgiAnswer(status, ((b"content-type", b"text/plain; charset=utf-8"),), status.phrase.encode())


def _refuse_to_write(_: bytes) -> object:
    raise NotImplementedError("Django does not use WSGI's write().")
