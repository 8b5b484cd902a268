"""From an event to somebody's mailbox: once, later if it must be, and never to whom it does not concern any more."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from notifications.enums import Told
from notifications.models import Notification, NotificationDelivery
from notifications.services import deliveries
from notifications.services.alarms import note_alarm
from notifications.services.bell import mark_notifications_read
from notifications.services.deliveries import LEASE, MOST_ATTEMPTS, deliver, due_deliveries, sweep_deliveries, try_again
from notifications.services.preferences import choose
from notifications.services.relay import relay
from notifications.transports.base import DeliveryLost, DeliverySent, Letter, Outcome
from notifications.transports.email.transport import Email
from notifications.transports.registry import TRANSPORTS
from tests.factories import scenes
from tests.factories.accounts import make_agent
from tests.factories.conversations import ChannelAccountFactory
from tests.standins.smtp import CUT, GREETING, RCPT, TAKEN, MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def mail(settings) -> Iterator[MailServer]:
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        yield server


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def ana():
    agent = make_agent(ChannelAccountFactory.create().team, name="Ana Agent")
    choose(user=agent, transport="email", kinds=["handoff.opened"])
    return agent


@pytest.fixture
def handoff(ana, now):
    """A handoff that Ana is told of, relayed."""
    account = ana.memberships.get().team.channel_accounts.get()
    conversation = scenes.waiting(account=account)
    relay(conversation_id=conversation.pk)
    return conversation


def email_row() -> NotificationDelivery:
    return NotificationDelivery.objects.get(transport="email")


class Shy(Email):
    """A transport for which a repetition would do harm, and whose answer is lost."""

    may_repeat = False

    def send(self, letter: Letter) -> Outcome:
        outcome = super().send(letter)
        return DeliveryLost(error="cut") if outcome == DeliverySent() else outcome


def test_who_chose_it_gets_one_letter_and_the_bell(handoff, ana, mail) -> None:
    ben = make_agent(handoff.team, name="Ben, who chose nothing")
    handoff.events.update(relayed_at=None)
    assert relay(conversation_id=handoff.pk)  # as if it had never been marked: nobody is told twice
    assert deliver(transport="email") == 1
    assert deliver(transport="email") == 0
    (letter,) = mail.letters
    assert letter["To"] == ana.email
    assert str(handoff.pk) in letter.get_content()
    assert email_row().state == Told.SENT
    assert {(row.notification.user_id, row.transport) for row in NotificationDelivery.objects.all()} == {
        (ana.pk, "in_app"),
        (ana.pk, "email"),
        (ben.pk, "in_app"),
    }


def test_reading_the_bell_is_seen_and_needs_no_letter(handoff, ana, mail) -> None:
    mark_notifications_read(user=ana)
    assert NotificationDelivery.objects.get(transport="in_app").seen_at
    deliver(transport="email")
    assert (email_row().state, mail.letters) == (Told.DROPPED, [])


@pytest.mark.parametrize("change", ["deactivated", "left", "no address"])
def test_whom_it_does_not_concern_any_more_is_not_written_to(handoff, ana, mail, change) -> None:
    if change == "left":
        ana.memberships.all().delete()
        type(handoff).objects.update(holder=None)
    else:
        ana.is_active, ana.email = change != "deactivated", "" if change == "no address" else ana.email
        ana.save()
    deliver(transport="email")
    row = email_row()
    assert (row.state, mail.letters) == (Told.DROPPED, [])
    assert row.error


def test_a_mailbox_that_does_not_exist_fails_once_and_a_person_may_try_again(handoff, mail, now) -> None:
    mail.replies[RCPT] = "550 no such mailbox"
    deliver(transport="email")
    now.shift(timedelta(days=1))
    assert deliver(transport="email") == 0
    row = email_row()
    assert (row.state, row.attempts, "550" in row.error) == (Told.FAILED, 1, True)
    mail.replies.clear()
    assert try_again(NotificationDelivery.objects.all()) == 1
    deliver(transport="email")
    assert (email_row().state, len(mail.letters)) == (Told.SENT, 1)


def test_a_busy_mailbox_is_tried_later_and_later_and_then_given_up(handoff, mail, now) -> None:
    mail.replies[RCPT] = "450 busy"
    waits = []
    while (due := email_row()).state == Told.WAITING:
        assert due.next_attempt_at
        waits.append((due.next_attempt_at - timezone.now()).total_seconds())
        now.move_to(due.next_attempt_at)
        assert sweep_deliveries() == 1
        assert deliver(transport="email") == 1
        assert deliver(transport="email") == 0
    assert waits == [0, 15, 30, 60, 120, 240, 480, 960, 1800, 1800]
    assert (email_row().state, email_row().attempts) == (Told.FAILED, MOST_ATTEMPTS)
    assert sweep_deliveries() == 0


def test_a_server_that_is_down_is_asked_once_and_not_for_each_letter(handoff, ana, mail) -> None:
    first = Notification.objects.get()
    for _ in range(3):
        note = Notification.objects.create(user=ana, kind="handoff.opened", conversation=first.conversation)
        NotificationDelivery.objects.create(notification=note, transport="email", next_attempt_at=timezone.now())
    mail.replies[GREETING] = "421 closing"
    assert deliver(transport="email") == 1
    assert not due_deliveries().exists()
    assert NotificationDelivery.objects.filter(transport="email", state=Told.WAITING, attempts=0).count() == 3


def test_a_letter_whose_answer_was_lost_comes_again_as_the_same_letter(handoff, mail, now) -> None:
    mail.replies[TAKEN] = CUT
    deliver(transport="email")
    assert email_row().state == Told.WAITING
    mail.replies.clear()
    now.shift(timedelta(minutes=1))
    deliver(transport="email")
    assert email_row().state == Told.SENT
    assert len({letter["Message-ID"] for letter in mail.letters}) == 1 == len(mail.letters) - 1


def test_where_a_repetition_does_harm_a_lost_answer_stays_unknown(handoff, mail, monkeypatch, now) -> None:
    monkeypatch.setattr(deliveries, "TRANSPORTS", {**TRANSPORTS, "email": Shy()})
    deliver(transport="email")
    now.shift(timedelta(days=1))
    assert deliver(transport="email") == 0
    assert (email_row().state, len(mail.letters)) == (Told.UNKNOWN, 1)


@pytest.mark.parametrize(("transport", "ends"), [(Email(), (Told.SENT, 1)), (Shy(), (Told.UNKNOWN, 0))])
def test_what_a_dead_sender_left_waits_for_its_lease(handoff, mail, monkeypatch, now, transport, ends) -> None:
    monkeypatch.setattr(deliveries, "TRANSPORTS", {**TRANSPORTS, "email": transport})
    NotificationDelivery.objects.filter(transport="email").update(
        state=Told.SENDING, attempts=1, next_attempt_at=timezone.now() + LEASE
    )
    assert deliver(transport="email") == 0
    now.shift(LEASE)
    assert deliver(transport="email") == 1
    assert (email_row().state, len(mail.letters)) == ends


def test_who_comes_late_with_an_answer_changes_nothing(handoff, mail) -> None:
    mine = email_row()
    assert deliveries._claim(mine, Email())
    NotificationDelivery.objects.filter(pk=mine.pk).update(attempts=2)  # the lease ran out: another one has it
    deliveries._note(mine, Email(), DeliverySent())
    assert email_row().state == Told.SENDING
    assert not deliveries._claim(mine, Email())


def test_an_alarm_is_in_the_bell_and_leaves_the_letters_to_the_watchdog(ana) -> None:
    type(ana).objects.update(is_staff=True)
    note_alarm(kind="desk.alarm", alarm="beat_silent", detail="")
    assert list(NotificationDelivery.objects.values_list("transport", "state")) == [("in_app", Told.SENT)]


def test_only_what_may_be_chosen_is_stored(ana) -> None:
    for transport, kinds in (("in_app", []), ("email", ["task.created"])):
        with pytest.raises(ValueError, match=transport):
            choose(user=ana, transport=transport, kinds=kinds)
