"""After the commit: the right people are told, once, and browsers get texts by group."""

import json
import threading
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.utils import timezone

from accounts.models import User
from conversations.enums import Author, Floor, Priority
from conversations.events.talk import TagsChanged
from conversations.models import Conversation, Event
from conversations.services import delivery
from conversations.services.thread import lock_thread
from notifications.models import Notification
from notifications.realtime import groups
from notifications.realtime.hub import hub
from notifications.services.bell import mark_notifications_read
from notifications.services.relay import _new_events, _relay_batch, relay, sweep_events
from routing.services import desk
from tests.factories import scenes
from tests.factories.accounts import AdminFactory, TeamFactory, make_agent, make_manager
from tests.factories.conversations import (
    ChannelAccountFactory,
    ConversationFactory,
    EventFactory,
    WebChatAccountFactory,
)
from tests.flows.stage import KNOWN_QUESTION, set_stage


@pytest.fixture
def account():
    return ChannelAccountFactory.create()


@pytest.fixture
def ana(account) -> User:
    return make_agent(account.team, name="Ana Agent")


@pytest.fixture
def pushed(monkeypatch) -> list[tuple[frozenset[str], dict]]:
    """What leaves for the browsers: the hub is the seam to the sockets."""
    texts: list[tuple[frozenset[str], dict]] = []
    monkeypatch.setattr(hub, "post", lambda names, text: texts.append((names, json.loads(text))))
    monkeypatch.setattr(django_settings, "REDIS_URL", "")
    return texts


def told(kind: str) -> set[int]:
    return set(Notification.objects.filter(kind=kind).values_list("user", flat=True))


@pytest.mark.django_db
class TestWhoIsTold:
    """By kind of event."""

    def test_an_unassigned_handoff_tells_the_whole_team_and_nobody_else(self, account, ana) -> None:
        manager = make_manager(account.team)
        make_agent(account.team, is_active=False)
        make_agent(TeamFactory.create())
        AdminFactory.create()
        conversation = scenes.waiting(account=account)
        relay(conversation_id=conversation.pk)
        assert told("handoff.opened") == {ana.pk, manager.pk}
        assert scenes.open_episode(conversation).notified_at is not None

    def test_a_team_without_people_tells_the_admins(self, account) -> None:
        admin = AdminFactory.create()
        relay(conversation_id=scenes.waiting(account=account).pk)
        assert told("handoff.opened") == {admin.pk}

    @pytest.mark.parametrize("priority", list(Priority))
    def test_an_assigned_one_tells_the_assignee_an_urgent_one_the_managers_too(self, account, ana, priority) -> None:
        manager = make_manager(account.team)
        make_agent(account.team)
        conversation = scenes.with_ai(account=account)
        conversation.lead.owner = ana
        conversation.lead.save()
        relay(conversation_id=scenes.waiting(conversation, priority=priority).pk)
        assert told("handoff.opened") == ({ana.pk, manager.pk} if priority == Priority.URGENT else {ana.pk})

    def test_a_transfer_tells_the_new_person_but_not_who_gave_it(self, account, ana) -> None:
        ben = make_agent(account.team)
        conversation = scenes.held(ana, account=account)
        desk.transfer(conversation_id=conversation.pk, user=ana, agent_id=ben.pk)
        relay(conversation_id=conversation.pk)
        assert told("handoff.transferred") == {ben.pk}
        other = TeamFactory.create()
        desk.transfer(conversation_id=conversation.pk, user=make_manager(account.team), team_id=other.pk)
        cleo = make_agent(other)
        relay(conversation_id=conversation.pk)
        assert told("handoff.transferred") == {ben.pk, cleo.pk}

    def test_the_holder_hears_that_the_customer_wrote_again(self) -> None:
        stage = set_stage()
        scenes.held(stage.ana, stage.says(KNOWN_QUESTION))
        relay(conversation_id=stage.conversation().pk)
        Notification.objects.all().delete()
        stage.says("Hello?")
        relay(conversation_id=stage.conversation().pk)
        assert told("message.received") == {stage.ana.pk}

    def test_what_was_withdrawn_from_the_ai_is_no_failure_to_the_one_who_took_over(self) -> None:
        stage = set_stage()
        stage.says(KNOWN_QUESTION)
        stage.run_ai()
        desk.take_over(conversation_id=stage.conversation().pk, user=stage.ana)
        assert Event.objects.filter(kind="message.failed").exists()
        relay(conversation_id=stage.conversation().pk)
        assert told("message.failed") == set()


@pytest.mark.django_db
class TestOnce:
    """Each event once, whoever relays."""

    def test_events_are_marked_and_not_told_again(self, account, ana, pushed) -> None:
        conversation = scenes.waiting(account=account)
        assert relay(conversation_id=conversation.pk) == conversation.version
        assert not Event.objects.filter(relayed_at__isnull=True).exists()
        count, texts = Notification.objects.count(), len(pushed)
        assert relay(conversation_id=conversation.pk) == 0
        assert (Notification.objects.count(), len(pushed)) == (count, texts)
        # Even an event that is relayed twice makes one entry.
        Event.objects.update(relayed_at=None)
        relay(conversation_id=conversation.pk)
        assert Notification.objects.count() == count

    def test_more_than_a_batch_is_relayed_too(self, pushed) -> None:
        conversation = ConversationFactory.create()
        with lock_thread(conversation.pk) as thread:
            for _ in range(450):
                thread.record(TagsChanged(added=[], removed=[]), actor=Author.SYSTEM)
        assert relay(conversation_id=conversation.pk) == 450
        versions = [text["version"] for _, text in pushed]
        assert versions == list(range(1, 451))

    def test_a_relay_that_comes_second_tells_nothing_and_leaves_the_rest_to_the_next_look(
        self, account, ana, pushed
    ) -> None:
        conversation = scenes.waiting(account=account)
        events = _new_events(conversation.pk)
        Event.objects.filter(pk=events[0].pk).update(relayed_at=timezone.now())
        assert _relay_batch(conversation.pk, events) is None
        assert Event.objects.filter(relayed_at__isnull=True).count() == len(events) - 1
        assert not Notification.objects.exists()
        assert relay(conversation_id=conversation.pk) == len(events) - 1
        assert told("handoff.opened") == {ana.pk}

    @pytest.mark.parametrize("count", [1, 3])
    def test_what_it_costs(self, account, pushed, django_assert_num_queries, count) -> None:
        conversation = ConversationFactory.create(account=account)
        with lock_thread(conversation.pk) as thread:
            for _ in range(count):
                thread.record(TagsChanged(added=[], removed=[]), actor=Author.SYSTEM)
        # Events, row, tags, open handoff; then the transaction: its savepoint (two statements), the mark.
        with django_assert_num_queries(7):
            relay(conversation_id=conversation.pk)
        with django_assert_num_queries(1):
            relay(conversation_id=conversation.pk)

    def test_the_sweep_relays_what_was_left_behind_and_not_what_is_fresh(self, pushed) -> None:
        old = timezone.now() - timedelta(seconds=10)
        left = EventFactory.create(created_at=old)
        EventFactory.create()
        assert sweep_events() == 1
        left.refresh_from_db()
        assert left.relayed_at is not None
        assert len(pushed) == 1

    def test_the_bell_is_read_by_its_owner(self, account, ana) -> None:
        ben = make_agent(account.team)
        relay(conversation_id=scenes.waiting(account=account).pk)
        mine, other = Notification.objects.get(user=ana), Notification.objects.get(user=ben)
        assert mark_notifications_read(user=ana, ids=[other.pk]) == 0
        assert mark_notifications_read(user=ana, ids=[mine.pk]) == 1
        assert mark_notifications_read(user=ana) == 0
        assert mark_notifications_read(user=ben) == 1


@pytest.mark.django_db
class TestTexts:
    """Which browsers get what."""

    def test_team_holder_and_admins_hear_each_event_with_the_row(self, account, ana, pushed) -> None:
        conversation = scenes.held(ana, account=account)
        relay(conversation_id=conversation.pk)
        names, text = next(push for push in pushed if push[1].get("kind") == "handoff.claimed")
        assert names == {groups.team(account.team_id), groups.user(ana.pk), groups.ADMINS}
        assert (text["type"], text["conversation"], text["user"]["id"]) == ("event", str(conversation.pk), ana.pk)
        assert text["row"]["floor"] == Floor.HUMAN
        assert "unread" not in text["row"]
        bells = [names for names, text in pushed if text["type"] == "notification"]
        assert set(bells) == {frozenset({groups.user(ana.pk)})}

    def test_visitors_see_what_is_said_to_them_and_no_notes(self, pushed) -> None:
        account = WebChatAccountFactory.create()
        ana = make_agent(account.team, name="Ana Agent")
        conversation = scenes.held(ana, account=account)
        desk.write_note(conversation_id=conversation.pk, user=ana, body="secret note")
        desk.reply(conversation_id=conversation.pk, user=ana, body="Hello there")
        delivery.deliver(conversation_id=conversation.pk)
        relay(conversation_id=conversation.pk)
        visitor = groups.visitor(conversation.pk)
        seen = [text for names, text in pushed if visitor in names]
        assert "secret note" not in json.dumps(seen)
        assert all(names == {visitor} for names, _ in pushed if visitor in names)
        bodies = [text["message"]["body"] for text in seen if text["type"] == "message"]
        assert "Hello there" in bodies
        assert {"type": "floor", "floor": "human", "agent": "Ana"} in seen

    def test_other_channels_have_no_visitors(self, account, ana, pushed) -> None:
        relay(conversation_id=scenes.held(ana, account=account).pk)
        assert not any(name.startswith("visitor.") for names, _ in pushed for name in names)


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_share_the_work(pushed) -> None:
    account = ChannelAccountFactory.create()
    agents = [make_agent(account.team) for _ in range(3)]
    conversations: list[Conversation] = [scenes.waiting(account=account) for _ in range(10)]
    barrier = threading.Barrier(2)
    done: list[int] = []

    def work() -> None:
        barrier.wait()
        try:
            done.extend(relay(conversation_id=conversation.pk) for conversation in conversations)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == Event.objects.count()
    assert Notification.objects.filter(kind="handoff.opened").count() == len(agents) * len(conversations)
    keys = [(text["conversation"], text["version"]) for _, text in pushed if text["type"] == "event"]
    assert len(keys) == len(set(keys)) == Event.objects.count()
