"""The watchdog: whom it finds, how it tells, and that it does the workers' work while they are away."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from conversations.enums import Author, Delivery, Direction, Floor
from conversations.models import AiTurn, Conversation, Event, InboundEvent, Message
from handoffdesk.jobs.context import Runs, write_runs
from handoffdesk.operations.heartbeats import NAMES, note_heartbeat
from handoffdesk.operations.models import Alarm, Heartbeat, SweepRun
from handoffdesk.operations.watchdog import backlog, customers, signs
from handoffdesk.operations.watchdog.alarms import CLEAR_SECONDS, REPEAT, Alarms
from handoffdesk.operations.watchdog.backlog import find_backlog
from handoffdesk.operations.watchdog.customers import find_forgotten
from handoffdesk.operations.watchdog.mail import Post
from handoffdesk.operations.watchdog.prepared import count_rows, find_keys
from handoffdesk.operations.watchdog.signs import Signs
from notifications.alarm_titles import OPENED, OVER, title_of
from notifications.models import Notification
from notifications.selectors import visible_notifications
from routing.models import Deadline, Handoff
from tests.factories import scenes
from tests.factories.accounts import AdminFactory, make_agent, make_manager

HOURS_AGO = timedelta(hours=3)


def age(conversation: Conversation, **fields: Any) -> Conversation:
    """Let everything in a conversation have happened three hours ago, and set these fields."""
    past = timezone.now() - HOURS_AGO
    fields = {"last_inbound_at": past, "last_inbound_version": conversation.last_version, **fields}
    Conversation.objects.filter(pk=conversation.pk).update(**fields)
    Handoff.objects.filter(conversation=conversation).update(detected_at=past)
    return scenes.fresh(conversation)


def ghost() -> Conversation:
    return age(scenes.with_ai())


def nobodys() -> Conversation:
    return age(scenes.with_ai(), floor=Floor.NOBODY)


def held_by_a_ghost() -> Conversation:
    conversation = scenes.with_ai()
    agent = make_agent(conversation.team)
    conversation = scenes.held(agent, conversation)
    type(agent).objects.filter(pk=agent.pk).update(is_active=False)
    return age(conversation, last_author=Author.LEAD)


def queued_alone() -> Conversation:
    return age(scenes.with_ai(), floor=Floor.QUEUE, waiting_since=timezone.now() - HOURS_AGO)


def waiting_since_long() -> Conversation:
    conversation = age(scenes.waiting())
    Handoff.objects.update(notified_at=timezone.now())
    return conversation


def unannounced() -> Conversation:
    return age(scenes.waiting())


def without_clock() -> Conversation:
    conversation = waiting_since_long()
    Deadline.objects.all().delete()
    return conversation


def late_and_untold() -> Conversation:
    conversation = waiting_since_long()
    Handoff.objects.update(answer_due_at=timezone.now() - timedelta(minutes=10))
    return conversation


def refused() -> Conversation:
    conversation = waiting_since_long()
    Message.objects.filter(direction=Direction.OUTBOUND).update(delivery=Delivery.FAILED, delivery_error="gone")
    return conversation


FORGOTTEN: dict[str, Callable[[], Conversation]] = {
    "unanswered_by_ai": ghost,
    "unanswered_by_nobody": nobodys,
    "held_by_nobody": held_by_a_ghost,
    "queued_without_handoff": queued_alone,
    "handoff_not_announced": unannounced,
    "handoff_without_clock": without_clock,
    "overdue_and_untold": late_and_untold,
    "undelivered": refused,
}


@pytest.mark.django_db
class TestCustomers:
    """States in which nobody will act."""

    @pytest.mark.parametrize("kind", customers.CHECKS)
    def test_each_state_is_found_and_nothing_else(self, kind) -> None:
        conversation = FORGOTTEN[kind]()
        assert dict(find_forgotten()) == {kind: f"conversations {conversation.pk}"}

    @pytest.mark.parametrize("kind", customers.CHECKS)
    def test_its_statement_made_once_finds_what_the_orm_finds_whenever_it_is_asked(self, kind) -> None:
        check, made = customers.CHECKS[kind], [FORGOTTEN[kind]() for _ in range(3)]
        for later in (-2 * HOURS_AGO, timedelta(), HOURS_AGO):
            now = timezone.now() + later
            assert find_keys(check, now, limit=2) == list(check(now).values_list("pk", flat=True)[:2])
        assert len(made) == count_rows(check, timezone.now(), limit=5)

    def test_a_desk_at_work_is_left_alone(self) -> None:
        scenes.with_ai()
        waiting_since_long()
        conversation = scenes.with_ai()
        age(scenes.held(make_agent(conversation.team), conversation), last_author=Author.LEAD)
        conversation = scenes.with_ai()
        age(scenes.resolved(make_agent(conversation.team), conversation), last_author=Author.LEAD)
        assert dict(find_forgotten()) == {}

    def test_a_reaction_asks_for_no_answer(self) -> None:
        conversation = ghost()
        Conversation.objects.filter(pk=conversation.pk).update(last_version=conversation.last_version + 1)
        assert dict(find_forgotten()) == {}

    def test_many_are_not_all_named(self) -> None:
        ids = {str(ghost().pk) for _ in range(7)}
        _, *named, more = dict(find_forgotten())["unanswered_by_ai"].split()
        assert (len(named), more) == (customers.SHOWN, "...")
        assert ids.issuperset(named)

    def test_it_costs_one_query_for_each_check(self, django_assert_num_queries) -> None:
        ghost()
        with django_assert_num_queries(len(customers.CHECKS)):
            list(find_forgotten())


@pytest.mark.django_db
class TestBacklog:
    """Rows that nobody took up."""

    def test_each_kind_of_row_is_found(self) -> None:
        conversation = scenes.with_ai()
        past = timezone.now() - HOURS_AGO
        Message.objects.create(
            conversation=conversation, account=conversation.account, direction=Direction.OUTBOUND, author="system",
            body="x", created_at=past, version=90, delivery=Delivery.QUEUED, next_attempt_at=past,
        )  # fmt: skip
        AiTurn.objects.create(conversation=conversation, inbound_version=1, floor_token=0, due_at=past)
        Deadline.objects.create(kind="unsnooze", conversation=conversation, due_at=past)
        event = InboundEvent.objects.create(account=conversation.account, kind="message", provider_id="1", raw={})
        InboundEvent.objects.filter(pk=event.pk).update(received_at=past)
        Event.objects.update(created_at=past, relayed_at=None)
        found = dict(find_backlog())
        assert found.keys() == backlog.CHECKS.keys()
        assert found["outbox_late"] == "1 later than 60 s"

    def test_what_waits_behind_a_retry_or_a_broken_channel_is_not_late(self) -> None:
        conversation = scenes.with_ai()
        now = timezone.now()
        common = {"conversation": conversation, "account": conversation.account, "direction": Direction.OUTBOUND}
        common |= {"author": "system", "body": "x", "created_at": now - HOURS_AGO, "delivery": Delivery.QUEUED}
        Message.objects.create(**common, version=90, next_attempt_at=now + timedelta(minutes=5))
        Message.objects.create(**common, version=91, next_attempt_at=now - HOURS_AGO)
        assert dict(find_backlog()) == {}
        Message.objects.filter(version=90).delete()
        assert dict(find_backlog()).keys() == {"outbox_late"}
        type(conversation.account).objects.update(health="broken")
        assert dict(find_backlog()) == {"channel_broken": f"channel accounts {conversation.account_id}"}


@pytest.mark.django_db
class TestSigns:
    """Who is silent, by our own clock."""

    def test_rows_that_move_are_signs_of_life_whatever_time_they_tell(self) -> None:
        look = Signs()
        for name in NAMES:
            note_heartbeat(name)
        write_runs("routing.sweep_turns", Runs(1))
        look.look()
        look._start -= 1000
        for name, (at, _since) in list(look._seen.items()):
            look._seen[name] = (at, look._start)
        assert dict(look.find()).keys() == {"sweeps_silent", "beat_silent", "workers_silent"}
        Heartbeat.objects.update(beaten_at=timezone.now() - timedelta(days=30))
        SweepRun.objects.update(last_run_at=timezone.now() + timedelta(days=30))
        look.look()
        assert dict(look.find()) == {}
        assert not look.are_workers_away

    def test_at_the_start_nobody_is_dead(self) -> None:
        look = Signs()
        look.look()
        assert dict(look.find()) == {}

    def test_a_broker_that_is_down_is_seen_at_once(self, settings, unused_tcp_port) -> None:
        settings.REDIS_URL = f"redis://127.0.0.1:{unused_tcp_port}/0"
        assert not signs.broker_answers()
        look = Signs()
        look.look()
        assert dict(look.find()).keys() == {"broker_down"}
        assert look.are_workers_away


class Letters(Post):
    """The post without its thread: letters are in the outbox when `send` returns."""

    def send(self, title: str, detail: str) -> None:
        """Queue one letter and wait for it."""
        super().send(title, detail)
        self._thread.submit(lambda: None).result()


@pytest.fixture
def alarms() -> Alarms:
    made = Alarms(Letters())
    made.remember_admins()
    return made


@pytest.mark.django_db
class TestAlarms:
    """Told once, repeated seldom, closed when it is over."""

    @pytest.fixture(autouse=True)
    def _people(self) -> None:
        self.admin = AdminFactory.create()
        account = scenes.with_ai()
        self.manager, self.agent = make_manager(account.team), make_agent(account.team)

    def told(self, kind: str) -> list[int]:
        return sorted(Notification.objects.filter(kind=kind).values_list("user", flat=True))

    def test_admins_and_managers_are_told_once(self, caplog) -> None:
        alarms = Alarms(Letters())
        alarms.remember_admins()
        with caplog.at_level(logging.CRITICAL):
            alarms.settle({"broker_down": "Redis does not answer"})
            alarms.settle({"broker_down": "Redis does not answer"})
            Alarms(Letters()).settle({"broker_down": "Redis does not answer"})
        assert self.told(OPENED) == sorted([self.admin.pk, self.manager.pk])
        assert [record.levelname for record in caplog.records] == ["CRITICAL"]
        assert [letter.bcc for letter in mail.outbox] == [[self.admin.email]]
        assert visible_notifications(self.manager).count() == 1
        assert visible_notifications(self.agent).count() == 0

    def test_it_is_repeated_after_a_quarter_of_an_hour(self, alarms) -> None:
        alarms.settle({"broker_down": "a"})
        Alarm.objects.update(last_told_at=timezone.now() - REPEAT)
        alarms.settle({"broker_down": "b"})
        assert len(mail.outbox) == 2
        assert Alarm.objects.get().detail == "b"

    def test_a_clock_that_was_set_back_silences_nothing(self, alarms) -> None:
        alarms.settle({"broker_down": "a"})
        Alarm.objects.update(last_told_at=timezone.now() + timedelta(days=30))
        alarms.settle({"broker_down": "a"})
        assert len(mail.outbox) == 2

    def test_what_is_over_is_said_once_and_comes_again_as_a_new_alarm(self, alarms) -> None:
        alarms.settle({"broker_down": "a"})
        alarms.settle({})
        assert Alarm.objects.get().closed_at is None
        alarms._gone["broker_down"] -= CLEAR_SECONDS
        alarms.settle({})
        alarms.settle({})
        assert Alarm.objects.get().closed_at is not None
        assert self.told(OVER) == sorted([self.admin.pk, self.manager.pk])
        assert mail.outbox[-1].subject == "[Handoff Desk] Recovered: The job queue is down"
        alarms.settle({"broker_down": "a"})
        assert Alarm.objects.count() == 2

    def test_what_comes_and_goes_is_one_alarm(self, alarms) -> None:
        for found in ({"broker_down": "a"}, {}, {"broker_down": "a"}, {}):
            alarms.settle(found)
        assert len(mail.outbox) == 1
        assert Alarm.objects.get().closed_at is None

    def test_a_dead_mail_server_takes_nothing_else_away(self, settings, unused_tcp_port) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_tcp_port
        alarms = Alarms(Letters())
        alarms.remember_admins()
        alarms.settle({"broker_down": "a"})
        assert len(self.told(OPENED)) == 2

    def test_without_a_database_the_admins_that_are_known_get_a_letter(self, alarms) -> None:
        alarms.database_is_away("OperationalError")
        alarms.database_is_away("OperationalError")
        alarms.database_is_back()
        alarms.database_is_back()
        assert [letter.subject for letter in mail.outbox] == [
            "[Handoff Desk] The database is down", "[Handoff Desk] Recovered: The database is down",
        ]  # fmt: skip

    def test_every_kind_has_a_title(self) -> None:
        kinds = {*customers.CHECKS, *backlog.CHECKS, "channel_broken", "broker_down", "sweeps_silent", "beat_silent"}
        assert [kind for kind in kinds | {"workers_silent", "database_away"} if title_of(kind) == kind] == []
