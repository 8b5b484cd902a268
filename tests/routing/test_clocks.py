"""What happens when a deadline is due: once, honestly, and whatever else fails."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from conversations.enums import Author, Floor, Priority, Status
from conversations.events.talk import ConversationReopened
from conversations.models import Conversation, Message
from conversations.services.thread import lock_thread
from conversations.wake import redirected
from notifications.models import Notification
from notifications.services.relay import relay
from routing.enums import DeadlineKind, DeadlineState, EndReason
from routing.jobs import act_on_deadlines
from routing.models import Assignment, Deadline, Handoff
from routing.services import clocks, deadlines, desk
from routing.services.availability import note_heard
from routing.services.clocks import HANDLERS, sweep_deadlines
from tests.factories import scenes
from tests.factories.accounts import make_agent
from tests.factories.routing import AgentProfileFactory
from tests.routing.conftest import START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
# The clocks of a to-do are test_task_deadlines.py's.
waiting = partial(scenes.waiting, makes_task=False)
held = partial(scenes.held, makes_task=False)


def minutes(count: float) -> dt.timedelta:
    return dt.timedelta(minutes=count)


def events(conversation: Conversation, kind: str) -> int:
    return conversation.events.filter(kind=kind).count()


def told(conversation: Conversation, kind: str) -> set[int]:
    relay(conversation_id=conversation.pk)
    return set(Notification.objects.filter(kind=kind).values_list("user", flat=True))


def test_nothing_happens_before_its_time(account, clock) -> None:
    waiting(account=account)
    clock.shift(minutes(14.9))
    assert sweep_deadlines() == 0


def test_a_late_first_answer_is_told_and_goes_to_another_agent_once(account, ana, manager, clock) -> None:
    first, second = make_agent(account.team), make_agent(account.team)
    for agent in (first, second):
        AgentProfileFactory.create(user=agent)
    conversation = waiting(account=account)
    assert conversation.holder == first
    clock.shift(minutes(15))
    note_heard([first.pk, second.pk])
    assert sweep_deadlines() == 1
    handoff, now = scenes.open_episode(conversation), scenes.fresh(conversation)
    assert (now.floor, now.holder, handoff.agent) == (Floor.QUEUE, second, second)
    assert handoff.first_response_breached_at == handoff.reassigned_at == START + minutes(15)
    assert Assignment.objects.get(ended_at__isnull=True).reason == "first response breached"
    assert told(conversation, "sla.breached") == {first.pk, second.pk, manager.pk}
    assert sweep_deadlines() == 0
    assert events(conversation, "sla.breached") == 1


def test_a_late_answer_of_who_holds_it_is_told_and_leaves_it_with_him(account, ana, manager, clock) -> None:
    AgentProfileFactory.create(user=make_agent(account.team))
    conversation = held(ana, account=account)
    clock.shift(minutes(16))
    sweep_deadlines()
    assert scenes.fresh(conversation).holder == ana
    assert told(conversation, "sla.breached") == {ana.pk, manager.pk}


def test_an_answer_in_time_stops_the_clock(account, ana, clock) -> None:
    conversation = held(ana, account=account)
    desk.reply(conversation_id=conversation.pk, user=ana, body="Hello")
    clock.shift(dt.timedelta(hours=9))
    assert sweep_deadlines() == 0
    assert scenes.open_episode(conversation).first_response_breached_at is None


@pytest.mark.parametrize("swept", [True, False])
def test_a_late_answer_is_a_fact_on_the_row_whoever_notices_first(account, ana, clock, swept) -> None:
    conversation = held(ana, account=account)
    clock.shift(minutes(16))
    if swept:
        assert sweep_deadlines() == 1
    clock.shift(minutes(1))
    desk.reply(conversation_id=conversation.pk, user=ana, body="Sorry for the wait")
    late = START + minutes(16 if swept else 17)
    assert scenes.open_episode(conversation).first_response_breached_at == late
    clock.shift(minutes(60))
    desk.reply(conversation_id=conversation.pk, user=ana, body="And one more thing")
    assert sweep_deadlines() == 0
    assert scenes.open_episode(conversation).first_response_breached_at == late


@pytest.mark.parametrize("swept", [True, False])
def test_work_that_is_done_late_is_a_fact_on_the_row(account, ana, clock, swept) -> None:
    conversation = held(ana, account=account)
    desk.reply(conversation_id=conversation.pk, user=ana, body="Hello")
    due = scenes.open_episode(conversation).resolution_due_at
    assert due == scenes.fresh(conversation).due_at == START + dt.timedelta(days=1)
    clock.move_to(due)
    if swept:
        assert sweep_deadlines() == 1
    clock.shift(minutes(5))
    desk.resolve(conversation_id=conversation.pk, user=ana)
    assert Handoff.objects.get().resolution_breached_at == (due if swept else due + minutes(5))
    assert sweep_deadlines() == 0


def test_when_nobody_acts_the_ai_is_back_and_the_customer_is_told_so(account, clock) -> None:
    conversation = waiting(account=account)
    clock.shift(dt.timedelta(hours=8))
    assert sweep_deadlines() == 2
    now, handoff = scenes.fresh(conversation), Handoff.objects.get()
    assert (now.floor, now.holder, now.ai_disclosed, now.ai_since_version) == (Floor.AI, None, False, now.version)
    assert (handoff.end_reason, handoff.ended_at) == (EndReason.REACTIVATED, START + dt.timedelta(hours=8))
    message = Message.objects.get(purpose="reactivation")
    assert message.author == Author.SYSTEM
    assert "no one from our team" in message.body
    assert events(conversation, "handoff.reactivated") == 1
    assert not Deadline.objects.filter(state=DeadlineState.ARMED).exists()
    clock.shift(dt.timedelta(days=3))
    assert sweep_deadlines() == 0


def test_what_is_urgent_goes_to_the_manager_instead_again_and_again(account, manager, clock) -> None:
    conversation = waiting(account=account, priority=Priority.URGENT)
    for count in (1, 2):
        clock.shift(dt.timedelta(hours=8, seconds=1))
        sweep_deadlines()
        assert scenes.fresh(conversation).floor == Floor.QUEUE
        assert events(conversation, "handoff.escalated") == count
    assert scenes.open_episode(conversation).escalated_at == START + dt.timedelta(hours=8, seconds=1)
    assert told(conversation, "handoff.escalated") == {manager.pk}
    assert Deadline.objects.filter(kind=DeadlineKind.REACTIVATION, state=DeadlineState.ARMED).exists()
    assert not Message.objects.filter(purpose="reactivation").exists()


def test_what_is_held_but_silent_is_escalated_and_never_given_to_the_ai(account, ana, manager, clock) -> None:
    conversation = held(ana, account=account)
    clock.shift(dt.timedelta(hours=8))
    sweep_deadlines()
    assert scenes.fresh(conversation).holder == ana
    assert told(conversation, "handoff.escalated") == {ana.pk, manager.pk}


def test_without_autopilot_nothing_is_given_to_the_ai(account, clock) -> None:
    conversation = waiting(account=account)
    type(account).objects.update(autopilot=False)
    clock.shift(dt.timedelta(hours=8))
    sweep_deadlines()
    assert scenes.fresh(conversation).floor == Floor.QUEUE
    assert events(conversation, "handoff.escalated") == 1


def test_work_that_is_late_is_told_each_day(account, ana, clock) -> None:
    conversation = held(ana, account=account)
    desk.reply(conversation_id=conversation.pk, user=ana, body="Hello")
    for count in (1, 2, 3):
        clock.shift(dt.timedelta(days=1))
        assert sweep_deadlines() == 1
        assert sweep_deadlines() == 0
        assert events(conversation, "sla.breached") == count
    desk.resolve(conversation_id=conversation.pk, user=ana)
    clock.shift(dt.timedelta(days=1))
    assert sweep_deadlines() == 0


def test_a_snooze_ends(account, ana, clock) -> None:
    conversation = held(ana, account=account)
    desk.snooze(conversation_id=conversation.pk, user=ana, until=START + minutes(10))
    clock.shift(minutes(10))
    assert sweep_deadlines() == 1
    now = scenes.fresh(conversation)
    assert (now.status, now.snoozed_until) == (Status.OPEN, None)
    assert told(conversation, "conversation.unsnoozed") == {ana.pk}


def test_a_snooze_that_ended_otherwise_is_not_ended_again(account, ana, clock) -> None:
    conversation = held(ana, account=account)
    desk.snooze(conversation_id=conversation.pk, user=ana, until=START + minutes(10))
    Conversation.objects.update(status=Status.OPEN)
    clock.shift(minutes(10))
    sweep_deadlines()
    assert events(conversation, "conversation.unsnoozed") == 0


def test_a_deadline_that_fails_is_logged_left_armed_and_holds_up_nobody(account, clock, caplog) -> None:
    bad, good = waiting(account=account), waiting(account=account)

    def handler(thread, deadline) -> None:
        thread.record(ConversationReopened(), actor=Author.SYSTEM)
        if thread.conversation.pk == bad.pk:
            raise RuntimeError("the customer's words")

    clock.shift(minutes(15))
    handlers = HANDLERS | {DeadlineKind.FIRST_RESPONSE: handler}
    assert sweep_with(handlers) == 1
    assert sweep_with(handlers) == 0
    assert (events(good, "conversation.reopened"), events(bad, "conversation.reopened")) == (1, 0)
    left = Deadline.objects.get(conversation=bad, kind=DeadlineKind.FIRST_RESPONSE)
    assert left.state == DeadlineState.ARMED
    assert {record.__dict__["deadline"] for record in caplog.records} == {left.pk}
    clock.shift(dt.timedelta(seconds=15))
    assert sweep_deadlines() == 1


def sweep_with(handlers: Mapping[DeadlineKind, deadlines.Handler]) -> int:
    until = deadlines.claim(now=timezone.now())
    return deadlines.act(handlers, until=until)[0] if until else 0


def test_what_a_dead_sweep_has_claimed_is_free_after_its_lease(account, clock) -> None:
    conversation = waiting(account=account)
    clock.shift(minutes(15))
    until = deadlines.claim(now=timezone.now())
    assert until is not None
    assert sweep_deadlines() == 0
    clock.move_to(until)
    assert sweep_deadlines() == 1
    assert deadlines.act(HANDLERS, until=until) == (0, 0)
    assert events(conversation, "sla.breached") == 1


def test_a_claim_of_a_clock_that_went_wrong_counts_for_nothing(account, clock) -> None:
    waiting(account=account)
    clock.shift(minutes(80))
    deadlines.claim(now=timezone.now())
    clock.shift(-dt.timedelta(hours=1))
    assert sweep_deadlines() == 1


def test_what_is_moved_is_nobodys_any_more(account, clock) -> None:
    conversation = waiting(account=account)
    handoff = scenes.open_episode(conversation)
    clock.shift(minutes(15))
    until = deadlines.claim(now=timezone.now())
    assert until is not None
    with lock_thread(conversation.pk) as thread:
        deadlines.arm(thread, kind=DeadlineKind.FIRST_RESPONSE, due_at=START + minutes(15.1), handoff=handoff)
    assert deadlines.act(HANDLERS, until=until) == (0, 0)
    clock.shift(dt.timedelta(seconds=6))
    assert sweep_deadlines() == 1


def test_a_backlog_is_claimed_at_once_shared_out_and_worked_off(
    account, clock, django_capture_on_commit_callbacks
) -> None:
    late = [waiting(account=account) for _ in range(7)]
    clock.shift(minutes(15))
    shares: list[dict[str, Any]] = []

    def take(job: str, ids: dict[str, Any]) -> None:
        if job == "routing.act_on_deadlines":
            shares.append(ids)

    with redirected(take):
        with django_capture_on_commit_callbacks(execute=True):
            assert sweep_deadlines(limit=1, share=3) == 1
        assert not Deadline.objects.filter(due_at__lte=timezone.now(), claim_ends_at=None).exists()
        assert len(shares) == 2
        while shares:
            share = shares.pop(0)
            until = dt.datetime.fromisoformat(share["until"])
            with django_capture_on_commit_callbacks(execute=True):
                clocks.act_on_claimed(until=until, after=share["after"], limit=2)
    assert [events(conversation, "sla.breached") for conversation in late] == [1] * 7


def test_the_job_acts_on_the_claim_that_it_is_told_of(account, clock) -> None:
    conversation = waiting(account=account)
    clock.shift(minutes(15))
    until = deadlines.claim(now=timezone.now())
    assert until is not None
    act_on_deadlines(until=until.isoformat(), after=0)
    assert events(conversation, "sla.breached") == 1


def test_the_earliest_goes_first_when_there_are_many(account, clock) -> None:
    late = waiting(account=account)
    clock.shift(minutes(1))
    waiting(account=account)
    clock.shift(minutes(30))
    assert sweep_deadlines(limit=1) == 1
    assert events(late, "sla.breached") == 1


def test_arming_again_moves_and_never_doubles(account) -> None:
    conversation = waiting(account=account)
    handoff = scenes.open_episode(conversation)
    with lock_thread(conversation.pk) as thread:
        deadlines.arm(thread, kind=DeadlineKind.FIRST_RESPONSE, due_at=START + minutes(99), handoff=handoff)
        deadlines.cancel(thread, handoff=handoff, kinds=(DeadlineKind.RESOLUTION,))
    rows = {row.kind: row for row in Deadline.objects.all()}
    assert len(rows) == 3
    assert rows["first_response"].due_at == START + minutes(99)
    assert (rows["resolution"].state, rows["resolution"].settled_at) == (DeadlineState.CANCELLED, START)
    assert rows["reactivation"].state == DeadlineState.ARMED
