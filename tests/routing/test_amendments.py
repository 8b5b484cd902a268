"""What changes a message that is there already, what asks for no answer, and what may not be sent."""

import datetime as dt
import uuid

import pytest
import time_machine

from conversations.adapters.base import (
    BusinessEcho,
    Consent,
    ConsentChange,
    Content,
    DeliveryReport,
    Edit,
    InboundItem,
    InboundMessage,
    Place,
    Problem,
    Reaction,
    ThreadControl,
    Unsend,
    Watermark,
)
from conversations.enums import Author, Delivery, Floor, InboundState, Reachability, Status, TurnState
from conversations.models import AiTurn, Conversation, Event, InboundEvent, Message
from conversations.services import delivery
from routing.errors import Refused
from routing.models import Handoff
from routing.payloads import message_item
from routing.payloads.moments import at
from routing.services import desk, intake
from routing.services.turns.brief import brief_of
from tests.factories import scenes
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, Stage, set_stage

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def stage() -> Stage:
    return set_stage()


def take(stage: Stage, content: Content, provider_id: str = "") -> None:
    key = provider_id or uuid.uuid4().hex
    intake.accept(account=stage.account, items=[InboundItem("message", key, {"any": "thing"}, content)])


def wrote(body: str, *, kind: str = "text", **fields) -> InboundMessage:
    return InboundMessage(external_ids=("customer-1",), body=body, kind=kind, placeholder="[Something]", **fields)


def events(conversation: Conversation) -> list[str]:
    return list(Event.objects.filter(conversation=conversation).order_by("version").values_list("kind", flat=True))


class TestChanges:
    """Edits, withdrawals and reactions."""

    def test_an_edit_is_shown_and_nothing_is_judged_or_answered_again(self, stage: Stage) -> None:
        stage.says(KNOWN_QUESTION, provider_id="m1")
        stage.run_ai()
        take(stage, Edit("m1", ASKS_FOR_PERSON, NOW + HOUR))
        take(stage, Edit("m1", "an earlier edit that came later", NOW))
        message = Message.objects.get(provider_id="m1")
        shown = message_item(message)
        assert (message.body, shown["body"]) == (KNOWN_QUESTION, ASKS_FOR_PERSON)
        assert shown["earlier"] == [KNOWN_QUESTION, "an earlier edit that came later"]
        assert AiTurn.objects.count() == 1
        assert not Handoff.objects.exists()
        assert stage.conversation().last_version > message.version, "the answer is still the last word"

    def test_an_edit_before_the_answer_is_what_the_ai_reads(self, stage: Stage) -> None:
        conversation = stage.says("How long does delviery", provider_id="m1")
        take(stage, Edit("m1", KNOWN_QUESTION))
        engine = None
        _brief, question = brief_of(conversation, engine, newest=conversation.last_inbound_version)  # type: ignore[arg-type]
        assert question == KNOWN_QUESTION
        assert stage.run_ai() == [TurnState.ANSWERED]

    def test_an_edit_after_the_end_opens_nothing(self, stage: Stage) -> None:
        conversation = scenes.held(stage.ana, stage.says(KNOWN_QUESTION, provider_id="m1"))
        desk.resolve(conversation_id=conversation.pk, user=stage.ana)
        take(stage, Edit("m1", ASKS_FOR_PERSON))
        after = stage.conversation()
        assert (after.status, after.floor) == (Status.RESOLVED, Floor.NOBODY)

    def test_what_was_taken_back_before_the_answer_is_not_answered(self, stage: Stage) -> None:
        stage.says(KNOWN_QUESTION, provider_id="m1")
        take(stage, Unsend("m1"))
        stage.run_ai()
        assert AiTurn.objects.get().state == TurnState.DISCARDED
        assert not Message.objects.exclude(author=Author.LEAD).exists()
        assert not Handoff.objects.exists()
        shown = message_item(Message.objects.get())
        assert (shown["body"], shown["earlier"], bool(shown["unsent_at"])) == ("", [KNOWN_QUESTION], True)
        assert stage.conversation().last_preview == ""

    def test_what_came_before_it_is_answered(self, stage: Stage) -> None:
        first = stage.says(KNOWN_QUESTION, provider_id="m1").last_inbound_version
        stage.says("and the moon", provider_id="m2")
        take(stage, Unsend("m2"))
        stage.run_ai()
        answered = AiTurn.objects.get(state=TurnState.ANSWERED)
        assert answered.inbound_version == first
        assert Message.objects.filter(author=Author.AI).count() == 1

    def test_a_handoff_stays_although_its_words_were_taken_back(self, stage: Stage) -> None:
        stage.says(ASKS_FOR_PERSON, provider_id="m1")
        take(stage, Unsend("m1"))
        assert Handoff.objects.get().is_open

    def test_a_reaction_hangs_on_its_message_and_moves_nothing(self, stage: Stage) -> None:
        conversation = stage.says(KNOWN_QUESTION, provider_id="m1")
        for emoji, moment in (("👍", NOW + HOUR), ("😡", NOW)):
            take(stage, Reaction("m1", emoji, moment))
        (shown,) = message_item(Message.objects.get())["reactions"]
        assert (shown["emoji"], shown["by"]) == ("👍", "lead")
        assert stage.conversation().last_inbound_version == conversation.last_inbound_version
        take(stage, Reaction("m1", "", NOW + 2 * HOUR))
        assert message_item(Message.objects.get())["reactions"] == []

    def test_a_change_that_comes_before_its_message_waits_for_it(self, stage: Stage) -> None:
        take(stage, Reaction("m1", "👍", NOW), "r1")
        event = InboundEvent.objects.get()
        assert (event.state, event.attempts) == (InboundState.STORED, 1)
        assert event.next_attempt_at is not None

    def test_echoes_of_changes_take_no_floor(self, stage: Stage) -> None:
        stage.says(KNOWN_QUESTION, provider_id="m1")
        stage.run_ai()
        Message.objects.filter(author=Author.AI).update(provider_id="ours", delivery=Delivery.SENT)
        take(stage, Reaction("m1", "👍", by_business=True))
        take(stage, Unsend("ours", by_business=True))
        assert stage.conversation().floor == Floor.AI
        assert message_item(Message.objects.get(provider_id="ours"))["unsent_at"]

    def test_a_watermark_moves_all_that_was_sent_before_it(self, stage: Stage) -> None:
        stage.says(KNOWN_QUESTION)
        stage.run_ai()
        stage.send_all()
        later = dt.datetime.now(dt.UTC) + HOUR
        take(stage, Watermark(("customer-1",), later, Delivery.READ))
        assert Message.objects.get(author=Author.AI).delivery == Delivery.READ


class TestKinds:
    """What asks for no answer, and what nobody answers privately."""

    @pytest.mark.parametrize(
        "content",
        [
            wrote("🙏🙏"),
            wrote("", kind="sticker"),
            wrote("", kind="location", place=Place(52.1, 5.0)),
            wrote("", kind="contacts"),
            wrote("", kind="call_permission"),
            wrote(ASKS_FOR_PERSON, group="g1"),
            wrote(ASKS_FOR_PERSON, overheard=True),
        ],
        ids=lambda content: content.group or content.kind,
    )
    def test_it_is_shown_and_nothing_starts(self, stage: Stage, content: InboundMessage) -> None:
        take(stage, content)
        assert Message.objects.get().judged is None
        assert not AiTurn.objects.exists()
        assert not Handoff.objects.exists()
        assert stage.conversation().floor == Floor.AI

    def test_what_was_sent_long_ago_waits_for_a_person(self, stage: Stage) -> None:
        sent_at = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
        take(stage, wrote("Are you open right now?", sent_at=sent_at))
        shown = message_item(Message.objects.get())
        assert shown["is_past"]
        assert shown["sent_at"] == at(sent_at)
        assert not AiTurn.objects.exists()

    def test_a_file_name_fires_nothing(self, stage: Stage) -> None:
        take(stage, InboundMessage(("customer-1",), "", "document", placeholder=f"[Document] {ASKS_FOR_PERSON}.pdf"))
        assert not Handoff.objects.exists()
        assert AiTurn.objects.count() == 1
        assert message_item(Message.objects.get())["is_placeholder"]

    def test_a_caption_is_no_placeholder_whatever_it_begins_with(self, stage: Stage) -> None:
        take(stage, wrote("[urgent] it leaks", kind="image"))
        assert not message_item(Message.objects.get())["is_placeholder"]

    def test_the_answers_of_a_form_are_judged(self, stage: Stage) -> None:
        take(stage, wrote(ASKS_FOR_PERSON, kind="form"))
        assert Handoff.objects.get().category == "explicit_request"

    def test_while_another_app_answers_the_ai_is_silent(self, stage: Stage) -> None:
        stage.says(KNOWN_QUESTION)
        take(stage, ThreadControl(("customer-1",), ours=False, owner="ai_agent"))
        assert stage.conversation().floor == Floor.NOBODY
        take(stage, ThreadControl(("customer-1",), ours=True))
        assert stage.conversation().floor == Floor.AI


class TestSending:
    """The reply window, opt-outs, and customers who cannot be reached."""

    def test_nothing_automatic_is_sent_after_the_window_and_the_handoff_stands(self, stage: Stage) -> None:
        with time_machine.travel(NOW, tick=False):
            conversation = stage.says(KNOWN_QUESTION)
        with time_machine.travel(NOW + 25 * HOUR, tick=False):
            handoff = desk.open_handoff(conversation_id=conversation.pk, user=stage.ana, reason="late")
            assert (handoff.acknowledgement, handoff.acknowledged_at) == (None, None)
            desk.claim(conversation_id=conversation.pk, user=stage.ana)
            with pytest.raises(Refused):
                desk.reply(conversation_id=conversation.pk, user=stage.ana, body="Hello")
        assert "message.withheld" in events(conversation)
        assert not Message.objects.exclude(author=Author.LEAD).exists()

    def test_a_window_that_closes_in_the_queue_is_seen_before_the_network(self, stage: Stage) -> None:
        with time_machine.travel(NOW, tick=False):
            conversation = scenes.held(stage.ana, stage.says(KNOWN_QUESTION))
        with time_machine.travel(NOW + 23 * HOUR, tick=False):
            message = desk.reply(conversation_id=conversation.pk, user=stage.ana, body="Hello")
        with time_machine.travel(NOW + 25 * HOUR, tick=False):
            delivery.deliver(conversation_id=conversation.pk)
        message.refresh_from_db()
        assert (message.delivery, message.provider_id) == (Delivery.FAILED, "")

    def test_who_opted_out_gets_nothing_until_they_opt_in(self, stage: Stage) -> None:
        conversation = scenes.held(stage.ana, stage.says(KNOWN_QUESTION))
        take(stage, ConsentChange(("customer-1",), Consent.NOTHING, "STOP"))
        with pytest.raises(Refused):
            desk.reply(conversation_id=conversation.pk, user=stage.ana, body="Hello")
        stage.says("hm")
        assert stage.conversation().reach == Reachability.STOPPED
        take(stage, ConsentChange(("customer-1",), Consent.EVERYTHING, "START"))
        assert desk.reply(conversation_id=conversation.pk, user=stage.ana, body="Hello").delivery == Delivery.QUEUED

    def test_who_cannot_be_reached_can_be_when_they_write(self, stage: Stage) -> None:
        conversation = scenes.held(stage.ana, stage.says(KNOWN_QUESTION))
        message = desk.reply(conversation_id=conversation.pk, user=stage.ana, body="Hello")
        stage.send_all()
        message.refresh_from_db()
        report = DeliveryReport(message.provider_id, Delivery.FAILED, "131026: no", problem=Problem.CONTACT)
        take(stage, report)
        assert stage.conversation().reach == Reachability.LOST
        assert stage.says("I am back").reach == Reachability.OPEN

    def test_an_agent_quotes_what_the_provider_knows(self, stage: Stage) -> None:
        conversation = scenes.held(stage.ana, stage.says(KNOWN_QUESTION, provider_id="m1"))
        quoted = Message.objects.get(provider_id="m1")
        answer = desk.reply(conversation_id=conversation.pk, user=stage.ana, body="Two days", reply_to=quoted.pk)
        quote = message_item(answer)["quote"]
        assert quote is not None
        assert (quote["id"], quote["body"]) == (str(quoted.pk), KNOWN_QUESTION)
        with pytest.raises(Refused):
            desk.reply(conversation_id=conversation.pk, user=stage.ana, body="No", reply_to=uuid.uuid4())

    def test_the_price_stays_with_the_message(self, stage: Stage) -> None:
        stage.says(KNOWN_QUESTION)
        stage.run_ai()
        stage.send_all()
        ours = Message.objects.get(author=Author.AI)
        price = {"category": "service", "billable": True}
        take(stage, DeliveryReport(ours.provider_id, Delivery.DELIVERED, pricing=price))
        ours.refresh_from_db()
        assert (ours.extra["pricing"], ours.delivery) == (price, Delivery.DELIVERED)


def test_a_business_echo_still_takes_the_floor(stage: Stage) -> None:
    stage.says(KNOWN_QUESTION)
    take(stage, BusinessEcho(("customer-1",), "Hi, it is me"))
    assert stage.conversation().floor == Floor.NOBODY
