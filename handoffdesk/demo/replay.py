"""Posting real messages as signed WhatsApp webhooks to a running desk, and counting what became of each."""

import hashlib
import hmac
import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, Q

from conversations.enums import Author, Delivery, Direction, TurnState
from conversations.models import AiTurn, InboundEvent, Message
from routing.models import Handoff

CHANNEL = "whatsapp"
TIMEOUT_SECONDS = 30
WAIT_STEP_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Target:
    """The running desk and one of its WhatsApp accounts."""

    base_url: str
    webhook_path: str
    app_secret: str
    phone_number_id: str


@dataclass(slots=True)
class Posted:
    """What the posts themselves showed. Times in milliseconds."""

    accepted: set[str] = field(default_factory=set)
    refused: int = 0
    repeated: int = 0
    milliseconds: list[float] = field(default_factory=list)


class Poster:
    """Posts over one kept-alive connection for each thread."""

    def __init__(self, target: Target, run: str, *, keep_trying: float = 0) -> None:
        """Post to this target; `run` makes the message ids unique; repeat a refused post for so many seconds."""
        self._target, self._run, self._keep_trying = target, run, keep_trying
        self._local = threading.local()
        self._lock = threading.Lock()
        self.posted = Posted()

    def post(self, number: int, text: str, times: int) -> None:
        """Post message `number` so many times (a provider repeats itself); note each answer."""
        body = json.dumps(self.envelope(number, text)).encode()
        signature = hmac.new(self._target.app_secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}
        for turn in range(times):
            started = time.perf_counter()
            status = self._post_until_taken(body, headers)
            elapsed = (time.perf_counter() - started) * 1000
            with self._lock:
                self.posted.repeated += turn > 0
                self.posted.milliseconds.append(elapsed)
                if status == http.HTTPStatus.OK:
                    self.posted.accepted.add(self.message_id(number))
                else:
                    self.posted.refused += 1

    def _post_until_taken(self, body: bytes, headers: dict[str, str]) -> int:
        until = time.monotonic() + self._keep_trying
        while (status := self._send(body, headers)) != http.HTTPStatus.OK and time.monotonic() < until:
            time.sleep(WAIT_STEP_SECONDS)
        return status

    def message_id(self, number: int) -> str:
        """Return the provider id of message `number` in this run."""
        return f"wamid.REPLAY.{self._run}.{number:06d}"

    def envelope(self, number: int, text: str) -> dict[str, Any]:
        """Return the webhook of one text message from a customer of its own."""
        wa_id = f"1{int(self._run, 16) % 1000:03d}{number:07d}"
        user_id = f"US.{self._run}{number:07d}"
        message = {
            "from": wa_id,
            "from_user_id": user_id,
            "id": self.message_id(number),
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": text},
        }
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "12025550100", "phone_number_id": self._target.phone_number_id},
            "contacts": [{"profile": {"name": f"Replay {number}"}, "wa_id": wa_id, "user_id": user_id}],
            "messages": [message],
        }
        return {
            "object": "whatsapp_business_account",
            "entry": [{"id": "replay", "changes": [{"field": "messages", "value": value}]}],
        }

    def _send(self, body: bytes, headers: dict[str, str]) -> int:
        for _attempt in range(2):
            connection = self._connection()
            try:
                connection.request("POST", self._target.webhook_path, body, headers)
                answer = connection.getresponse()
                answer.read()
            except (http.client.HTTPException, OSError):
                connection.close()
                self._local.connection = None
            else:
                return answer.status
        return 0

    def _connection(self) -> http.client.HTTPConnection:
        if getattr(self._local, "connection", None) is None:
            url = urlsplit(self._target.base_url)
            kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
            self._local.connection = kind(url.netloc, timeout=TIMEOUT_SECONDS)
        connection: http.client.HTTPConnection = self._local.connection
        return connection


def post_all(poster: Poster, texts: Sequence[str], *, concurrency: int, repeat: float) -> Posted:
    """Post every text, a share `repeat` of them twice, in this many threads; return what the posts showed."""
    chance = random.Random(1)  # noqa: S311 - which deliveries repeat, no secret
    with ThreadPoolExecutor(concurrency) as pool:
        jobs = [
            pool.submit(poster.post, number, text, 2 if chance.random() < repeat else 1)
            for number, text in enumerate(texts)
        ]
        for job in jobs:
            job.result()
    return poster.posted


def wait_until_settled(run: str, *, patience: float) -> bool:
    """Wait until no turn, no outgoing message and no stored webhook of the run is open.

    False after `patience` seconds without.
    """
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if not _open_work(run):
            return True
        time.sleep(WAIT_STEP_SECONDS)
    return False


def report(run: str, posted: Posted) -> dict[str, Any]:
    """Return the counts of one run, from the database.

    What was stored, answered, handed off, acknowledged, lost or doubled.
    """
    prefix = f"wamid.REPLAY.{run}."
    inbound = Message.objects.filter(provider_id__startswith=prefix, direction=Direction.INBOUND)
    stored = set(inbound.values_list("provider_id", flat=True))
    conversations = inbound.values("conversation_id")
    outbound = Message.objects.filter(conversation__in=conversations, direction=Direction.OUTBOUND)
    handoffs = Handoff.objects.filter(conversation__in=conversations)
    answers = outbound.filter(author=Author.AI).values("conversation").annotate(count=Count("id"))
    acknowledgements = outbound.filter(purpose="acknowledgement").values("conversation").annotate(count=Count("id"))
    doubled = sum(row["count"] - 1 for rows in (answers, acknowledgements) for row in rows)
    acknowledged = handoffs.filter(acknowledgement__delivery__in=(Delivery.SENT, Delivery.DELIVERED, Delivery.READ))
    return {
        "sent": len(posted.milliseconds),
        "accepted": len(posted.accepted),
        "refused": posted.refused,
        "repeated_deliveries": posted.repeated,
        "stored": len(stored),
        "answered_by_ai": outbound.filter(author=Author.AI).values("conversation").distinct().count(),
        "handed_off": dict(Counter(handoffs.values_list("category", flat=True)).most_common()),
        "handoffs": handoffs.count(),
        "acknowledged": acknowledged.count(),
        "acknowledgements_unknown": handoffs.filter(acknowledgement__delivery=Delivery.UNKNOWN).count(),
        "lost": len(posted.accepted - stored),
        "duplicated": doubled,
        "unanswered": inbound.exclude(conversation__in=handoffs.values("conversation"))
        .exclude(conversation__in=answers.values("conversation"))
        .count(),
        "webhook_ms": percentiles(posted.milliseconds),
        "trigger_to_acknowledgement_ms": percentiles(_acknowledgement_times(run)),
    }


def percentiles(values: Iterable[float]) -> dict[str, float]:
    """Return p50 and p99 of the values, empty when there are none."""
    ordered = sorted(values)
    if not ordered:
        return {}
    return {
        "p50": round(ordered[len(ordered) // 2], 1),
        "p99": round(ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)], 1),
    }


def _acknowledgement_times(run: str) -> list[float]:
    handoffs = Handoff.objects.filter(
        conversation__messages__provider_id__startswith=f"wamid.REPLAY.{run}.",
        cause="trigger",
        acknowledgement__sent_at__isnull=False,
    ).select_related("acknowledgement")
    return [
        (handoff.acknowledgement.sent_at - handoff.detected_at).total_seconds() * 1000
        for handoff in handoffs
        if handoff.acknowledgement and handoff.acknowledgement.sent_at
    ]


def _open_work(run: str) -> bool:
    of_run = Q(conversation__messages__provider_id__startswith=f"wamid.REPLAY.{run}.")
    turns = AiTurn.objects.filter(of_run, state__in=(TurnState.DUE, TurnState.RUNNING))
    outbox = Message.objects.filter(
        of_run, direction=Direction.OUTBOUND, delivery__in=(Delivery.QUEUED, Delivery.SENDING)
    )
    stored = InboundEvent.objects.filter(provider_id__startswith=f"wamid.REPLAY.{run}.", state="stored")
    return turns.exists() or outbox.exists() or stored.exists()
