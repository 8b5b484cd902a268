"""Sending the outbox, against a local server that speaks Meta's wire."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone

from conversations.adapters.base import DeliveryReport
from conversations.enums import Author, Delivery, Floor
from conversations.models import ChannelAccount, Conversation, Message
from conversations.services import delivery
from conversations.services.floor import SUPERSEDED, move_floor
from conversations.services.leads import add_identities
from conversations.services.outbound import Speech, queue_message
from conversations.services.thread import lock_thread
from tests.factories.conversations import ChannelAccountFactory, ConversationFactory, WebChatAccountFactory
from tests.standins.meta import TOKEN, MetaStandIn, graph_error
from tests.standins.server import Reply

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def meta(settings) -> Iterator[MetaStandIn]:
    with MetaStandIn() as stand_in:
        settings.META_GRAPH_BASE_URL = stand_in.base_url
        settings.HTTP_TIMEOUT_SECONDS = 5
        yield stand_in


@pytest.fixture
def conversation(clock) -> Conversation:
    account = ChannelAccountFactory.create(simulator=False, secrets={"access_token": TOKEN})
    return ConversationFactory.create(account=account)


def queue(conversation: Conversation, body: str = "Hello", author: Author = Author.SYSTEM) -> Message:
    with lock_thread(conversation.pk) as thread:
        token = thread.conversation.floor_token if author == Author.AI else None
        return queue_message(thread, Speech(author=author, body=body, floor_token=token))


def events_of(message: Message) -> list[str]:
    rows = message.conversation.events.filter(payload__message_id=str(message.pk)).order_by("version")
    return list(rows.values_list("kind", flat=True))


def test_a_text_longer_than_one_message_goes_out_in_pieces_and_in_order(conversation, meta):
    text = " ".join(f"word{number:05d}" for number in range(900))
    first = queue(conversation, text, Author.AI)
    pieces = list(conversation.messages.order_by("version"))
    assert [len(piece.body) for piece in pieces] == [4089, 4089, 819]
    assert (first, " ".join(piece.body for piece in pieces)) == (pieces[0], text)
    assert {piece.floor_token for piece in pieces} == {first.floor_token}
    conversation.refresh_from_db()
    assert conversation.last_version == pieces[-1].version
    assert delivery.deliver(conversation_id=conversation.pk) == 3
    assert [sent["text"]["body"] for sent in meta.taken] == [piece.body for piece in pieces]


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def report(message: Message, state: Delivery, *, provider_id: str = "", client_ref: str = "", error: str = "") -> bool:
    told = DeliveryReport(provider_id or message.provider_id, state, error=error, client_ref=client_ref)
    return delivery.apply_report(account=message.account, report=told)


def test_a_conversation_is_sent_in_the_order_in_which_it_was_queued(meta, conversation) -> None:
    messages = [queue(conversation, f"line {number}") for number in range(3)]
    assert delivery.deliver(conversation_id=conversation.pk) == 3
    assert [taken["text"]["body"] for taken in meta.taken] == ["line 0", "line 1", "line 2"]
    first = fresh(messages[0])
    assert (first.delivery, first.provider_id, first.attempts) == (Delivery.SENT, "wamid.STANDIN000001", 1)
    assert first.sent_at == START
    assert events_of(first) == ["message.queued", "message.sent"]
    assert delivery.deliver(conversation_id=conversation.pk) == 0


def test_a_passing_error_is_tried_again_after_a_growing_pause_and_holds_up_what_follows(
    meta, conversation, clock
) -> None:
    first, second = queue(conversation, "first"), queue(conversation, "second")
    meta.script_errors(131000, 131000)
    pauses = []
    for _ in range(2):
        assert delivery.deliver(conversation_id=conversation.pk) == 1
        waiting = fresh(first)
        assert waiting.delivery == Delivery.QUEUED
        assert "131000" in waiting.delivery_error
        assert waiting.next_attempt_at
        pauses.append((waiting.next_attempt_at - timezone.now()).total_seconds())
        assert delivery.deliver(conversation_id=conversation.pk) == 0, "tried again before its time"
        clock.move_to(waiting.next_attempt_at)
    assert 1 <= pauses[0] <= 2
    assert 2 <= pauses[1] <= 4
    assert meta.taken == []
    delivery.deliver(conversation_id=conversation.pk)
    assert [taken["text"]["body"] for taken in meta.taken] == ["first", "second"]
    assert fresh(first).attempts == 3
    assert fresh(second).attempts == 1


def test_the_providers_own_pause_is_kept_when_it_is_longer(meta, conversation) -> None:
    message = queue(conversation)
    meta.script(graph_error(131056, headers={"Retry-After": "600"}))
    delivery.deliver(conversation_id=conversation.pk)
    assert fresh(message).next_attempt_at == START + dt.timedelta(seconds=600)


def test_after_ten_attempts_it_is_a_dead_letter_that_a_person_may_send_again(meta, conversation, clock) -> None:
    message = queue(conversation)
    meta.script_errors(*[131000] * delivery.MAX_ATTEMPTS)
    for _ in range(delivery.MAX_ATTEMPTS):
        delivery.deliver(conversation_id=conversation.pk)
        clock.shift(dt.timedelta(hours=1))
    dead = fresh(message)
    assert (dead.delivery, dead.attempts) == (Delivery.FAILED, delivery.MAX_ATTEMPTS)
    assert events_of(message)[-1] == "message.failed"
    with lock_thread(conversation.pk) as thread:
        delivery.retry(thread, dead)
    assert delivery.deliver(conversation_id=conversation.pk) == 1
    assert fresh(message).delivery == Delivery.SENT
    assert events_of(message)[-2:] == ["message.retried", "message.sent"]


def test_a_permanent_refusal_fails_at_once_with_the_reason_and_the_next_goes_on(meta, conversation) -> None:
    first, second = queue(conversation), queue(conversation)
    meta.script_errors(131047)
    assert delivery.deliver(conversation_id=conversation.pk) == 2
    assert fresh(first).delivery == Delivery.FAILED
    assert "24 hours" in fresh(first).delivery_error
    assert fresh(second).delivery == Delivery.SENT
    assert conversation.account.health == ChannelAccount.Health.OK


@pytest.mark.parametrize("answer", [Reply(cut=True), Reply(502, b"<html>bad gateway</html>")])
def test_a_lost_answer_is_unknown_and_never_sent_again(meta, conversation, clock, answer) -> None:
    message = queue(conversation)
    meta.script(answer)
    delivery.deliver(conversation_id=conversation.pk)
    assert fresh(message).delivery == Delivery.UNKNOWN
    assert fresh(message).delivery_error
    asked = len(meta.asked)
    clock.shift(dt.timedelta(days=1))
    assert delivery.sweep_outbox() == 0
    assert delivery.deliver(conversation_id=conversation.pk) == 0
    assert len(meta.asked) == asked


def test_a_report_tells_what_became_of_a_lost_answer(meta, conversation) -> None:
    message = queue(conversation)
    meta.take_then_cut()
    delivery.deliver(conversation_id=conversation.pk)
    assert report(message, Delivery.DELIVERED, provider_id="wamid.LATE", client_ref=str(message.pk))
    told = fresh(message)
    assert (told.delivery, told.provider_id, told.delivery_error) == (Delivery.DELIVERED, "wamid.LATE", "")


def test_a_sender_that_died_leaves_unknown_after_its_lease_and_is_not_repeated(meta, conversation, clock) -> None:
    message = queue(conversation)
    claimed = delivery._claim_first(conversation.pk)
    assert claimed
    assert claimed.message == message
    assert delivery.deliver(conversation_id=conversation.pk) == 0, "another sender may still be at it"
    assert delivery.sweep_outbox() == 0
    clock.shift(delivery.LEASE + dt.timedelta(seconds=1))
    assert delivery.sweep_outbox() == 1
    assert delivery.deliver(conversation_id=conversation.pk) == 0
    lost = fresh(message)
    assert (lost.delivery, lost.delivery_error) == (Delivery.UNKNOWN, delivery.LOST_SENDER)
    assert meta.asked == []


def test_the_sweep_finds_what_a_lost_wake_up_left_behind(conversation) -> None:
    queue(conversation)
    queue(conversation)
    assert delivery.sweep_outbox() == 1


def test_a_refused_account_is_broken_and_is_asked_no_more(meta, conversation) -> None:
    first, second = queue(conversation), queue(conversation)
    meta.script_errors(190)
    delivery.deliver(conversation_id=conversation.pk)
    account = ChannelAccount.objects.get(pk=conversation.account_id)
    assert account.health == ChannelAccount.Health.BROKEN
    assert "token" in account.health_note
    assert [fresh(first).delivery, fresh(second).delivery] == [Delivery.FAILED, Delivery.FAILED]
    assert fresh(second).delivery_error == account.health_note
    assert len(meta.asked) == 1


def test_a_report_before_our_own_answer_is_known_by_our_reference_and_kept(meta, conversation) -> None:
    message = queue(conversation)
    claimed = delivery._claim_first(conversation.pk)
    assert claimed
    result = delivery._send(claimed)
    assert report(message, Delivery.DELIVERED, provider_id="wamid.STANDIN000001", client_ref=str(message.pk))
    delivery._settle(claimed, result)
    kept = fresh(message)
    assert (kept.delivery, kept.provider_id, kept.sent_at) == (Delivery.DELIVERED, "wamid.STANDIN000001", START)
    assert events_of(message) == ["message.queued", "message.delivered"]


def test_a_late_refusal_does_not_queue_what_the_provider_has_delivered(meta, conversation) -> None:
    message = queue(conversation)
    claimed = delivery._claim_first(conversation.pk)
    assert claimed
    meta.script_errors(131000)
    result = delivery._send(claimed)
    report(message, Delivery.DELIVERED, provider_id="wamid.OTHER", client_ref=str(message.pk))
    delivery._settle(claimed, result)
    assert fresh(message).delivery == Delivery.DELIVERED
    assert delivery.deliver(conversation_id=conversation.pk) == 0


@pytest.mark.parametrize(
    ("reports", "end"),
    [
        ([Delivery.READ, Delivery.DELIVERED, Delivery.SENT], Delivery.READ),
        ([Delivery.DELIVERED, Delivery.DELIVERED], Delivery.DELIVERED),
        ([Delivery.FAILED, Delivery.SENT], Delivery.FAILED),
        ([Delivery.DELIVERED, Delivery.FAILED], Delivery.DELIVERED),
        ([Delivery.FAILED, Delivery.DELIVERED], Delivery.DELIVERED),
        ([Delivery.UNKNOWN, Delivery.READ], Delivery.READ),
    ],
)
def test_the_state_only_moves_forward(conversation, meta, reports, end) -> None:
    queue(conversation)
    delivery.deliver(conversation_id=conversation.pk)
    message = Message.objects.get()
    for state in reports:
        assert report(message, state)
    assert fresh(message).delivery == end
    kinds = [kind for kind in events_of(message) if kind not in ("message.queued", "message.sent")]
    assert len(kinds) == len(set(kinds)), "a repeated report is recorded once"


def test_a_report_of_another_accounts_message_is_unknown(conversation, meta) -> None:
    queue(conversation)
    delivery.deliver(conversation_id=conversation.pk)
    stranger = ChannelAccountFactory.create()
    message = Message.objects.get()
    told = DeliveryReport(message.provider_id, Delivery.READ, client_ref=str(message.pk))
    assert not delivery.apply_report(account=stranger, report=told)
    assert not report(message, Delivery.READ, provider_id="wamid.NEVER", client_ref="not-a-uuid")
    assert fresh(message).delivery == Delivery.SENT


def test_a_retried_message_takes_the_id_of_its_new_attempt(meta, conversation) -> None:
    queue(conversation)
    delivery.deliver(conversation_id=conversation.pk)
    message = Message.objects.get()
    report(message, Delivery.FAILED, error="131026: not there")
    with lock_thread(conversation.pk) as thread:
        delivery.retry(thread, fresh(message))
    delivery.deliver(conversation_id=conversation.pk)
    assert fresh(message).provider_id == "wamid.STANDIN000002"
    assert report(fresh(message), Delivery.READ)
    assert fresh(message).delivery == Delivery.READ


def test_an_ai_message_is_not_sent_after_the_floor_moved(meta, conversation) -> None:
    message = queue(conversation, author=Author.AI)
    with lock_thread(conversation.pk) as thread:
        move_floor(thread, to=Floor.QUEUE, why="test", actor=Author.SYSTEM)
    delivery.deliver(conversation_id=conversation.pk)
    assert (fresh(message).delivery, fresh(message).delivery_error) == (Delivery.FAILED, SUPERSEDED)
    assert meta.asked == []


def test_the_last_look_before_the_network_stops_an_ai_message_that_is_already_claimed(meta, conversation) -> None:
    message = queue(conversation, author=Author.AI)
    claimed = delivery._claim_first(conversation.pk)
    with lock_thread(conversation.pk) as thread:
        move_floor(thread, to=Floor.QUEUE, why="test", actor=Author.SYSTEM)
    assert claimed
    delivery._settle(claimed, delivery._send(claimed))
    assert fresh(message).delivery == Delivery.FAILED
    assert meta.asked == []


def test_web_chat_is_delivered_without_any_network() -> None:
    conversation = ConversationFactory.create(account=WebChatAccountFactory.create())
    message = queue(conversation)
    delivery.deliver(conversation_id=conversation.pk)
    assert fresh(message).delivery == Delivery.DELIVERED


def test_the_newest_address_is_used(meta, conversation) -> None:
    add_identities(account=conversation.account, lead=conversation.lead, addresses=["US.7740018822"])
    queue(conversation)
    delivery.deliver(conversation_id=conversation.pk)
    assert meta.taken[0]["recipient"] == "US.7740018822"
    assert "to" not in meta.taken[0]
