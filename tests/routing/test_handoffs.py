"""Opening and ending an episode: whole or absent, whatever opened it."""

import datetime as dt
from typing import Any

import pytest

from accounts.models import Team
from conversations.enums import Author, Floor, Priority, Status
from conversations.models import Conversation, Message
from conversations.services.thread import lock_thread
from routing.enums import Cause, DeadlineKind, DeadlineState, EndReason
from routing.models import Assignment, Deadline, Handoff, Task
from routing.selectors import WantedConversations, list_conversations, list_order
from routing.services import desk
from routing.services.actions import Action
from routing.services.handoffs import HandoffRequest, end_handoff, open_handoff
from routing.services.leads import edit_lead
from tests.factories import scenes
from tests.factories.accounts import TeamFactory, make_agent
from tests.factories.conversations import ChannelAccountFactory, MessageFactory, TagFactory
from tests.factories.routing import SlaPolicyFactory
from tests.factories.triggers import ScenarioFactory
from triggers.enums import Category

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return TeamFactory.create(name="Support")


@pytest.fixture
def conversation(team) -> Conversation:
    account = ChannelAccountFactory.create(team=team)
    return scenes.with_ai(account=account, lead__name="Sam Doe", lead__email="sam@example.com")


def opened(conversation: Conversation, cause: Cause = Cause.TRIGGER, **fields: Any) -> Handoff:
    with lock_thread(conversation.pk) as thread:
        return open_handoff(thread, HandoffRequest(cause=cause, reason=fields.pop("reason", "because"), **fields))


def minutes_until(handoff: Handoff, kind: DeadlineKind) -> float:
    deadline = Deadline.objects.get(handoff=handoff, kind=kind, state=DeadlineState.ARMED)
    return (deadline.due_at - handoff.detected_at).total_seconds() / 60


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_opens_a_whole_episode(conversation, team, cause) -> None:
    person = make_agent(team, name="Ana Agent") if cause in (Cause.TAKEOVER, Cause.MANUAL) else None
    handoff = opened(conversation, cause, category=Category.BUSINESS_RULE, user=person)
    stored = Handoff.objects.get()
    now = scenes.fresh(conversation)
    assert stored == handoff
    assert (stored.cause, stored.team, stored.opened_by, stored.is_open) == (cause, team, person, True)
    assert now.floor == (Floor.HUMAN if cause == Cause.TAKEOVER else Floor.QUEUE)
    assert now.holder == (person if cause == Cause.TAKEOVER else None)
    assert stored.agent == now.holder
    assert (stored.claimed_at is not None) == (cause == Cause.TAKEOVER)
    assert stored.acknowledgement
    assert stored.acknowledgement.body
    assert stored.acknowledged_at == stored.detected_at
    assert stored.package["header"]
    assert Assignment.objects.filter(handoff=stored, ended_at__isnull=True).count() == 1
    assert Task.objects.count() == (0 if cause == Cause.TAKEOVER else 1)
    armed = Deadline.objects.filter(handoff=stored, state=DeadlineState.ARMED).values_list("kind", flat=True)
    assert sorted(armed) == ["first_response", "reactivation", "resolution"]
    event = now.events.get(kind="handoff.opened")
    assert (event.actor, event.user) == (Author.AGENT if person else Author.SYSTEM, person)


def test_a_second_opening_returns_the_first_and_tells_nobody_again(conversation) -> None:
    first = opened(conversation, reason="first")
    before = scenes.fresh(conversation).version
    assert opened(conversation, Cause.AI, reason="second") == first
    assert scenes.fresh(conversation).version == before
    assert Handoff.objects.get().reason == "first"
    assert Message.objects.filter(purpose="acknowledgement").count() == 1


def test_a_scenario_says_where_to_with_what_and_by_when(conversation) -> None:
    sales = TeamFactory.create()
    person, scenario = make_agent(sales), ScenarioFactory.create()
    action = Action(
        team=sales, person=person, handoff_priority=Priority.URGENT,
        task_title="Call the hotel", reactivation=dt.timedelta(minutes=45),
        tags=[TagFactory.create(slug="big-order")],
    )  # fmt: skip
    SlaPolicyFactory.create(team=sales, urgent_first_response_minutes=3, resolution_minutes=90)
    handoff = opened(conversation, action=action, scenario=scenario, category=scenario.category)
    now = scenes.fresh(conversation)
    assert (handoff.team, handoff.agent, now.team, now.holder) == (sales, person, sales, person)
    assert Assignment.objects.get().reason == "scenario"
    assert now.priority == Priority.URGENT
    assert list(now.tags.values_list("slug", flat=True)) == ["big-order"]
    task = Task.objects.get()
    assert (task.title, task.priority, task.team, task.agent) == ("Call the hotel", Priority.URGENT, sales, person)
    assert task.due_at == handoff.answer_due_at
    assert minutes_until(handoff, DeadlineKind.FIRST_RESPONSE) == 3
    assert minutes_until(handoff, DeadlineKind.REACTIVATION) == 45
    assert minutes_until(handoff, DeadlineKind.RESOLUTION) == 90


def test_without_a_scenario_the_ai_is_back_after_eight_hours(conversation) -> None:
    handoff = opened(conversation)
    assert minutes_until(handoff, DeadlineKind.FIRST_RESPONSE) == 15
    assert minutes_until(handoff, DeadlineKind.REACTIVATION) == 8 * 60
    assert minutes_until(handoff, DeadlineKind.RESOLUTION) == 24 * 60


@pytest.mark.parametrize(("skip", "owned", "moves"), [(True, True, False), (True, False, True), (False, True, True)])
def test_skip_if_owner_leaves_the_conversation_where_it_is(conversation, team, skip, owned, moves) -> None:
    sales = TeamFactory.create()
    owner = make_agent(team)
    if owned:
        conversation.lead.owner = owner
        conversation.lead.save()
    handoff = opened(conversation, action=Action(team=sales, skip_if_owner=skip))
    assert handoff.team == (sales if moves else team)
    assert handoff.agent == (owner if owned else None)


@pytest.mark.parametrize("wanted", list(Priority))
def test_the_higher_of_what_scenario_and_ai_ask_for_holds(conversation, wanted) -> None:
    action = Action(handoff_priority=wanted, task_priority=Priority.HIGH)
    handoff = opened(conversation, action=action, priority=Priority.NORMAL)
    assert handoff.priority == scenes.fresh(conversation).priority == max(wanted, Priority.NORMAL)
    assert handoff.tasks.get().priority == max(wanted, Priority.HIGH)


def test_a_vip_goes_before_others_from_the_next_handoff_on(team) -> None:
    ScenarioFactory.create(key="vip", category=Category.VIP)
    scenes.publish_rules(explicit_request="a human")
    ana, account = make_agent(team), ChannelAccountFactory.create(team=team)
    first = scenes.written("A human please", account=account, customer="first")
    late = scenes.written("Hello", account=account, customer="late")
    assert not late.handoffs.exists()

    edit_lead(lead_id=late.lead_id, user=ana, changes={"is_vip": True})
    scenes.written("I have a question", account=account, customer="late")

    handoff = late.handoffs.get()
    assert (handoff.category, handoff.priority, handoff.tasks.get().priority) == (
        Category.VIP,
        Priority.URGENT,
        Priority.URGENT,
    )
    assert minutes_until(handoff, DeadlineKind.FIRST_RESPONSE) == 5
    waiting = list_conversations(user=ana, wanted=WantedConversations(view="waiting")).order_by(*list_order("waiting"))
    assert list(waiting) == [late, first]

    edit_lead(lead_id=first.lead_id, user=ana, changes={"is_vip": True})
    desk.resolve(conversation_id=first.pk, user=ana)
    assert scenes.waiting(first).priority == Priority.URGENT, "whatever the reason is"


def test_a_scenario_may_want_no_task(conversation) -> None:
    opened(conversation, action=Action(makes_task=False))
    assert not Task.objects.exists()


def test_the_task_names_the_matter_and_the_way_to_the_customer(conversation) -> None:
    opened(conversation, reason="Asks for a person")
    task = Task.objects.get()
    assert task.title == "Asks for a person"
    assert task.description.startswith("Sam Doe")
    assert task.contact == "Sam Doe · sam@example.com"
    assert task.priority == Priority.NORMAL


def test_the_package_holds_what_the_person_must_know(conversation) -> None:
    conversation.fields = {"order_number": "A-17", "size": "XL"}
    conversation.sentiment, conversation.lead_class = "negative", "hot"
    conversation.save()
    MessageFactory.create(conversation=conversation, body="My kettle leaks since\nyesterday morning")
    MessageFactory.create(conversation=conversation, body="human please")
    evidence = [{"start": 0, "end": 5, "text": "human", "rule": "human"}]
    handoff = opened(
        conversation, category=Category.EXPLICIT_REQUEST, evidence=evidence, evidence_message="human please"
    )
    package = handoff.package
    assert package["problem"] == "My kettle leaks since yesterday morning", "the request itself says nothing of it"
    assert package["header"] == "Sam Doe · A-17 · My kettle leaks since yesterday morning · negative"
    assert package["evidence"] == evidence
    assert package["evidence_message"] == "human please"
    assert package["fields"] == {"order_number": "A-17", "size": "XL"}
    assert package["contact"] == {"name": "Sam Doe", "email": "sam@example.com", "phone": ""}
    assert (package["sentiment"], package["lead_class"], package["channel"]) == ("negative", "hot", "whatsapp")
    version = Message.objects.get(body="human please").version
    assert package["transcript"]["from_version"] == 1
    assert package["transcript"]["to_version"] >= version


@pytest.mark.parametrize(
    ("category", "said", "problem"),
    [
        (Category.CANCELLATION, ["hello there my friend", "I want my money back"], "I want my money back"),
        (Category.EXPLICIT_REQUEST, ["human please"], "human please"),
        (Category.EXPLICIT_REQUEST, [], "has not written yet"),
        (Category.CANCELLATION, ["w" * 500], "w" * 199 + "…"),
        (Category.CANCELLATION, ["I want\u202e my\n\u200bmoney back"], "I want my money back"),
    ],
)
def test_the_problem_is_one_line(team, category, said, problem) -> None:
    conversation = scenes.with_ai(account=ChannelAccountFactory.create(team=team))
    Message.objects.all().delete()
    for body in said:
        MessageFactory.create(conversation=conversation, body=body)
    handoff = opened(conversation, category=category, evidence_message=said[-1] if said else "")
    assert handoff.package["problem"] == problem


def test_each_part_of_the_headline_keeps_its_direction_to_itself(team) -> None:
    conversation = scenes.with_ai(account=ChannelAccountFactory.create(team=team), lead__name="مريم")
    handoff = opened(conversation, category=Category.CANCELLATION, evidence_message="my \u202emoney\u2069 back")
    assert handoff.package["header"] == "\u2068مريم\u2069 · my money back"
    assert Task.objects.get(handoff=handoff).description == handoff.package["header"]


def test_a_very_long_message_does_not_go_into_the_package_whole(conversation) -> None:
    handoff = opened(conversation, evidence_message="x" * 1_000_000)
    assert len(str(handoff.package)) < 10_000


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.SNOOZED])
def test_who_needs_a_person_is_open_again(conversation, status) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(
        status=status, snoozed_until=dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    )
    opened(conversation)
    now = scenes.fresh(conversation)
    assert (now.status, now.snoozed_until, now.resolved_at) == (Status.OPEN, None, None)
    assert now.events.filter(kind="conversation.reopened").count() == 1


def test_an_end_closes_the_assignment_and_every_clock(conversation) -> None:
    handoff = opened(conversation, priority=Priority.URGENT)
    with lock_thread(conversation.pk) as thread:
        end_handoff(thread, handoff, why=EndReason.RESOLVED)
    handoff.refresh_from_db()
    assert (handoff.end_reason, handoff.is_open) == (EndReason.RESOLVED, False)
    assert not Assignment.objects.filter(ended_at__isnull=True).exists()
    assert not Deadline.objects.filter(handoff=handoff, state=DeadlineState.ARMED).exists()
    now = scenes.fresh(conversation)
    assert now.priority == Priority.NORMAL
    assert now.events.get(kind="handoff.ended").payload["why"] == EndReason.RESOLVED


def test_a_failure_on_the_way_leaves_no_ghost(conversation) -> None:
    before = scenes.fresh(conversation)
    with pytest.raises(RuntimeError), lock_thread(conversation.pk) as thread:  # noqa: PT012 - the block is the act
        open_handoff(thread, HandoffRequest(cause=Cause.TRIGGER, reason="because"))
        raise RuntimeError
    now = scenes.fresh(conversation)
    assert (now.floor, now.floor_token, now.version) == (before.floor, before.floor_token, before.version)
    for model in (Handoff, Assignment, Task, Deadline):
        assert not model.objects.exists()
