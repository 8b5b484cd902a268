"""What every WebSocket of the desk does: join, forward, answer a ping, end in time."""

import asyncio
import json
import random
from collections.abc import Callable, Coroutine, Mapping
from enum import IntEnum
from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from notifications.realtime.hub import hub
from notifications.realtime.outbox import Outbox
from notifications.realtime.rate import TokenBucket

MAX_FRAME_BYTES = 16 * 1024
LIFETIME_SECONDS = (11 * 3600, 12 * 3600)
PONG = json.dumps({"type": "pong"})
# A client that goes on after this many refusals is cut off.
MAX_REFUSALS = 5


class Close(IntEnum):
    """Why the server closes a socket. Servers take only codes from 3000 on from an application, and refuse others."""

    TOO_BIG = 4413
    TRY_AGAIN = 4503
    NOT_ALLOWED = 4401
    UNKNOWN = 4404
    LIFETIME_OVER = 4408
    TOO_FAST = 4429


class HubSocket(AsyncWebsocketConsumer):
    """A socket in the hub. It decides nothing and writes no row: commands go over HTTP, facts come from the hub."""

    burst = 60
    per_second = 5.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start outside every group."""
        super().__init__(*args, **kwargs)
        self.outbox = Outbox(self._write, self._drop)
        self.bucket = TokenBucket(burst=self.burst, per_second=self.per_second)
        self.refusals = 0
        self.is_shut = False
        self._timers: list[asyncio.TimerHandle] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def dispatch(self, message: Mapping[str, Any]) -> None:
        """Call the handler. Channels' own method also visits a database thread for every single frame."""
        await getattr(self, get_handler_name(message))(message)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Check one frame's size, pace and form, answer a ping, and pass the rest on."""
        if self.is_shut:
            return
        if len((text_data or "").encode(errors="replace")) > MAX_FRAME_BYTES or bytes_data is not None:
            await self.refuse("too_big")
            await self.shut(Close.TOO_BIG)
            return
        frame = _read_object(text_data or "")
        if not self.keeps_pace(frame):
            await self._refuse_pace(frame)
        elif frame is None:
            await self.refuse("bad_request")
        elif frame.get("type") == "ping":
            self.outbox.offer(PONG)
        else:
            await self.on_frame(frame)

    def keeps_pace(self, _frame: dict[str, Any] | None) -> bool:
        """Count one frame and return whether it may pass."""
        return self.bucket.take()

    async def on_frame(self, frame: dict[str, Any]) -> None:
        """Handle one frame that is not a ping; here none is known."""
        await self.refuse("bad_request")

    async def refuse(self, code: str, message: str = "", **more: str) -> None:
        """Tell the client what was not accepted."""
        self.outbox.offer(json.dumps({"type": "error", "code": code, "message": message or code, **more}))

    async def disconnect(self, code: int) -> None:
        """The client has gone."""
        self._leave()

    async def shut(self, code: Close) -> None:
        """Leave every group at once, then close. Nothing is sent after this."""
        if self.is_shut:
            return
        self._leave()
        await self.close(code=int(code))

    def offer(self, text: str) -> None:
        """Take one published text."""
        self.outbox.offer(text)

    def deafened(self) -> None:
        """The subscription was lost."""

    def hearing_again(self) -> None:
        """The subscription is back."""

    def limit_lifetime(self) -> None:
        """Close after 11 to 12 hours: so every client proves itself again, and not all at the same minute."""
        self.call_later(random.uniform(*LIFETIME_SECONDS), lambda: self.shut(Close.LIFETIME_OVER))  # noqa: S311 - spreads load

    def call_later(self, seconds: float, act: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Act after some time unless the socket has been shut."""
        self._timers.append(asyncio.get_running_loop().call_later(seconds, lambda: self.start(act())))

    def start(self, act: Coroutine[Any, Any, None]) -> None:
        """Act beside the handling of frames."""
        task = asyncio.get_running_loop().create_task(act)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _leave(self) -> None:
        self.is_shut = True
        hub.leave(self)
        self.outbox.stop()
        for timer in self._timers:
            timer.cancel()
        for task in self._tasks - {asyncio.current_task()}:
            task.cancel()

    def _drop(self) -> None:
        self.start(self.shut(Close.TRY_AGAIN))

    async def _write(self, text: str) -> None:
        # Not by `send`, which asks twice more what kind of text this is: it is paid for each socket and event.
        await self.base_send({"type": "websocket.send", "text": text})

    async def _refuse_pace(self, frame: dict[str, Any] | None) -> None:
        self.refusals += 1
        if self.refusals > MAX_REFUSALS:
            await self.shut(Close.TOO_FAST)
        else:
            reference = frame.get("client_ref") if frame else None
            await self.refuse("too_fast", **({"client_ref": reference} if isinstance(reference, str) else {}))


def _read_object(text: str) -> dict[str, Any] | None:
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return frame if isinstance(frame, dict) else None
