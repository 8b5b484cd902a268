"""A person who leaves: nobody waits for somebody who will not come back."""

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connections

from accounts.models import Membership, Team, User
from accounts.services import departures
from conversations.enums import Author, Floor, Status
from conversations.models import Conversation
from handoffdesk.operations.watchdog.watch import Watch
from notifications.models import Notification
from notifications.services.relay import relay
from routing.enums import DeadlineState
from routing.errors import Conflict
from routing.models import AgentProfile, Assignment, Deadline, Handoff, Task
from routing.services import desk
from routing.services.assignment import choose_agent
from routing.services.leaving import sweep_strays
from tests.factories import scenes
from tests.factories.accounts import AdminFactory, TeamFactory, UserFactory, make_agent, make_manager
from tests.factories.conversations import ChannelAccountFactory, LeadFactory
from tests.factories.routing import AgentProfileFactory, TaskFactory

pytestmark = pytest.mark.django_db
NINE = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def account():
    return ChannelAccountFactory.create()


@pytest.fixture
def ana(account) -> User:
    return make_agent(account.team, name="Ana Agent")


@pytest.fixture
def ben(account) -> User:
    return make_agent(account.team, name="Ben Agent")


def switch_off(user: User, team: Team) -> None:
    departures.deactivate(user=user)


def leave_the_team(user: User, team: Team) -> None:
    departures.leave_team(user=user, team=team)


def be_deleted(user: User, team: Team) -> None:
    departures.delete(user_ids=[user.pk])


def be_switched_off_by_hand(user: User, team: Team) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    sweep_strays()


def be_taken_out_by_hand(user: User, team: Team) -> None:
    Membership.objects.filter(user=user)._raw_delete("default")
    sweep_strays()


def be_deleted_by_hand(user: User, team: Team) -> None:
    user.delete()
    sweep_strays()


WAYS: tuple[Callable[[User, Team], None], ...] = (
    switch_off,
    leave_the_team,
    be_deleted,
    be_switched_off_by_hand,
    be_taken_out_by_hand,
    be_deleted_by_hand,
)


def due(conversation: Conversation) -> dict[str, dt.datetime]:
    rows = Deadline.objects.filter(conversation=conversation, state=DeadlineState.ARMED)
    return dict(rows.values_list("kind", "due_at"))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_they_held_waits_in_the_queue_again_with_its_clocks_and_colleagues_are_told(
    way, account, ana, ben, clock
) -> None:
    AdminFactory.create()
    conversation = scenes.held(ben, account=account)
    desk.reply(conversation_id=conversation.pk, user=ben, body="One moment")
    desk.snooze(conversation_id=conversation.pk, user=ben, until=NINE + dt.timedelta(days=9))
    clock.shift(HOUR)
    way(ben, account.team)
    relay(conversation_id=conversation.pk)

    now, handoff = scenes.fresh(conversation), Handoff.objects.get()
    assert (now.floor, now.holder, now.status, now.team) == (Floor.QUEUE, None, Status.OPEN, account.team)
    assert now.waiting_since == NINE + HOUR
    assert (handoff.agent, handoff.claimed_at, handoff.is_open) == (None, None, True)
    assert Assignment.objects.get(ended_at__isnull=True).agent is None
    assert Task.objects.get().agent is None
    assert due(conversation) == {
        "first_response": NINE + HOUR + dt.timedelta(minutes=15),
        "reactivation": NINE + 9 * HOUR,
        "resolution": NINE + dt.timedelta(days=1),
        "task_due": NINE + HOUR + dt.timedelta(minutes=15),
    }
    assert handoff.answer_due_at == due(conversation)["first_response"]
    assert now.events.filter(kind="handoff.released", actor=Author.SYSTEM).count() == 1
    assert {note.user for note in Notification.objects.filter(kind="handoff.released")} == {ana}
    sweep_strays()
    assert now.events.filter(kind="handoff.released").count() == 1
    desk.claim(conversation_id=conversation.pk, user=ana)
    assert scenes.fresh(conversation).holder == ana


def test_what_was_only_assigned_keeps_the_time_that_its_customer_was_promised(account, ana, clock) -> None:
    AgentProfileFactory.create(user=ana)
    conversation = scenes.waiting(account=account)
    assert conversation.holder == ana
    clock.shift(dt.timedelta(minutes=5))
    departures.deactivate(user=ana)
    now = scenes.fresh(conversation)
    assert (now.floor, now.holder, now.waiting_since) == (Floor.QUEUE, None, NINE)
    assert due(conversation)["first_response"] == NINE + dt.timedelta(minutes=15)
    assert AgentProfile.objects.get().availability == "offline"


def test_only_the_team_that_they_left_gets_its_customers_back(account, ben) -> None:
    other = ChannelAccountFactory.create()
    Membership.objects.create(user=ben, team=other.team)
    here, there = scenes.held(ben, account=account), scenes.held(ben, account=other)
    departures.leave_team(user=ben, team=account.team)
    sweep_strays()
    assert scenes.fresh(here).floor == Floor.QUEUE
    assert (scenes.fresh(there).floor, scenes.fresh(there).holder) == (Floor.HUMAN, ben)


def test_who_holds_beyond_their_team_by_the_rules_keeps_it_while_they_work_here(account, clock) -> None:
    owner, boss = make_agent(TeamFactory.create()), AdminFactory.create()
    owned = scenes.waiting(account=account, lead=LeadFactory.create(owner=owner))
    taken = scenes.with_ai(account=account)
    desk.take_over(conversation_id=taken.pk, user=boss)
    assert sweep_strays() == 0
    assert (scenes.fresh(owned).holder, scenes.fresh(taken).holder) == (owner, boss)

    with departures.noting_departures([boss.pk]):
        User.objects.filter(pk=boss.pk).update(is_staff=False)
    Membership.objects.filter(user=owner).delete()
    assert sweep_strays() == 1
    assert (scenes.fresh(owned).holder, scenes.fresh(taken).holder) == (None, None)
    assert choose_agent(team=account.team, lead=owned.lead) == (None, "queue"), "no new one for who works nowhere"


def test_other_to_dos_are_the_teams_and_its_manager_is_told(account, ben) -> None:
    manager, conversation = make_manager(account.team), scenes.with_ai(account=account)
    mine = TaskFactory.create(conversation=conversation, agent=ben)
    done = TaskFactory.create(conversation=conversation, agent=ben, state="done")
    departures.deactivate(user=ben)
    relay(conversation_id=conversation.pk)
    assert [Task.objects.get(pk=task.pk).agent for task in (mine, done)] == [None, ben]
    assert Notification.objects.get(kind="task.returned").user == manager
    assert scenes.fresh(conversation).floor == Floor.AI


def test_until_the_sweep_comes_a_colleague_may_act_and_is_offered_to(account, ana, ben) -> None:
    conversation = scenes.held(ben, account=account)
    with pytest.raises(Conflict, match="Ben Agent has this conversation"):
        desk.reply(conversation_id=conversation.pk, user=ana, body="Hello")
    User.objects.filter(pk=ben.pk).update(is_active=False)
    desk.reply(conversation_id=conversation.pk, user=ana, body="Hello")
    assert scenes.fresh(conversation).holder == ana


@pytest.mark.django_db(transaction=True)
def test_the_watchdog_sweeps(account, ben) -> None:
    conversation = scenes.held(ben, account=account)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    watch = Watch()
    try:
        watch.round()
    finally:
        watch.stand_in.close()
        watch.post.close()
    assert scenes.fresh(conversation).floor == Floor.QUEUE


def test_one_that_cannot_be_passed_on_keeps_nobody_in_office_and_holds_up_no_other(account, ben, caplog) -> None:
    broken, whole = scenes.held(ben, account=account), scenes.held(ben, account=account)
    scenes.open_episode(broken)
    Conversation.objects.filter(pk=broken.pk).update(version=0)  # its next event has a number that is taken
    departures.deactivate(user=ben)
    assert not User.objects.get(pk=ben.pk).is_active
    assert (scenes.fresh(broken).floor, scenes.fresh(whole).floor) == (Floor.HUMAN, Floor.QUEUE)
    assert [str(broken.pk)] == [vars(record).get("conversation") for record in caplog.records]


def test_the_last_admin_stays() -> None:
    boss = AdminFactory.create()
    UserFactory.create()
    for act in (lambda: departures.deactivate(user=boss), lambda: departures.delete(user_ids=[boss.pk])):
        with pytest.raises(PermissionDenied):
            act()
    assert User.objects.get(pk=boss.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_two_acts_at_once_pass_each_conversation_on_once() -> None:
    """The person is switched off while the sweep runs and a colleague claims what comes back."""
    account = ChannelAccountFactory.create()
    ana, ben = make_agent(account.team), make_agent(account.team)
    AdminFactory.create()
    held = [scenes.held(ben, account=account) for _ in range(12)]
    barrier = Barrier(2)

    def at_once(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        finally:
            connections.close_all()

    acts = [lambda: departures.deactivate(user=ben), lambda: [sweep_strays() for _ in range(8)]]
    with ThreadPoolExecutor(2) as pool:
        for job in [pool.submit(at_once, act) for act in acts]:
            job.result(timeout=60)
    for conversation in held:
        assert scenes.fresh(conversation).events.filter(kind="handoff.released").count() == 1
        desk.claim(conversation_id=conversation.pk, user=ana)
