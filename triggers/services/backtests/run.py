"""The work of a back-test's process: part by part, noted after each, so that another one can go on from there."""

import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from conversations.models import Message
from triggers.backtesting import Comparison, RuleOutcome
from triggers.enums import RunState, Side
from triggers.matching import PatternError
from triggers.models import Backtest, BacktestFinding
from triggers.services.backtests.control import takes_up
from triggers.services.backtests.messages import (
    JudgedMessage,
    MessagePart,
    judged_messages,
    parts_of,
    place_of,
    read_part,
)
from triggers.services.backtests.pool import Findings, judging
from triggers.services.backtests.summary import summarise
from triggers.services.snapshots import Snapshot, compile_snapshot, lexicon_with, snapshot_of

logger = logging.getLogger(__name__)

PART = 250
# Parts that are given out at once for each process: while one is stored, the next is being judged.
AHEAD = 2
# Fewer parts are judged sooner than another process is started.
WORTH_A_PROCESS = 4
MOST_PLACES = 6


class Overtaken(Exception):  # noqa: N818 - it names the state
    """It was stopped, or another process has taken it up."""


def run_backtest(*, backtest_id: UUID, processes: int = 2, part: int = PART) -> RunState | None:
    """Judge all messages of a back-test, from where it stands; return its state, None when it was not to be taken up.

    Safe to run twice at once: the second finds it taken. `processes`: that judge beside this one; 0 for none. `part`:
    messages that are judged and stored at a time.
    """
    backtest = _claim(backtest_id)
    if backtest is None:
        return None
    try:
        _judge_all(backtest, processes, part)
        _note(backtest, state=RunState.DONE, summary=summarise(backtest), finished_at=timezone.now())
    except Overtaken:
        return RunState(Backtest.objects.values_list("state", flat=True).get(pk=backtest_id))
    except PatternError as error:
        _note(backtest, state=RunState.FAILED, error=str(error)[:300], finished_at=timezone.now())
        return RunState.FAILED
    return RunState.DONE


def _claim(backtest_id: UUID) -> Backtest | None:
    now = timezone.now()
    taken = Backtest.objects.filter(takes_up(), pk=backtest_id).update(
        state=RunState.RUNNING, alive_at=now, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    backtest = Backtest.objects.select_related("version").get(pk=backtest_id)
    backtest.alive_at = now
    if backtest.started_at is None:
        total = judged_messages(backtest.since_at, backtest.until_at).count()
        _note(backtest, started_at=now, total=total)
    return backtest


def _judge_all(backtest: Backtest, processes: int, size: int) -> None:
    comparison = comparison_of(backtest)
    _note(backtest)
    messages = judged_messages(backtest.since_at, backtest.until_at)
    parts = parts_of(messages, after=place_of(backtest.cursor), size=size)
    judge = PartJudge(backtest.pk, comparison, backtest.since_at, backtest.until_at)
    left = backtest.total - backtest.done
    with judging(judge, processes if left >= WORTH_A_PROCESS * size else 0) as give_out:
        for part, findings in _in_order(parts, give_out, ahead=AHEAD * max(processes, 1)):
            _store(backtest, part, findings.result())


def comparison_of(backtest: Backtest) -> Comparison:
    """Return both rule sets of a back-test, compiled.

    Raises:
        PatternError: a phrase or a word group of the draft cannot be read.
    """
    published, draft = snapshot_of(backtest.version), Snapshot(backtest.snapshot, backtest.groups)
    lexicon = lexicon_with(draft.groups) if dict(published.groups) == dict(draft.groups) else None
    return Comparison(compile_snapshot(published), compile_snapshot(draft), lexicon=lexicon)


class PartJudge:
    """Judges a part of the messages; reads, and writes nothing."""

    def __init__(self, backtest_id: UUID, comparison: Comparison, since: datetime, until: datetime) -> None:
        """Take both rule sets and the time that is judged."""
        self._backtest_id = backtest_id
        self._comparison = comparison
        self._since, self._until = since, until

    def __call__(self, part: MessagePart) -> Findings:
        """Return what both sides find, not yet stored."""
        messages = read_part(judged_messages(self._since, self._until), part)
        return [finding for message in messages for finding in self._judge(message)]

    def _judge(self, message: JudgedMessage) -> Iterator[BacktestFinding]:
        outcomes = self._comparison.judge(message.facts)
        for side, outcome in zip(_SIDES, outcomes, strict=True):
            yield from self._findings(message, side, outcome, is_reply=False)
        # Whoever called a person on the words alone never heard what the AI would have said.
        unheard = [not outcome.acting for outcome in outcomes]
        if message.reply is None or not any(unheard):
            return
        for side, outcome, counts in zip(_SIDES, self._comparison.judge(message.reply), unheard, strict=True):
            if counts:
                yield from self._findings(message, side, outcome, is_reply=True)

    def _findings(
        self, message: JudgedMessage, side: Side, outcome: RuleOutcome, *, is_reply: bool
    ) -> Iterator[BacktestFinding]:
        for result in outcome.fired:
            yield BacktestFinding(
                backtest_id=self._backtest_id,
                side=side,
                message_id=message.message_id,
                scenario_key=result.key,
                category=result.category,
                score=result.score,
                acts=result.key == outcome.acting,
                is_reply=is_reply,
                places=[[found.start, found.end, found.rule] for found in result.evidence[:MOST_PLACES]],
            )


_SIDES = (Side.PUBLISHED, Side.DRAFT)


def _in_order(
    parts: Iterator[MessagePart], give_out: Callable[[MessagePart], "Future[Findings]"], *, ahead: int
) -> Iterator[tuple[MessagePart, "Future[Findings]"]]:
    """Yield the parts in their order, each when it may be waited for, with some given out ahead."""
    waiting: deque[tuple[MessagePart, Future[Findings]]] = deque()
    for part in parts:
        waiting.append((part, give_out(part)))
        if len(waiting) >= ahead:
            yield waiting.popleft()
    yield from waiting


def _store(backtest: Backtest, part: MessagePart, findings: Findings) -> None:
    """Store a part's findings and that it is done, both or neither."""
    progress = {"done": backtest.done + part.size, "cursor": str(part.last), "attempts": 0}
    alive_at = backtest.alive_at
    try:
        _write(backtest, findings, progress)
    except IntegrityError:
        # Messages were erased while they were judged.
        asked = {finding.message_id for finding in findings}
        there = set(Message.objects.filter(pk__in=asked).values_list("pk", flat=True))
        backtest.alive_at = alive_at
        _write(backtest, [finding for finding in findings if finding.message_id in there], progress)


def _write(backtest: Backtest, findings: Findings, progress: Mapping[str, object]) -> None:
    with transaction.atomic():
        _note(backtest, **progress)
        BacktestFinding.objects.bulk_create(findings, ignore_conflicts=True)


def _note(backtest: Backtest, **values: object) -> None:
    """Note a sign of life and these values, unless the back-test is no longer this process's.

    Raises:
        Overtaken: it was stopped, or taken up by another process.
    """
    now = timezone.now()
    mine = Backtest.objects.filter(pk=backtest.pk, state=RunState.RUNNING, alive_at=backtest.alive_at)
    if not mine.update(alive_at=now, **values):
        raise Overtaken
    backtest.alive_at = now
    for name, value in values.items():
        setattr(backtest, name, value)


def note_failure(*, backtest_id: UUID, error: BaseException) -> None:
    """Let a back-test that ended with an error be taken up again; whoever reads it learns what it was.

    The lease is not awaited. An error of the database itself is left to the sweep.
    """
    logger.error("back-test failed", extra={"backtest": str(backtest_id), "error": type(error).__name__})
    if isinstance(error, DatabaseError) and not connection.is_usable():
        connection.close()
    Backtest.objects.filter(pk=backtest_id, state=RunState.RUNNING).update(
        state=RunState.QUEUED, error=type(error).__name__
    )
