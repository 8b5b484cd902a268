"""What an agent does to let go: transfer, resolve, snooze, resume the AI, reopen; and what managers judge."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from conversations.enums import Floor, Status
from conversations.models import Conversation, Message
from handoffdesk.api.views.conversations import visible_detail
from handoffdesk.operations.watchdog.customers import find_forgotten
from notifications.services.relay import relay
from routing.enums import DeadlineKind, DeadlineState, EndReason, TaskState
from routing.errors import Conflict, NotVisible, Refused
from routing.models import Assignment, Deadline, Handoff, Task
from routing.services import desk
from routing.services.clocks import sweep_deadlines
from routing.services.leads import edit_lead
from routing.services.tasks import complete_task
from routing.services.verdicts import HandoffJudgement, give_verdict
from tests.factories import scenes
from tests.factories.accounts import AdminFactory, TeamFactory, UserFactory, make_agent, make_manager
from tests.factories.conversations import ChannelAccountFactory
from tests.factories.routing import SlaPolicyFactory
from triggers.models import Verdict

pytestmark = pytest.mark.django_db
NINE = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def account():
    return ChannelAccountFactory.create()


@pytest.fixture
def ana(account) -> User:
    return make_agent(account.team, name="Ana Agent")


@pytest.fixture
def ben(account) -> User:
    return make_agent(account.team, name="Ben Agent")


@pytest.fixture
def manager(account) -> User:
    return make_manager(account.team, name="Maya Manager")


def armed(handoff: Handoff | None = None) -> set[str]:
    rows = Deadline.objects.filter(state=DeadlineState.ARMED)
    return set((rows.filter(handoff=handoff) if handoff else rows).values_list("kind", flat=True))


def promise_at(conversation: Conversation) -> str | None:
    """What the card shows: by when somebody must answer."""
    admin = AdminFactory.create()
    return visible_detail(admin, conversation.pk)["promise_at"]


class TestTransfer:
    """To a team or a person, who must claim it."""

    def test_to_another_team_it_waits_there_with_its_clocks_running_again(self, account, ana) -> None:
        other = TeamFactory.create(name="Sales")
        cleo = make_agent(other)
        conversation = scenes.held(ana, account=account)
        desk.reply(conversation_id=conversation.pk, user=ana, body="I pass you on")
        assert armed() == {"resolution", "task_due"}
        handoff = desk.transfer(
            conversation_id=conversation.pk, user=ana, team_id=other.pk, note=" They want 80 pots. "
        )
        now = scenes.fresh(conversation)
        assert (now.floor, now.team, now.holder) == (Floor.QUEUE, other, None)
        assert now.waiting_since is not None
        assert (handoff.team, handoff.agent, handoff.claimed_at) == (other, None, None)
        assert armed(handoff) == {"first_response", "reactivation", "resolution"}
        assert Message.objects.get(direction="note").body == "They want 80 pots."
        assert Task.objects.get().team == other
        assert now.events.get(kind="handoff.transferred").payload["team_name"] == "Sales"
        with pytest.raises(NotVisible):
            desk.claim(conversation_id=conversation.pk, user=ana)
        desk.claim(conversation_id=conversation.pk, user=cleo)
        assert Task.objects.get().agent == cleo

    def test_every_clock_follows_the_new_teams_sla(self, account, ana) -> None:
        sales = TeamFactory.create(name="Sales")
        SlaPolicyFactory.create(team=account.team, first_response_minutes=15, resolution_minutes=1440)
        SlaPolicyFactory.create(team=sales, first_response_minutes=120, resolution_minutes=2880)
        with time_machine.travel(NINE, tick=False) as clock:
            conversation = scenes.waiting(account=account)
            relay(conversation_id=conversation.pk)
            clock.shift(dt.timedelta(minutes=5))
            desk.transfer(conversation_id=conversation.pk, user=ana, team_id=sales.pk)
            relay(conversation_id=conversation.pk)
            answer, resolution = NINE + dt.timedelta(minutes=125), NINE + dt.timedelta(minutes=5, days=2)
            due = dict(Deadline.objects.filter(state=DeadlineState.ARMED).values_list("kind", "due_at"))
            assert (due["first_response"], due["resolution"], due["task_due"]) == (answer, resolution, answer)
            assert (Handoff.objects.get().answer_due_at, Task.objects.get().due_at) == (answer, answer)
            assert promise_at(conversation) == "2026-03-02T11:05:00.000Z"
            clock.shift(dt.timedelta(minutes=100))
            assert sweep_deadlines() == 0
            assert dict(find_forgotten()) == {}
            clock.shift(dt.timedelta(minutes=20))
            assert sweep_deadlines() == 2

    def test_within_the_team_the_work_is_due_when_it_was(self, account, ana, ben) -> None:
        with time_machine.travel(NINE, tick=False) as clock:
            conversation = scenes.held(ana, account=account)
            desk.reply(conversation_id=conversation.pk, user=ana, body="One moment")
            assert promise_at(conversation) is None
            clock.shift(dt.timedelta(hours=1))
            desk.transfer(conversation_id=conversation.pk, user=ana, agent_id=ben.pk)
        due = dict(Deadline.objects.filter(state=DeadlineState.ARMED).values_list("kind", "due_at"))
        assert due["resolution"] == NINE + dt.timedelta(days=1)
        assert due["first_response"] == NINE + dt.timedelta(hours=1, minutes=15)
        assert promise_at(conversation) == "2026-03-02T10:15:00.000Z", "who was passed on waits again"

    def test_to_a_person_it_is_assigned_but_must_still_be_claimed(self, account, ana, ben) -> None:
        conversation = scenes.held(ana, account=account)
        desk.transfer(conversation_id=conversation.pk, user=ana, agent_id=ben.pk)
        now = scenes.fresh(conversation)
        assert (now.floor, now.holder) == (Floor.QUEUE, ben)
        assert Assignment.objects.get(ended_at__isnull=True).agent == ben
        assert Task.objects.get().agent == ben

    def test_from_the_ai_it_opens_the_episode(self, account, ana, ben) -> None:
        conversation = scenes.with_ai(account=account)
        handoff = desk.transfer(conversation_id=conversation.pk, user=ana, agent_id=ben.pk)
        assert handoff.reason == "Transferred by Ana Agent"
        assert scenes.fresh(conversation).floor == Floor.QUEUE

    def test_a_wrong_target_is_refused(self, account, ana) -> None:
        conversation = scenes.held(ana, account=account)
        stranger = make_agent(TeamFactory.create())
        gone = make_agent(account.team, is_active=False)
        targets: tuple[dict[str, Any], ...] = (
            {},
            {"team_id": 0},
            {"team_id": 10**9},
            {"agent_id": stranger.pk},
            {"agent_id": gone.pk},
        )
        for target in targets:
            with pytest.raises(Refused):
                desk.transfer(conversation_id=conversation.pk, user=ana, **target)
        assert scenes.fresh(conversation).holder == ana

    def test_what_a_colleague_holds_only_a_manager_passes_on(self, account, ana, ben, manager) -> None:
        conversation = scenes.held(ana, account=account)
        with pytest.raises(Conflict):
            desk.transfer(conversation_id=conversation.pk, user=ben, agent_id=ben.pk)
        desk.transfer(conversation_id=conversation.pk, user=manager, agent_id=ben.pk)
        assert scenes.fresh(conversation).holder == ben


class TestResolve:
    """The work is done; who speaks is another matter."""

    def test_it_ends_the_episode_its_task_and_its_clocks(self, account, ana) -> None:
        conversation = scenes.held(ana, account=account)
        desk.resolve(conversation_id=conversation.pk, user=ana, outcome="sale", note="Ordered two.")
        now, handoff = scenes.fresh(conversation), Handoff.objects.get()
        assert (now.status, now.floor, now.holder) == (Status.RESOLVED, Floor.NOBODY, None)
        assert now.resolved_at is not None
        assert (handoff.end_reason, handoff.outcome, handoff.resolved_at) == (
            EndReason.RESOLVED,
            "sale",
            now.resolved_at,
        )
        task = Task.objects.get()
        assert (task.state, task.done_by, task.outcome) == (TaskState.DONE, ana, "sale")
        assert armed() == set()
        assert Message.objects.get(direction="note").body == "Ordered two."

    def test_what_the_ai_was_doing_stays_with_the_ai(self, account, ana) -> None:
        conversation = scenes.with_ai(account=account)
        desk.resolve(conversation_id=conversation.pk, user=ana)
        now = scenes.fresh(conversation)
        assert (now.status, now.floor, now.floor_token) == (Status.RESOLVED, Floor.AI, conversation.floor_token)

    def test_twice_is_once(self, account, ana) -> None:
        conversation = scenes.resolved(ana, account=account)
        desk.resolve(conversation_id=conversation.pk, user=ana, outcome="spam")
        assert scenes.fresh(conversation).version == conversation.version
        assert Handoff.objects.get().outcome == "solved"

    def test_refusals(self, account, ana, ben) -> None:
        conversation = scenes.held(ana, account=account)
        with pytest.raises(Refused):
            desk.resolve(conversation_id=conversation.pk, user=ana, outcome="magic")
        with pytest.raises(Conflict):
            desk.resolve(conversation_id=conversation.pk, user=ben)
        assert scenes.fresh(conversation).status == Status.OPEN


class TestSnooze:
    """Aside until a time."""

    def test_it_is_armed_moved_and_forgotten(self, account, ana) -> None:
        conversation = scenes.held(ana, account=account)
        for days in (1, 2):
            until = timezone.now() + dt.timedelta(days=days)
            desk.snooze(conversation_id=conversation.pk, user=ana, until=until)
            deadline = Deadline.objects.get(kind=DeadlineKind.UNSNOOZE)
            assert (deadline.due_at, deadline.state) == (until, DeadlineState.ARMED)
        assert scenes.fresh(conversation).status == Status.SNOOZED
        desk.resolve(conversation_id=conversation.pk, user=ana)
        assert scenes.fresh(conversation).snoozed_until is None
        assert armed() == set()

    def test_the_past_and_a_colleagues_conversation_are_refused(self, account, ana, ben) -> None:
        conversation = scenes.held(ana, account=account)
        with pytest.raises(Refused):
            desk.snooze(conversation_id=conversation.pk, user=ana, until=timezone.now())
        with pytest.raises(Conflict):
            desk.snooze(conversation_id=conversation.pk, user=ben, until=timezone.now() + dt.timedelta(days=1))


class TestResume:
    """Back to the AI, with a word on what was agreed."""

    def test_it_keeps_the_note_and_says_nothing_about_the_work(self, account, ana) -> None:
        conversation = scenes.held(ana, account=account)
        desk.resume_ai(conversation_id=conversation.pk, user=ana, note=" Refund\nagreed. " + "x" * 900)
        now, handoff = scenes.fresh(conversation), Handoff.objects.get()
        assert (now.floor, now.status, now.holder, now.ai_disclosed) == (Floor.AI, Status.OPEN, None, False)
        assert now.handback_note.startswith("Refund agreed. xxx")
        assert len(now.handback_note) == 500
        assert now.ai_since_version == now.version
        assert (handoff.end_reason, handoff.resumed_at) == (EndReason.RESUMED, handoff.ended_at)
        assert handoff.resolved_at is None
        assert armed() == {"task_due"}, "what a person has to do stays to be done"
        event = now.events.get(kind="handoff.resumed")
        assert (event.user, event.payload["note"]) == (ana, now.handback_note)

    def test_after_a_resolve_the_episode_remembers_that_it_was_handed_back(self, account, ana) -> None:
        conversation = scenes.resolved(ana, account=account)
        desk.resume_ai(conversation_id=conversation.pk, user=ana, note="Done.")
        now, handoff = scenes.fresh(conversation), Handoff.objects.get()
        assert (now.floor, now.status) == (Floor.AI, Status.RESOLVED)
        assert (handoff.end_reason, handoff.outcome) == (EndReason.RESOLVED, "solved")
        assert handoff.resumed_at is not None

    def test_refusals(self, account, ana, ben) -> None:
        conversation = scenes.held(ana, account=account)
        with pytest.raises(Conflict) as held:
            desk.resume_ai(conversation_id=conversation.pk, user=ben, note="")
        assert held.value.holder_name == "Ana Agent"
        desk.resume_ai(conversation_id=conversation.pk, user=ana, note="")
        with pytest.raises(Conflict) as already:
            desk.resume_ai(conversation_id=conversation.pk, user=ana, note="")
        assert already.value.code == "ai_has_floor"


class TestReopen:
    """Work that was not done after all."""

    def test_a_closed_one_is_held_by_who_opens_it(self, account, ana) -> None:
        conversation = scenes.resolved(ana, account=account)
        desk.reopen(conversation_id=conversation.pk, user=ana)
        now = scenes.fresh(conversation)
        assert (now.status, now.floor, now.holder, now.resolved_at) == (Status.OPEN, Floor.HUMAN, ana, None)
        assert now.events.filter(kind="conversation.reopened").count() == 1
        with pytest.raises(Conflict):
            desk.reopen(conversation_id=conversation.pk, user=ana)

    def test_a_snoozed_one_just_wakes(self, account, ana) -> None:
        conversation = scenes.held(ana, account=account)
        desk.snooze(conversation_id=conversation.pk, user=ana, until=timezone.now() + dt.timedelta(days=1))
        desk.reopen(conversation_id=conversation.pk, user=ana)
        assert scenes.fresh(conversation).holder == ana
        assert "unsnooze" not in armed()


class TestTasksVerdictsLeads:
    """The smaller nouns."""

    def test_a_task_is_done_once(self, account, ana, ben) -> None:
        scenes.held(ana, account=account)
        task = Task.objects.get()
        done = complete_task(task_id=task.pk, user=ana, outcome="o" * 400)
        assert (done.state, done.done_by, len(done.outcome)) == (TaskState.DONE, ana, 300)
        assert complete_task(task_id=task.pk, user=ben).done_by == ana
        assert Conversation.objects.get().events.filter(kind="task.completed").count() == 1
        with pytest.raises(NotVisible):
            complete_task(task_id=task.pk, user=UserFactory.create())

    def test_a_verdict_is_the_managers(self, account, ana, manager) -> None:
        scenes.held(ana, account=account)
        handoff = Handoff.objects.get()
        missed = HandoffJudgement("missed", reason="too late", note="They had asked twice.")
        assert give_verdict(handoff_id=handoff.pk, user=manager, judgement=missed).verdict == "missed"
        kept = Verdict.objects.get()
        assert (kept.reviewer, kept.reason, kept.note) == (manager, "too late", "They had asked twice.")
        for person in (ana, make_manager(TeamFactory.create())):
            with pytest.raises(NotVisible):
                give_verdict(handoff_id=handoff.pk, user=person, judgement=HandoffJudgement("justified"))
        with pytest.raises(Refused):
            give_verdict(handoff_id=handoff.pk, user=manager, judgement=HandoffJudgement("maybe"))
        handoff.refresh_from_db()
        assert handoff.verdict == "missed"
        second = make_manager(account.team)
        justified = HandoffJudgement("justified")
        for person, judgement in ((manager, missed), (manager, justified), (second, justified)):
            give_verdict(handoff_id=handoff.pk, user=person, judgement=judgement)
        assert [row.reviewer for row in Verdict.objects.all()] == [second, manager], "each has one, the last first"
        reviews = handoff.conversation.events.filter(kind="handoff.reviewed").order_by("version")
        said = [(event.user, event.payload["before"], event.payload["verdict"]) for event in reviews]
        assert said == [
            (manager, "", "missed"),
            (manager, "missed", "justified"),
            (second, "justified", "justified"),
        ]

    def test_a_lead_is_corrected_by_who_may_see_him(self, account, ana) -> None:
        lead = scenes.with_ai(account=account).lead
        changed = edit_lead(lead_id=lead.pk, user=ana, changes={"name": "Sam", "phone": "+1 202 555 0142"})
        assert (changed.name, changed.phone) == ("Sam", "+12025550142")
        with pytest.raises(NotVisible):
            edit_lead(lead_id=lead.pk, user=UserFactory.create(), changes={"name": "X"})
        for changes in ({"phone": "12"}, {"owner": ana.pk}):
            with pytest.raises(Refused):
                edit_lead(lead_id=lead.pk, user=ana, changes=changes)
