"""What a range of rows adds to the counters: events and AI turns, which come with growing ids."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Value, When
from django.db.models.fields.json import KT

from conversations.enums import TurnState
from conversations.models import AiProfile, AiTurn, Event
from conversations.services.floor import SUPERSEDED
from handoffdesk.operations.metrics import names
from handoffdesk.operations.metrics.names import Metric

# (metric, its labels' values) -> what is added. A histogram's last label is its bucket: `le`, `sum`.
Key = tuple[str, tuple[str, ...]]
Counts = dict[Key, float]
PER_MILLION = Decimal(1_000_000)
ENDED = (TurnState.ANSWERED, TurnState.HANDED_OFF, TurnState.DISCARDED)
BUILT_IN = "built-in"


def count_events(after: int, last: int | None) -> Counts:
    """Return what the events with an id beyond `after`, up to `last`, add: one query."""
    rows = Event.objects.filter(pk__gt=after)
    rows = rows if last is None else rows.filter(pk__lte=last)
    grouped = (
        rows.order_by()
        .values_list(
            "kind",
            "conversation__account__kind",
            KT("payload__cause"),
            KT("payload__category"),
            KT("payload__what"),
            KT("payload__why"),
            KT("payload__seconds"),
            Case(When(payload__error=SUPERSEDED, then=Value(value=True)), default=Value(value=False)),
        )
        .annotate(count=Count("pk"))
    )
    counts: Counts = defaultdict(float)
    for row in grouped:
        for key, value in _of_events(*row):
            counts[key] += value
    return counts


def _of_events(kind: str, channel: str, *rest: Any) -> Iterator[tuple[Key, float]]:
    cause, category, what, why, seconds, withdrawn, count = rest
    match kind.split("."):
        case ["message", state]:
            yield (names.MESSAGES.name, (channel, "withdrawn" if withdrawn else state)), count
        case ["handoff", "opened"]:
            yield (names.HANDOFFS.name, (cause or "", category or "")), count
        case ["handoff", "ended"]:
            yield (names.HANDOFFS_ENDED.name, (why or "",)), count
        case ["handoff", "escalated"]:
            yield (names.ESCALATIONS.name, ()), count
        case ["sla", "breached"]:
            yield (names.SLA_BREACHES.name, (what or "",)), count
        case ["handoff", "answered"] if seconds is not None:
            yield from _observe(names.TIME_TO_HUMAN, float(seconds), count)


def count_turns(after: int, last: int | None) -> Counts:
    """Return what the ended AI turns with an id beyond `after`, up to `last`, add: two queries."""
    rows = AiTurn.objects.filter(pk__gt=after, state__in=ENDED)
    rows = rows if last is None else rows.filter(pk__lte=last)
    profiles = {profile.pk: profile for profile in AiProfile.objects.defer("api_key", "instructions")}
    default = next((profile for profile in profiles.values() if profile.is_default), None)
    counts: Counts = defaultdict(float)
    for state, due_at, finished_at, report, profile_id in rows.values_list(
        "state", "due_at", "finished_at", "report", "conversation__account__ai_profile"
    ):
        profile = profiles.get(profile_id, default)
        seconds = (finished_at - due_at).total_seconds() if finished_at and state != TurnState.DISCARDED else None
        for key, value in _of_turn(state, seconds, report.get("usage") or {}, profile):
            counts[key] += value
    return counts


def _of_turn(
    state: str, seconds: float | None, usage: dict[str, int], profile: AiProfile | None
) -> Iterator[tuple[Key, float]]:
    name = profile.name if profile else BUILT_IN
    yield (names.AI_TURNS.name, (name, state)), 1
    if seconds is not None:
        yield from _observe(names.AI_LATENCY, max(seconds, 0.0), 1)
    read, written = usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0)
    if read or written:
        yield (names.AI_TOKENS.name, (name, "input")), read
        yield (names.AI_TOKENS.name, (name, "output")), written
    if profile and (read or written):
        cost = (profile.input_price * read + profile.output_price * written) / PER_MILLION
        yield (names.AI_COST.name, (name,)), float(cost)


def _observe(metric: Metric, seconds: float, count: int) -> Iterator[tuple[Key, float]]:
    """Yield the bucket into which it falls (not the ones above: they are added up when shown) and the sum."""
    end = next((str(end) for end in metric.buckets if seconds <= end), "+Inf")
    yield (metric.name, (end,)), count
    yield (metric.name, ("sum",)), seconds * count
