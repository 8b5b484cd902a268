"""Counts inside a process, in a desk's environment: what no clock can shake.

    python -m tools.bench.counted_script jobs      deliver every queued message and relay its conversation's events,
                                                   with a mark in the database's log behind each (statements.py)
    python -m tools.bench.counted_script inside F  how often an event was made into text while fifty sockets listened,
                                                   and how often a request changed threads; F holds one webhook request

What is found inside is printed as JSON.
"""

import asyncio
import json
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - after the settings are read

from conversations.enums import Delivery  # noqa: E402
from conversations.models import Conversation, Event, Message  # noqa: E402
from conversations.services import delivery  # noqa: E402
from conversations.wake import silenced  # noqa: E402
from handoffdesk.asgi import application  # noqa: E402
from notifications.realtime import groups  # noqa: E402
from notifications.realtime.hub import hub  # noqa: E402
from notifications.services.relay import relay  # noqa: E402
from tools.bench.load_sender import read_requests  # noqa: E402
from tools.bench.statements import MARK  # noqa: E402

SOCKETS = 50


class CallCounter:
    """Counts the calls of one Python function in this thread and those started later, for a `with` block."""

    def __init__(self, function: Callable[..., Any]) -> None:
        """Count this one."""
        self._code: CodeType = function.__code__
        self.calls = 0

    def __enter__(self) -> "CallCounter":
        """Begin."""
        threading.setprofile(self._note)
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        sys.setprofile(None)
        threading.setprofile(None)

    def _note(self, frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code is self._code:
            self.calls += 1


class Ear:
    """A socket that only takes."""

    def __init__(self) -> None:
        """Has heard nothing."""
        self.heard: list[str] = []

    def offer(self, text: str) -> None:
        """Take a text."""
        self.heard.append(text)

    def deafened(self) -> None:
        """Nothing to do."""

    def hearing_again(self) -> None:
        """Nothing to do."""


def mark() -> None:
    """Write the mark into the database's log."""
    with connection.cursor() as cursor:
        cursor.execute(MARK)


def deliver_and_relay() -> None:
    """Deliver each queued message, then relay each conversation's events; a mark behind each."""
    waiting = list(
        Message.objects.filter(delivery=Delivery.QUEUED)
        .order_by("created_at")
        .values_list("conversation_id", flat=True)
    )
    mark()
    with silenced():
        for conversation_id in waiting:
            delivery.deliver(conversation_id=conversation_id)
            mark()
        for conversation_id in waiting:
            relay(conversation_id=conversation_id)
            mark()


def serialised_each() -> float:
    """Return how often JSON text was made for each event of one conversation while fifty sockets heard all of them."""
    conversation = Conversation.objects.filter(events__relayed_at__isnull=True).select_related("team").first()
    if conversation is None:
        raise RuntimeError("no event waits")
    events = Event.objects.filter(conversation=conversation, relayed_at__isnull=True).count()
    return asyncio.run(_tell(conversation, events)) / events


async def _tell(conversation: Conversation, events: int) -> int:
    ears = [Ear() for _ in range(SOCKETS)]
    for ear in ears:
        hub.join(ear, [groups.team(conversation.team_id)])
    with CallCounter(json.JSONEncoder.encode) as counter:
        await asyncio.to_thread(relay, conversation_id=conversation.pk)
        await asyncio.sleep(0.2)
    if any(len(ear.heard) != events for ear in ears):
        raise RuntimeError("not every socket heard every event")
    await hub.close()
    return counter.calls


def hops_each(request: bytes) -> int:
    """Return how often the answer to a webhook changed threads."""
    return asyncio.run(_answer(request))


async def _answer(request: bytes) -> int:
    head, body = request.split(b"\r\n\r\n", 1)
    lines = [line.split(b": ", 1) for line in head.split(b"\r\n")[1:]]
    scope = {
        "type": "http", "method": "POST", "path": head.split(b" ", 2)[1].decode(), "query_string": b"",
        "headers": [(name.lower(), value) for name, value in lines], "server": ("127.0.0.1", 80), "client": None,
    }  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    with CallCounter(ThreadPoolExecutor.submit) as counter, silenced():
        await application(scope, receive, send)
    if sent[0]["status"] != 200 or not counter.calls:
        raise RuntimeError(f"the webhook was answered with {sent[0]} after {counter.calls} hops")
    return counter.calls


def main() -> None:
    """Do what the command line says."""
    if sys.argv[1] == "jobs":
        deliver_and_relay()
        return
    requests = read_requests(Path(sys.argv[2]).read_bytes())
    # The first request of a process compiles the rules.
    hops = [hops_each(request) for request in requests]
    json.dump({"serialised": serialised_each(), "hops": hops[-1]}, sys.stdout)


if __name__ == "__main__":
    main()
