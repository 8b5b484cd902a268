"""The way of one inbound update: everything that follows from it, in one transaction."""

import datetime as dt
import uuid
from itertools import pairwise

import pytest
import time_machine

from conversations.adapters.base import (
    BusinessEcho,
    DeliveryReport,
    IdentityChange,
    Ignored,
    InboundAttachment,
    InboundItem,
    InboundMessage,
)
from conversations.enums import Author, Delivery, Direction, Floor, InboundState, Priority, Status, TurnState
from conversations.models import AiTurn, ChannelAccount, Conversation, InboundEvent, Lead, Message
from routing.enums import Cause, DeadlineState, EndReason
from routing.models import Assignment, Deadline, Handoff, Task
from routing.services import clocks, desk, intake
from tests.adapters.payloads import text_message
from tests.factories import scenes
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, Stage, set_stage
from triggers.enums import Category

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return set_stage()


def item(content, *, kind: str = "message", provider_id: str = "") -> InboundItem:
    return InboundItem(kind=kind, provider_id=provider_id or uuid.uuid4().hex, raw={"any": "thing"}, content=content)


def said(text: str, *customers: str, **fields) -> InboundMessage:
    return InboundMessage(external_ids=customers or ("customer-1",), body=text, **fields)


def echo(stage: Stage, text: str = "Hi, it is me on the phone.") -> Conversation:
    content = BusinessEcho(external_ids=("customer-1",), body=text)
    assert intake.receive(account=stage.account, item=item(content, kind="echo"))
    return stage.conversation()


class TestDuplicates:
    """A provider repeats itself."""

    def test_the_same_update_twice_is_one(self, stage) -> None:
        update = item(said(ASKS_FOR_PERSON))
        assert intake.receive(account=stage.account, item=update)
        before = stage.conversation().version
        assert not intake.receive(account=stage.account, item=update)
        assert intake.accept(account=stage.account, items=[update, update]) == 0
        assert stage.conversation().version == before
        assert Message.objects.filter(direction=Direction.INBOUND).count() == 1
        assert Handoff.objects.count() == 1

    def test_the_same_id_on_another_account_is_another_message(self, stage) -> None:
        other = ChannelAccount.objects.create(kind="whatsapp", name="Other", team=stage.team, external_id="2")
        update = item(said("ok"))
        assert intake.receive(account=stage.account, item=update)
        assert intake.receive(account=other, item=update)
        assert Message.objects.count() == 2

    def test_a_burst_is_one_turn(self, stage) -> None:
        for text in ("Hello", "Good morning", KNOWN_QUESTION):
            stage.says(text)
        *overtaken, newest = stage.run_ai()
        assert overtaken == [None, None]
        assert newest is not None
        states = list(AiTurn.objects.order_by("inbound_version").values_list("state", flat=True))
        assert states == [TurnState.DISCARDED, TurnState.DISCARDED, newest]
        assert Message.objects.filter(direction=Direction.OUTBOUND).count() == 1


class TestExplicitRequest:
    """A request for a person overrides everything."""

    def test_it_opens_a_whole_handoff_in_the_same_transaction(self, stage) -> None:
        conversation = stage.says(ASKS_FOR_PERSON)
        handoff = Handoff.objects.get()
        assert conversation.floor == Floor.QUEUE
        assert conversation.waiting_since is not None
        assert (handoff.cause, handoff.category, handoff.team) == (Cause.TRIGGER, Category.EXPLICIT_REQUEST, stage.team)
        assert handoff.acknowledgement
        assert handoff.acknowledgement.delivery == Delivery.QUEUED
        assert handoff.acknowledgement.author == Author.SYSTEM
        assert handoff.package["header"].startswith("Sam Doe")
        evidence = handoff.package["evidence"][0]
        assert ASKS_FOR_PERSON[evidence["start"] : evidence["end"]] == evidence["text"]
        assert handoff.detection
        assert handoff.detection.fired
        assert conversation.tags.exists()
        assert Task.objects.get().handoff == handoff
        assert Assignment.objects.get().team == stage.team
        assert Deadline.objects.filter(handoff=handoff, state=DeadlineState.ARMED).count() == 3
        kinds = list(conversation.events.order_by("version").values_list("kind", flat=True))
        assert kinds == [
            "message.received", "floor.changed", "handoff.opened", "assignment.changed", "message.queued",
            "tags.changed", "task.created",
        ]  # fmt: skip
        assert not AiTurn.objects.exists()

    def test_it_needs_neither_broker_nor_ai(self, stage) -> None:
        profile = stage.account.ai_profile
        assert profile
        # Both lead nowhere; nothing in the transaction asks them.
        profile.base_url, profile.model = "http://127.0.0.1:1/v1", "gone"
        profile.save()
        assert stage.says(ASKS_FOR_PERSON).floor == Floor.QUEUE
        assert Handoff.objects.get().acknowledgement

    def test_there_is_no_one_more_try_while_a_turn_is_due(self, stage) -> None:
        stage.says(KNOWN_QUESTION)
        stage.says("no, a human please")
        assert stage.run_ai() == [None]
        assert not Message.objects.filter(author=Author.AI).exists()
        assert AiTurn.objects.get().state == TurnState.DISCARDED

    def test_it_withdraws_an_answer_that_was_not_yet_sent(self, stage) -> None:
        stage.says(KNOWN_QUESTION)
        stage.run_ai()
        stage.says(ASKS_FOR_PERSON)
        assert Message.objects.get(author=Author.AI).delivery == Delivery.FAILED

    def test_a_sensitive_matter_is_urgent_and_has_its_own_words(self, stage) -> None:
        conversation = stage.says("My skin is red and swollen after using your cream, I had to go to the hospital")
        handoff = Handoff.objects.get()
        assert handoff.category == Category.SENSITIVE
        assert conversation.priority == Priority.URGENT
        assert handoff.priority == Priority.URGENT
        assert handoff.acknowledgement
        assert Task.objects.get().priority == Priority.URGENT

    def test_while_people_have_it_nothing_is_judged_again(self, stage) -> None:
        stage.says(ASKS_FOR_PERSON)
        stage.says("WHERE IS MY HUMAN??? this is the worst, cancel everything")
        assert Handoff.objects.count() == 1
        assert Message.objects.filter(purpose="acknowledgement").count() == 1


class TestWhoAnswersNext:
    """After a resolve, a resume, an echo, or with the AI switched off."""

    def resolve(self, stage: Stage, outcome: str = "solved") -> Conversation:
        stage.says(ASKS_FOR_PERSON)
        desk.claim(conversation_id=stage.conversation().pk, user=stage.ana)
        desk.reply(conversation_id=stage.conversation().pk, user=stage.ana, body="Done.")
        return desk.resolve(conversation_id=stage.conversation().pk, user=stage.ana, outcome=outcome)

    def test_a_customer_who_writes_after_the_work_was_closed_gets_the_ai_and_a_clean_slate(self, stage) -> None:
        assert self.resolve(stage).floor == Floor.NOBODY
        conversation = stage.says(KNOWN_QUESTION)
        assert (conversation.floor, conversation.status, conversation.resolved_at) == (Floor.AI, Status.OPEN, None)
        assert conversation.events.filter(kind="conversation.reopened").count() == 1
        assert stage.run_ai() == [TurnState.ANSWERED]
        assert Handoff.objects.count() == 1, "the old request is no new evidence"

    def test_a_new_request_after_that_is_a_new_handoff(self, stage) -> None:
        self.resolve(stage)
        assert stage.says(ASKS_FOR_PERSON).floor == Floor.QUEUE
        assert Handoff.objects.count() == 2

    def test_an_old_handoff_is_no_new_evidence_after_a_resume(self, stage) -> None:
        stage.says(ASKS_FOR_PERSON)
        desk.claim(conversation_id=stage.conversation().pk, user=stage.ana)
        desk.resume_ai(conversation_id=stage.conversation().pk, user=stage.ana, note="Parcel found.")
        # The same question again would be repetition if what was said before the resume still counted.
        conversation = stage.says(KNOWN_QUESTION)
        assert conversation.floor == Floor.AI
        assert stage.run_ai() == [TurnState.ANSWERED]
        assert Handoff.objects.get().end_reason == EndReason.RESUMED

    def test_what_was_repeated_before_a_resume_is_not_repeated_after_it(self, stage) -> None:
        question = "Do you ship the blue kettle to Norway by boat?"
        for _ in range(2):
            stage.says(question)
        assert stage.conversation().floor == Floor.QUEUE, "the scene needs a repetition that fires"
        desk.claim(conversation_id=stage.conversation().pk, user=stage.ana)
        desk.resume_ai(conversation_id=stage.conversation().pk, user=stage.ana, note="Explained.")
        assert stage.says(question).floor == Floor.AI
        assert Handoff.objects.count() == 1

    def test_an_echo_takes_the_floor_and_the_customers_answer_goes_to_people(self, stage) -> None:
        stage.says(KNOWN_QUESTION)
        conversation = echo(stage)
        assert conversation.floor == Floor.NOBODY
        spoken = Message.objects.get(purpose="echo")
        assert (spoken.author, spoken.direction, spoken.delivery) == (Author.AGENT, Direction.OUTBOUND, Delivery.SENT)
        assert stage.run_ai() == [None]
        assert stage.says("Ah, good to know").floor == Floor.QUEUE
        assert not Message.objects.filter(author=Author.AI).exists()
        assert Handoff.objects.get().category == Category.BUSINESS_RULE

    @pytest.mark.parametrize("floor", [Floor.AI, Floor.NOBODY])
    def test_an_echo_in_a_closed_conversation_does_the_same(self, stage, floor) -> None:
        if floor == Floor.NOBODY:
            self.resolve(stage)
        else:
            stage.says(KNOWN_QUESTION)
            desk.resolve(conversation_id=stage.conversation().pk, user=stage.ana)
        assert stage.conversation().floor == floor
        conversation = echo(stage, "One more thing: which colour?")
        assert (conversation.floor, conversation.status) == (Floor.NOBODY, Status.OPEN)
        assert stage.says("Blue").floor == Floor.QUEUE
        assert not AiTurn.objects.filter(state=TurnState.DUE, due_at__gt=conversation.last_message_at).exists()

    def test_an_echo_while_the_customer_waits_stops_the_clock_of_the_first_answer(self, stage) -> None:
        stage.says(ASKS_FOR_PERSON)
        conversation = echo(stage)
        assert conversation.floor == Floor.QUEUE
        handoff = Handoff.objects.get()
        assert handoff.first_reply_at is not None
        with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=9)):
            clocks.sweep_deadlines()
        handoff.refresh_from_db()
        assert handoff.is_open, "the AI would have told them that nobody answered"
        assert handoff.first_response_breached_at is None

    def test_our_own_message_coming_back_as_an_echo_changes_nothing(self, stage) -> None:
        stage.says(KNOWN_QUESTION)
        stage.run_ai()
        stage.send_all()
        ours = Message.objects.get(author=Author.AI)
        content = BusinessEcho(external_ids=("customer-1",), body=ours.body)
        intake.receive(account=stage.account, item=item(content, kind="echo", provider_id=ours.provider_id))
        assert stage.conversation().floor == Floor.AI
        assert Message.objects.count() == 2

    def test_without_autopilot_every_customer_goes_to_the_team(self, stage) -> None:
        ChannelAccount.objects.update(autopilot=False)
        stage.account.refresh_from_db()
        assert stage.says(KNOWN_QUESTION).floor == Floor.QUEUE
        assert Handoff.objects.get().reason == "The AI is off on this channel"
        assert not AiTurn.objects.exists()
        self.resolve(stage)
        assert stage.says("me again").floor == Floor.QUEUE

    def test_a_sticker_is_shown_and_changes_nothing_else(self, stage) -> None:
        stage.says(KNOWN_QUESTION)
        intake.receive(account=stage.account, item=item(said("", kind="sticker", placeholder="[Sticker]")))
        assert stage.run_ai() == [TurnState.ANSWERED], "it overtook the turn for the words before it"
        self.resolve(stage)
        intake.receive(account=stage.account, item=item(said("", kind="sticker", placeholder="[Sticker]")))
        conversation = stage.conversation()
        assert (conversation.floor, conversation.status) == (Floor.NOBODY, Status.RESOLVED)
        assert conversation.messages.filter(kind="sticker").count() == 2

    def test_a_snoozed_conversation_wakes_when_the_customer_writes(self, stage) -> None:
        conversation = scenes.held(stage.ana, stage.says(KNOWN_QUESTION))
        until = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
        desk.snooze(conversation_id=conversation.pk, user=stage.ana, until=until)
        awake = stage.says("Are you there?")
        assert (awake.status, awake.snoozed_until, awake.floor) == (Status.OPEN, None, Floor.HUMAN)


class TestBatches:
    """What the doors hand over."""

    def test_a_failing_update_is_kept_and_does_not_hold_up_the_others(self, stage, caplog) -> None:
        broken = InboundItem("message", "broken", {"id": "broken"}, object())  # type: ignore[arg-type]
        bad_report = item(DeliveryReport("wamid.NOT.YET", Delivery.READ), kind="status")
        new = intake.accept(account=stage.account, items=[item(said("ok")), bad_report, item(said("fine", "two"))])
        assert new == 3
        assert Message.objects.filter(direction=Direction.INBOUND).count() == 2
        kept = InboundEvent.objects.get(kind="status")
        assert (kept.state, kept.attempts) == (InboundState.STORED, 1)
        assert "hasn't sent" in kept.error
        # Content of no known kind is no reason to fail.
        assert intake.accept(account=stage.account, items=[broken]) == 1

    def test_what_the_database_refuses_is_kept_too(self, stage) -> None:
        long_kind = item(said("ok", kind="k" * 500))
        assert intake.accept(account=stage.account, items=[long_kind, item(said("fine", "two"))]) == 2
        assert Message.objects.filter(body="fine").exists()
        assert InboundEvent.objects.count() == 2

    def test_a_report_that_came_too_early_is_settled_by_the_sweep(self, stage) -> None:
        stage.says(ASKS_FOR_PERSON)
        acknowledgement = Message.objects.get(purpose="acknowledgement")
        status = {"id": "wamid.EARLY", "status": "delivered", "timestamp": "1795200000", "recipient_id": "12025550171"}
        raw = {"field": "messages", "value": {"statuses": [status]}}
        report = InboundItem("status", "early", raw, DeliveryReport("wamid.EARLY", Delivery.DELIVERED))
        intake.accept(account=stage.account, items=[report])
        event = InboundEvent.objects.get(kind="status")
        assert intake.sweep_inbound() == 0, "only what is older than a few seconds was left behind"
        InboundEvent.objects.update(next_attempt_at=event.received_at)
        Message.objects.filter(pk=acknowledgement.pk).update(provider_id="wamid.EARLY", delivery=Delivery.SENT)
        assert intake.sweep_inbound() == 1
        event.refresh_from_db()
        assert (event.state, event.error) == (InboundState.PROCESSED, "")
        acknowledgement.refresh_from_db()
        assert acknowledgement.delivery == Delivery.DELIVERED

    def test_a_report_of_a_message_that_never_was_ours_is_given_up_after_a_while(self, stage) -> None:
        status = {"id": "wamid.NEVER", "status": "read", "timestamp": "1795200000", "recipient_id": "12025550171"}
        raw = {"field": "messages", "value": {"statuses": [status]}}
        report = InboundItem("status", "never", raw, DeliveryReport("wamid.NEVER", Delivery.READ))
        with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
            intake.accept(account=stage.account, items=[report])
            pauses = []
            while (event := InboundEvent.objects.get()).state == InboundState.STORED:
                assert event.next_attempt_at
                pauses.append(event.next_attempt_at - dt.datetime.now(dt.UTC))
                clock.move_to(event.next_attempt_at)
                assert intake.sweep_inbound() == 1
        assert pauses == [intake.RETRY_AFTER * 2**n for n in range(intake.MAX_ATTEMPTS - 1)]
        assert (event.state, event.attempts) == (InboundState.IGNORED, intake.MAX_ATTEMPTS)

    def test_an_update_that_fails_is_tried_for_a_day_and_ever_more_seldom(self, stage) -> None:
        start = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
        with time_machine.travel(start, tick=False) as clock:
            event = InboundEvent.objects.create(account=stage.account, kind="message", provider_id="bad", raw={"a": 7})
            moments = [start + intake.RETRY_AFTER]
            while event.state == InboundState.STORED:
                clock.move_to(moments[-1] - dt.timedelta(seconds=1))
                assert intake.sweep_inbound() == 0, "not before its time"
                clock.move_to(moments[-1])
                assert intake.sweep_inbound() == 1
                event.refresh_from_db()
                moments.append(event.next_attempt_at or start)
        pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(moments[:-1])]
        assert pauses[:4] == [5, 10, 20, 40]
        assert max(pauses) == 900
        assert dt.timedelta(hours=23) < moments[-2] - start <= intake.GIVE_UP_AFTER
        assert (event.state, event.attempts) == (InboundState.FAILED, len(pauses) + 1)

    def test_a_stored_update_is_processed_from_its_raw_form_once(self, stage) -> None:
        raw = {"field": "messages", "value": {"messages": [text_message(KNOWN_QUESTION, message_id="wamid.RAW1")]}}
        event = InboundEvent.objects.create(
            account=stage.account, kind="message", provider_id="wamid.RAW1", raw=raw, state=InboundState.STORED
        )
        done = [intake.process_again(event) for _ in range(2)]
        event.refresh_from_db()
        assert (done, event.state, event.error) == ([True, True], InboundState.PROCESSED, "")
        assert event.processed_at is not None
        assert Message.objects.filter(provider_id="wamid.RAW1").count() == 1

    def test_malformed_bodies_are_kept_once_and_cannot_be_processed(self, stage) -> None:
        for _ in range(2):
            intake.store_malformed(account=stage.account, body=b"\xff\x00{not json", error="not JSON")
        event = InboundEvent.objects.get()
        assert (event.kind, event.state, event.error) == ("malformed", InboundState.FAILED, "not JSON")
        assert event.raw == {"body": "�{not json"}
        assert not intake.process_again(event)

    def test_identity_changes_and_ignored_updates(self, stage) -> None:
        stage.says("ok")
        change = item(IdentityChange("customer-1", "customer-new"), kind="identity")
        nothing = item(Ignored("a notice"), kind="notice")
        assert intake.accept(account=stage.account, items=[change, nothing]) == 2
        stage.says("me again", customer="customer-new")
        assert Conversation.objects.count() == Lead.objects.count() == 1
        ignored = InboundEvent.objects.get(kind="notice")
        assert (ignored.state, ignored.error) == (InboundState.IGNORED, "a notice")

    def test_announced_files_are_noted_with_the_message(self, stage) -> None:
        files = (InboundAttachment(kind="image", media_id="m1", filename="a\x00b.png", content_type="image/png"),)
        intake.receive(account=stage.account, item=item(said("[image]", kind="image", attachments=files)))
        attachment = Message.objects.get().attachments.get()
        assert (attachment.file_name, attachment.provider_media_id) == ("ab.png", "m1")
