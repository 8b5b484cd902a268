"""A to-do's own clock: who has it is reminded when it is due, the managers are told when it is overdue; each once."""

import datetime as dt
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from conversations.models import Conversation
from conversations.services.thread import lock_thread
from notifications.models import Notification
from notifications.services.relay import relay
from routing.enums import DeadlineKind, DeadlineState, SlaHours, SlaMetric
from routing.models import Deadline, Handoff, Task
from routing.services import deadlines, desk
from routing.services.clocks import HANDLERS, sweep_deadlines
from routing.services.tasks import cancel_tasks, complete_task
from tests.factories import scenes
from tests.factories.accounts import TeamFactory, make_agent
from tests.factories.conversations import ChannelAccountFactory
from tests.factories.routing import SlaPolicyFactory
from tests.routing.conftest import START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
QUARTER = dt.timedelta(minutes=15)
DUE, OVERDUE = DeadlineKind.TASK_DUE, DeadlineKind.TASK_OVERDUE


def armed() -> dict[str, dt.timedelta]:
    """When each armed clock of a to-do strikes."""
    found = Deadline.objects.filter(task__isnull=False, state=DeadlineState.ARMED)
    return {deadline.kind: deadline.due_at - START for deadline in found}


def told(conversation: Conversation, kind: str) -> list[int]:
    relay(conversation_id=conversation.pk)
    return sorted(Notification.objects.filter(kind=kind).values_list("user", flat=True))


def test_who_has_it_is_reminded_once_and_then_the_managers_once(account, ana, manager, clock) -> None:
    make_agent(account.team)
    conversation = scenes.held(ana, account=account)
    desk.reply(conversation_id=conversation.pk, user=ana, body="I call you back.")
    assert armed() == {DUE: QUARTER}
    clock.shift(QUARTER)
    assert [sweep_deadlines() for _ in range(2)] == [1, 0]
    assert told(conversation, "task.fell_due") == [ana.pk]
    assert armed() == {OVERDUE: 2 * QUARTER}
    clock.shift(QUARTER)
    assert [sweep_deadlines() for _ in range(2)] == [1, 0]
    assert told(conversation, "task.escalated") == [manager.pk]
    clock.shift(dt.timedelta(hours=20))
    assert (sweep_deadlines(), armed()) == (0, {})
    assert told(conversation, "task.fell_due") == [ana.pk]


def test_what_nobody_has_reminds_the_agents_of_its_team(account, manager, clock) -> None:
    agents = [make_agent(account.team) for _ in range(2)]
    make_agent(account.team, is_active=False)
    make_agent(TeamFactory.create())
    conversation = scenes.waiting(account=account)
    clock.shift(QUARTER)
    sweep_deadlines()
    assert told(conversation, "task.fell_due") == sorted(agent.pk for agent in agents)


def test_a_team_of_managers_alone_is_reminded_too(account, manager, clock) -> None:
    conversation = scenes.waiting(account=account)
    clock.shift(QUARTER)
    sweep_deadlines()
    assert told(conversation, "task.fell_due") == [manager.pk]


def test_overdue_is_counted_in_the_hours_of_the_team(account, ana, clock) -> None:
    policy = SlaPolicyFactory.create(team=account.team)
    policy.targets.update_or_create(
        metric=SlaMetric.FIRST_RESPONSE, priority=2, defaults={"minutes": 40, "hours": SlaHours.WALL}
    )
    scenes.held(ana, account=account)
    clock.shift(dt.timedelta(minutes=40))
    sweep_deadlines()
    assert armed() == {OVERDUE: dt.timedelta(minutes=80)}


@pytest.mark.parametrize("kind", [DUE, OVERDUE])
@pytest.mark.parametrize("way", ["done", "resolved", "called off"])
def test_what_is_settled_reminds_nobody(account, ana, manager, clock, kind, way) -> None:
    conversation = scenes.held(ana, account=account)
    if kind == OVERDUE:
        clock.shift(QUARTER)
        sweep_deadlines()
    assert set(armed()) == {kind}
    if way == "done":
        complete_task(task_id=Task.objects.get().pk, user=ana)
    elif way == "resolved":
        desk.resolve(conversation_id=conversation.pk, user=ana)
    else:
        with lock_thread(conversation.pk) as thread:
            cancel_tasks(thread, scenes.open_episode(conversation))
    assert armed() == {}
    clock.shift(dt.timedelta(hours=1))
    sweep_deadlines()
    assert told(conversation, "task.escalated") == []


@pytest.mark.parametrize("is_late", [False, True])
def test_a_time_that_moves_with_the_answer_takes_its_reminder_along(account, ana, clock, is_late) -> None:
    other = ChannelAccountFactory.create().team
    make_agent(other)
    conversation = scenes.held(ana, account=account)
    clock.shift(QUARTER if is_late else dt.timedelta(minutes=10))
    sweep_deadlines()
    desk.transfer(conversation_id=conversation.pk, user=ana, team_id=other.pk)
    assert Task.objects.get().due_at == timezone.now() + QUARTER
    assert armed() == {DUE: Task.objects.get().due_at - START}


def test_a_task_with_a_time_of_its_own_keeps_it(account, ana, clock) -> None:
    other = ChannelAccountFactory.create().team
    conversation = scenes.held(ana, account=account)
    Task.objects.update(due_at=START + dt.timedelta(days=2))
    Deadline.objects.filter(kind=DUE).update(due_at=START + dt.timedelta(days=2))
    clock.shift(dt.timedelta(minutes=10))
    desk.transfer(conversation_id=conversation.pk, user=ana, team_id=other.pk)
    assert armed() == {DUE: dt.timedelta(days=2)}


@pytest.mark.parametrize("kind", [DUE, OVERDUE])
def test_two_sweeps_with_one_claim_and_a_death_in_the_act_tell_once(account, ana, manager, clock, kind) -> None:
    conversation = scenes.held(ana, account=account)
    clock.shift(QUARTER)
    if kind == OVERDUE:
        sweep_deadlines()
        clock.shift(QUARTER)
    event = {DUE: "task.fell_due", OVERDUE: "task.escalated"}[kind]

    def die(thread, deadline) -> None:
        HANDLERS[kind](thread, deadline)
        raise SystemExit

    until = deadlines.claim(now=timezone.now())
    assert until is not None
    act = partial(deadlines.act, until=until)
    with pytest.raises(SystemExit):
        act({**dict.fromkeys(HANDLERS, lambda *_: None), kind: die})
    assert conversation.events.filter(kind=event).count() == 0
    assert [bool(act(HANDLERS)[0]) for _ in range(2)] == [True, False]
    assert conversation.events.filter(kind=event).count() == 1
    assert len(told(conversation, event)) == 1
    assert set(armed()) == ({OVERDUE} if kind == DUE else set())


def test_a_deadline_belongs_to_one_only(account) -> None:
    conversation = scenes.waiting(account=account)
    handoff, task = Handoff.objects.get(), Task.objects.get()
    Deadline.objects.all().delete()
    late: dict[str, Any] = {"conversation": conversation, "due_at": START}
    wrong: list[dict[str, Any]] = [
        {"kind": DeadlineKind.RESOLUTION},
        {"kind": DeadlineKind.RESOLUTION, "task": task},
        {"kind": DeadlineKind.RESOLUTION, "handoff": handoff, "task": task},
        {"kind": DUE},
        {"kind": DUE, "handoff": handoff},
        {"kind": DUE, "handoff": handoff, "task": task},
        {"kind": DeadlineKind.UNSNOOZE, "handoff": handoff},
        {"kind": DeadlineKind.UNSNOOZE, "task": task},
    ]
    for owner in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Deadline.objects.create(**late, **owner)
    right: list[dict[str, Any]] = [{"kind": DeadlineKind.RESOLUTION, "handoff": handoff}, {"kind": DUE, "task": task}]
    for owner in right:
        Deadline.objects.create(**late, **owner)
        with pytest.raises(IntegrityError), transaction.atomic():
            Deadline.objects.create(**late, **owner)
    Deadline.objects.create(**late, kind=DeadlineKind.UNSNOOZE)
