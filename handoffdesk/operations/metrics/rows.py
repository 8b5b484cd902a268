"""Values that are read from rows at each scrape: one cheap query each, over a partial index or a small table."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.utils import timezone

from conversations.enums import Delivery, Direction, Floor, InboundState, TurnState
from conversations.models import AiTurn, ChannelAccount, Conversation, Event, InboundEvent, Message
from conversations.services.floor import SUPERSEDED
from handoffdesk.operations.heartbeats import last_heartbeats
from handoffdesk.operations.metrics import names
from handoffdesk.operations.metrics.names import Metric
from handoffdesk.operations.models import Alarm, SweepRun
from routing.enums import DeadlineState
from routing.models import Deadline

Value = tuple[Metric, tuple[str, ...], float]
DEAD_LETTER_DAYS = timedelta(days=7)


def read_rows() -> Iterator[Value]:
    """Yield every value with its labels."""
    now = timezone.now()
    for read in (
        _waiting,
        _outbox,
        _unrelayed,
        _turns,
        _deadlines,
        _inbound,
        _dead_letters,
        _channels,
        _signs,
        _sweeps,
    ):
        yield from read(now)
    open_alarms = Alarm.objects.filter(closed_at__isnull=True).order_by()
    for kind in open_alarms.values_list("kind", flat=True):
        yield names.ALARMS, (kind,), 1


def _waiting(now: datetime) -> Iterator[Value]:
    rows = Conversation.objects.filter(floor=Floor.QUEUE).order_by().values_list("team__slug")
    for team, count, since in rows.annotate(Count("pk"), Min("waiting_since")):
        yield names.WAITING, (team,), count
        yield names.OLDEST_WAIT, (team,), _age(now, since)


def _outbox(now: datetime) -> Iterator[Value]:
    pending = (Delivery.QUEUED, Delivery.SENDING)
    rows = Message.objects.filter(delivery__in=pending, direction=Direction.OUTBOUND).order_by().values_list("delivery")
    found = {state: (count, due) for state, count, due in rows.annotate(Count("pk"), Min("next_attempt_at"))}
    for state in pending:
        yield names.OUTBOX, (state,), found.get(state, (0, None))[0]
    yield names.OUTBOX_AGE, (), _age(now, found.get(Delivery.QUEUED, (0, None))[1])


def _unrelayed(now: datetime) -> Iterator[Value]:
    found = Event.objects.filter(relayed_at__isnull=True).aggregate(count=Count("pk"), first=Min("created_at"))
    yield names.UNRELAYED, (), found["count"]
    yield names.UNRELAYED_AGE, (), _age(now, found["first"])


def _turns(now: datetime) -> Iterator[Value]:
    states = (TurnState.DUE, TurnState.RUNNING)
    rows = AiTurn.objects.filter(state__in=states).order_by().values_list("state")
    found = {state: (count, due) for state, count, due in rows.annotate(Count("pk"), Min("due_at"))}
    for state in states:
        yield names.TURNS_OPEN, (state,), found.get(state, (0, None))[0]
    yield names.TURNS_AGE, (), max((_age(now, due) for _count, due in found.values()), default=0.0)


def _deadlines(now: datetime) -> Iterator[Value]:
    late = Deadline.objects.filter(state=DeadlineState.ARMED, due_at__lte=now).order_by()
    found = late.aggregate(count=Count("pk"), first=Min("due_at"))
    yield names.DEADLINES, (), found["count"]
    yield names.DEADLINES_AGE, (), _age(now, found["first"])


def _inbound(_now: datetime) -> Iterator[Value]:
    # Two queries, for two partial indexes: one over both states would read the whole table.
    for state in (InboundState.STORED, InboundState.FAILED):
        yield names.INBOUND, (state,), InboundEvent.objects.filter(state=state).count()


def _dead_letters(now: datetime) -> Iterator[Value]:
    dead = Message.objects.filter(
        delivery__in=(Delivery.FAILED, Delivery.UNKNOWN),
        direction=Direction.OUTBOUND,
        created_at__gte=now - DEAD_LETTER_DAYS,
    ).exclude(delivery_error=SUPERSEDED)
    for channel, state, count in dead.order_by().values_list("account__kind", "delivery").annotate(Count("pk")):
        yield names.DEAD_LETTERS, (channel, state), count


def _channels(_now: datetime) -> Iterator[Value]:
    broken = ChannelAccount.objects.filter(is_active=True, health=ChannelAccount.Health.BROKEN)
    yield names.BROKEN, (), broken.count()


def _signs(now: datetime) -> Iterator[Value]:
    for name, at in last_heartbeats().items():
        yield names.HEARTBEAT, (name,), _age(now, at)


def _sweeps(now: datetime) -> Iterator[Value]:
    for run in SweepRun.objects.order_by():
        yield names.SWEEP_AGE, (run.job,), _age(now, run.last_run_at)
        yield names.SWEEP_RUNS, (run.job,), run.runs
        yield names.SWEEP_FAILURES, (run.job,), run.failures
        yield names.SWEEP_SECONDS, (run.job,), run.seconds


def _age(now: datetime, since: datetime | None) -> float:
    """Return the seconds since then; 0 for never, and for a time that is still to come."""
    return max((now - since).total_seconds(), 0.0) if since else 0.0
