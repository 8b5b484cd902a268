"""Reading a finished back-test: the messages behind its numbers, and what people said of them since."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from conversations.enums import Floor, TurnState
from conversations.events.talk import FloorChanged
from conversations.lengths import LONGEST_READ
from conversations.models import AiTurn, Conversation, Event
from triggers.backtesting import Reviewed, WeekHour, measure_reviewed, week_of
from triggers.backtesting.excerpts import ExcerptPiece, excerpt
from triggers.enums import Opinion, Side
from triggers.models import Backtest, BacktestFinding, Verdict
from triggers.services.backtests.hooks import open_periods_between

WORST = 10
# Gained handoffs, by score, among which those are looked for that were not needed.
LOOKED_AT = 300
# For so long nobody stepped in after the AI's answer: then it was good enough.
UNTOUCHED = timedelta(hours=24)
# Hours are looked at over the last weeks; holidays make few of them special.
WEEKS_OF_HOURS = 4


@dataclass(frozen=True, slots=True)
class Example:
    """One handoff that a side gains or loses; the text is read when it is shown.

    `needed`: what people said, None for nothing; `untouched`: the AI answered, and nobody stepped in.
    """

    message_id: UUID
    conversation: Conversation
    at: datetime
    pieces: list[ExcerptPiece]
    scenario: str
    score: float
    is_reply: bool
    needed: bool | None
    untouched: bool = False


class Judgements(NamedTuple):
    """What people said: of messages (should a person have been called?), and of scenarios on messages."""

    messages: Mapping[UUID, bool]
    scenarios: Mapping[str, Mapping[UUID, bool]]


def changed(backtest: Backtest, *, gained: bool) -> QuerySet[BacktestFinding]:
    """Return the findings that would call a person by one side only, the highest score first."""
    here, there = (Side.DRAFT, Side.PUBLISHED) if gained else (Side.PUBLISHED, Side.DRAFT)
    others = BacktestFinding.objects.filter(backtest=backtest, side=there, acts=True, message=OuterRef("message"))
    mine = backtest.findings.filter(~Exists(others), side=here, acts=True)
    return mine.order_by("-score", "pk")


def judgements_of(backtest: Backtest) -> Judgements:
    """Return what people have said by now of the messages of this time. A last word on a scenario counts most."""
    messages: dict[UUID, bool] = {}
    scenarios: dict[str, dict[UUID, bool]] = {}
    rows = Verdict.objects.filter(
        message__created_at__gte=backtest.since_at,
        message__created_at__lt=backtest.until_at,
        message__judged__isnull=False,
    )
    # The last word of several people overwrites the ones before.
    for message_id, key, opinion in rows.order_by("updated_at", "pk").values_list(
        "message_id", "scenario_key", "opinion"
    ):
        said = scenarios.setdefault(key, {}) if key else messages
        said[message_id] = opinion != Opinion.UNNECESSARY
    needed: dict[UUID, bool] = {}
    for words in scenarios.values():
        for message_id, should_fire in words.items():
            # One scenario that should have fired is a person that was needed.
            needed[message_id] = needed.get(message_id, False) or should_fire
    return Judgements({**messages, **needed}, scenarios)


def reviewed(backtest: Backtest, judged: Judgements) -> dict[str, Reviewed]:
    """Return precision and recall of each side over the messages that people judged."""
    acting = _who_acts(backtest, judged.messages.keys())
    return {side: measure_reviewed(judged.messages, acting[side]) for side in Side.values}


def reviewed_scenarios(backtest: Backtest, judged: Judgements) -> dict[str, dict[str, Reviewed]]:
    """Return the same for each scenario of which people said something, by key and side."""
    wanted = {message for verdicts in judged.scenarios.values() for message in verdicts}
    fired: dict[tuple[str, str], set[UUID]] = {}
    rows = backtest.findings.filter(message__in=wanted).values_list("scenario_key", "side", "message_id")
    for key, side, message_id in rows:
        fired.setdefault((key, side), set()).add(message_id)
    return {
        key: {side: measure_reviewed(verdicts, fired.get((key, side), set())) for side in Side.values}
        for key, verdicts in judged.scenarios.items()
    }


def examples_of(backtest: Backtest, findings: Iterable[BacktestFinding], judged: Judgements) -> list[Example]:
    """Return findings as people read them, in their order."""
    names = {row["key"]: row["name"] for row in backtest.summary.get("scenarios", ())}
    rows = list(findings)
    joined = BacktestFinding.objects.filter(pk__in=[row.pk for row in rows]).select_related(
        "message__conversation__lead", "message__conversation__account"
    )
    found = {row.pk: row for row in joined}
    return [
        _example(found[row.pk], names.get(row.scenario_key, row.scenario_key), judged.messages)
        for row in rows
        if row.pk in found
    ]


def worst_gained(backtest: Backtest, judged: Judgements) -> list[Example]:
    """Return the handoffs that the draft gains though nobody was needed: people said so, or the AI's answer stood."""
    candidates = changed(backtest, gained=True)
    wrong = [message for message, needed in judged.messages.items() if not needed]
    said = list(candidates.filter(message__in=wrong)[:WORST])
    open_ones = list(candidates.exclude(message__in=list(judged.messages))[:LOOKED_AT])
    untouched = _untouched(open_ones)
    chosen = (said + [row for row in open_ones if row.message_id in untouched])[:WORST]
    return [_with(example, untouched) for example in examples_of(backtest, chosen, judged)]


def worst_lost(backtest: Backtest, judged: Judgements) -> list[Example]:
    """Return the handoffs that the draft loses, the surest first; not those that people called unnecessary."""
    candidates = changed(backtest, gained=False)
    wrong = [message for message, needed in judged.messages.items() if not needed]
    needed = [message for message, wanted in judged.messages.items() if wanted]
    said = list(candidates.filter(message__in=needed)[:WORST])
    others = list(candidates.exclude(message__in=[*wrong, *needed])[: WORST - len(said)])
    return examples_of(backtest, said + others, judged)


def week(backtest: Backtest, zone: tzinfo) -> list[WeekHour] | None:
    """Return handoffs by the hour of the week beside the staffed hours, in this time zone; None without handoffs."""
    counts = {int(quarter): (pair[0], pair[1]) for quarter, pair in backtest.summary.get("quarters", {}).items()}
    if not counts:
        return None
    until = backtest.until_at
    watched = (max(backtest.since_at, until - timedelta(weeks=WEEKS_OF_HOURS)), until)
    periods = open_periods_between(*watched) or []
    return week_of(counts, periods, watched=watched, weeks=max(backtest.weeks, 1), zone=zone)


def _span(backtest: Backtest) -> tuple[datetime, datetime]:
    return backtest.since_at, backtest.until_at


def _who_acts(backtest: Backtest, messages: Collection[UUID]) -> dict[str, set[UUID]]:
    acting: dict[str, set[UUID]] = {side: set() for side in Side.values}
    rows = backtest.findings.filter(acts=True, message__in=list(messages)).values_list("side", "message_id")
    for side, message_id in rows:
        acting[side].add(message_id)
    return acting


def _example(row: BacktestFinding, scenario: str, needed: Mapping[UUID, bool]) -> Example:
    message = row.message
    return Example(
        message_id=message.pk,
        conversation=message.conversation,
        at=message.created_at,
        pieces=excerpt(message.body[:LONGEST_READ], row.places),
        scenario=scenario,
        score=row.score,
        is_reply=row.is_reply,
        needed=needed.get(message.pk),
    )


def _with(example: Example, untouched: Collection[UUID]) -> Example:
    values = {name: getattr(example, name) for name in Example.__slots__}
    return Example(**values | {"untouched": example.message_id in untouched})


def _untouched(rows: Collection[BacktestFinding]) -> set[UUID]:
    """Return the messages that the AI answered and after which nobody took the floor for a day."""
    ids = [row.message_id for row in rows]
    found = BacktestFinding.objects.filter(pk__in=[row.pk for row in rows]).values_list(
        "message_id", "message__conversation_id", "message__version", "message__created_at"
    )
    places = {(conversation, version): (message, at) for message, conversation, version, at in found}
    if not places:
        return set()
    conversations = {conversation for conversation, _ in places}
    answered = AiTurn.objects.filter(
        conversation__in=conversations,
        state=TurnState.ANSWERED,
        inbound_version__in={version for _, version in places},
    ).values_list("conversation_id", "inbound_version")
    moves = Event.objects.filter(
        conversation__in=conversations, kind=FloorChanged.kind, created_at__gte=min(at for _, at in places.values())
    ).values_list("conversation_id", "version", "created_at", "payload")
    taken: dict[UUID, list[tuple[int, datetime]]] = {}
    for conversation, version, at, payload in moves:
        if payload.get("to") in (Floor.QUEUE, Floor.HUMAN):
            taken.setdefault(conversation, []).append((version, at))
    good = set()
    for place in set(answered) & places.keys():
        message, at = places[place]
        moved = taken.get(place[0], [])
        if not any(version > place[1] and moment <= at + UNTOUCHED for version, moment in moved):
            good.add(message)
    return good & set(ids)
