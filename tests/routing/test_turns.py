"""The AI's turns: claimed once, settled under the floor token, with the built-in answerer and with a model's wire."""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine

from conversations.ai.disclosure import disclosure_text, truthful_answer
from conversations.ai.types import Engine
from conversations.enums import Author, Delivery, Floor, Priority, TurnState
from conversations.models import AiTurn, Conversation, Lead, Message
from routing.enums import Cause
from routing.models import Handoff
from routing.services import desk
from routing.services.turns.plan import sweep_turns
from routing.services.turns.profiles import lease_of
from routing.services.turns.run import MAX_ATTEMPTS, answer, claim, run_turn
from routing.services.turns.settle import settle
from tests.factories import scenes
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, Stage, set_stage
from tests.standins import openai as wire
from tests.standins.openai import OpenAiStandIn
from tests.standins.server import Reply
from triggers.enums import Category

pytestmark = pytest.mark.django_db
BUSINESS = "Test Shop"
LEASE = lease_of(Engine(business_name=BUSINESS)) + dt.timedelta(seconds=1)


@pytest.fixture
def stage() -> Stage:
    return set_stage()


def answers() -> list[str]:
    return list(Message.objects.filter(author=Author.AI).order_by("version").values_list("body", flat=True))


def turn() -> AiTurn:
    return AiTurn.objects.latest("pk")


def use_model(stage: Stage, server: OpenAiStandIn, **fields: Any) -> None:
    profile = stage.account.ai_profile
    assert profile
    profile.base_url, profile.model, profile.timeout_seconds = server.base_url, "test-model", 2
    for name, value in fields.items():
        setattr(profile, name, value)
    profile.save()


def told(stage: Stage, *replies: Reply, says: str = KNOWN_QUESTION) -> tuple[Conversation, OpenAiStandIn]:
    """Let a customer speak to a model that answers so."""
    with OpenAiStandIn(*replies) as server:
        use_model(stage, server)
        stage.says(says)
        stage.run_ai()
    return stage.conversation(), server


class TestSettling:
    """Under the lock: token, newest message, lease."""

    def test_an_answer_says_first_that_an_ai_speaks_and_only_once(self, stage) -> None:
        stage.says(KNOWN_QUESTION)
        assert stage.run_ai() == [TurnState.ANSWERED]
        stage.says("Which payment methods do you accept?")
        stage.run_ai()
        first, second = answers()
        opening = disclosure_text("", BUSINESS)
        assert first.startswith(opening)
        assert "two to four working days" in first
        assert opening not in second
        done = turn()
        assert (done.state, done.attempts, done.lease_ends_at) == (TurnState.ANSWERED, 1, None)
        assert done.report["confidence"] > 0.4
        assert "working days" not in json.dumps(done.report), "the report keeps no words"

    def test_it_says_so_again_after_a_resume(self, stage) -> None:
        stage.says(KNOWN_QUESTION)
        stage.run_ai()
        scenes.resumed(stage.ana, stage.conversation())
        stage.says("Which payment methods do you accept?")
        stage.run_ai()
        assert answers()[1].startswith(disclosure_text("", BUSINESS))

    def test_a_turn_is_run_once(self, stage) -> None:
        stage.says(KNOWN_QUESTION)
        (pk,) = AiTurn.objects.values_list("pk", flat=True)
        assert run_turn(turn_id=pk) == TurnState.ANSWERED
        assert run_turn(turn_id=pk) is None
        assert len(answers()) == 1
        assert run_turn(turn_id=pk + 1000) is None

    def test_a_draft_that_a_newer_message_overtook_is_discarded(self, stage) -> None:
        stage.says(KNOWN_QUESTION)
        claimed = claim(turn().pk)
        assert claimed
        stage.says("Which payment methods do you accept?")
        assert settle(claimed, answer(claimed)) == TurnState.DISCARDED
        assert stage.conversation().events.filter(kind="ai.draft_discarded").count() == 1
        assert AiTurn.objects.filter(state=TurnState.DUE).count() == 1
        assert answers() == []

    def test_a_draft_that_a_person_overtook_is_discarded(self, stage) -> None:
        stage.says(KNOWN_QUESTION)
        claimed = claim(turn().pk)
        assert claimed
        desk.take_over(conversation_id=claimed.conversation_id, user=stage.ana)
        assert settle(claimed, answer(claimed)) == TurnState.DISCARDED
        assert answers() == []

    def test_a_draft_from_before_a_take_over_and_resume_is_discarded_too(self, stage) -> None:
        stage.says(KNOWN_QUESTION)
        claimed = claim(turn().pk)
        assert claimed
        scenes.resumed(stage.ana, stage.conversation())
        assert stage.conversation().floor == Floor.AI
        assert settle(claimed, answer(claimed)) == TurnState.DISCARDED
        assert answers() == []

    def test_a_worker_that_died_is_overtaken_after_its_lease(self, stage) -> None:
        with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
            stage.says(KNOWN_QUESTION)
            assert claim(turn().pk)
            assert run_turn(turn_id=turn().pk) is None
            assert sweep_turns() == 0
            clock.shift(LEASE)
            assert sweep_turns() == 1
            assert run_turn(turn_id=turn().pk) == TurnState.ANSWERED
            assert turn().attempts == 2

    def test_a_turn_that_dies_twice_becomes_a_handoff(self, stage) -> None:
        with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
            stage.says(KNOWN_QUESTION)
            for _ in range(MAX_ATTEMPTS):
                assert claim(turn().pk)
                clock.shift(LEASE)
            assert run_turn(turn_id=turn().pk) is None
        assert turn().state == TurnState.HANDED_OFF
        handoff = Handoff.objects.get()
        assert (handoff.category, handoff.reason) == (
            Category.FAILED_ATTEMPTS, "The AI could not answer (interrupted)",
        )  # fmt: skip

    def test_the_first_of_two_workers_settles(self, stage) -> None:
        stage.says(KNOWN_QUESTION)
        claimed = claim(turn().pk)
        assert claimed
        draft = answer(claimed)
        assert settle(claimed, draft) == TurnState.ANSWERED
        assert settle(claimed, draft) == TurnState.ANSWERED
        assert len(answers()) == 1

    def test_the_sweep_finds_a_turn_whose_wake_up_was_lost(self, stage) -> None:
        with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
            stage.says(KNOWN_QUESTION)
            assert sweep_turns() == 0, "it is only just due"
            clock.shift(dt.timedelta(seconds=4))
            assert sweep_turns() == 1


class TestTruth:
    """What it is, and what it does not know."""

    def test_asked_whether_it_is_human_it_tells_the_truth(self, stage) -> None:
        stage.says("Are you a human?")
        stage.run_ai()
        assert answers() == [truthful_answer("", BUSINESS)]
        assert stage.conversation().ai_disclosed

    def test_a_longer_question_gets_the_truth_and_its_answer(self, stage) -> None:
        question = "Hi there, before I order: are you a bot or a human, and how long does the delivery of pots take?"
        with OpenAiStandIn(wire.report("Two to four working days.")) as server:
            use_model(stage, server)
            stage.says(question)
            stage.run_ai()
        assert answers() == [f"{truthful_answer('', BUSINESS)}\n\nTwo to four working days."], "said once, not twice"

    def test_the_truth_is_told_even_when_it_knows_nothing_else(self, stage) -> None:
        stage.says("Hi there, before I order violins: are you a bot or a human, and do you repair trombones in winter?")
        assert stage.run_ai() == [TurnState.ANSWERED]
        assert answers() == [truthful_answer("", BUSINESS)]

    def test_what_it_does_not_know_goes_to_a_person(self, stage) -> None:
        stage.says("Do you repair violins?")
        assert stage.run_ai() == [TurnState.HANDED_OFF]
        handoff = Handoff.objects.get()
        assert handoff.category in (Category.INFORMATION_GAP, Category.LOW_CONFIDENCE)
        assert answers() == []
        assert stage.conversation().failed_attempts == 1

    def test_details_are_kept_on_conversation_and_lead(self, stage) -> None:
        stage.says("My e-mail is sam@example.com and my order number is A1234. How long does delivery take?")
        stage.run_ai()
        conversation = stage.conversation()
        assert conversation.fields["email"] == "sam@example.com"
        assert Lead.objects.get().email == "sam@example.com"
        names = conversation.events.get(kind="fields.collected").payload["names"]
        assert names == sorted(names)
        assert "email" in names
        desk.open_handoff(conversation_id=conversation.pk, user=stage.ana, reason="check")
        assert Handoff.objects.get().package["fields"]["email"] == "sam@example.com"

    def test_it_reads_what_was_said_but_no_notes_and_nothing_that_failed(self, stage) -> None:
        stage.says(KNOWN_QUESTION)
        stage.run_ai()
        Message.objects.filter(author=Author.AI).update(delivery=Delivery.FAILED)
        desk.write_note(conversation_id=stage.conversation().pk, user=stage.ana, body="They are a reseller.")
        stage.says("Which payment methods do you accept?")
        claimed = claim(turn().pk)
        assert claimed
        assert [(line.role, line.text) for line in claimed.brief.transcript] == [
            ("customer", KNOWN_QUESTION), ("customer", "Which payment methods do you accept?"),
        ]  # fmt: skip

    def test_a_very_long_message_is_cut_for_the_ai(self, stage) -> None:
        stage.says("kettle " * 150_000)
        claimed = claim(turn().pk)
        assert claimed
        assert len(claimed.question) == len(claimed.brief.transcript[0].text) == 4000
        assert len(Message.objects.get().body) == 1_050_000


class TestWithModel:
    """Against a server that speaks the chat-completions wire."""

    def test_a_reply_is_said_and_its_report_kept(self, stage) -> None:
        reply = wire.report("Two to four days.", sentiment="positive", lead_class="warm")
        conversation, _server = told(stage, reply)
        assert answers()[0].endswith("Two to four days.")
        assert (conversation.sentiment, conversation.lead_class) == ("positive", "warm")
        assert (turn().engine, turn().report["intent"]) == ("test-model", "shipping time")

    def test_escalate_with_empty_parameters_is_a_handoff(self, stage) -> None:
        conversation, server = told(stage, wire.escalation())
        handoff = Handoff.objects.get()
        assert conversation.floor == Floor.QUEUE
        assert handoff.cause == Cause.AI
        assert handoff.acknowledgement
        assert turn().state == TurnState.HANDED_OFF
        assert answers() == []
        assert len(server.asked) == 1

    def test_the_reason_and_the_urgency_of_the_ai_are_kept(self, stage) -> None:
        arguments = json.dumps({"reason": "customer smells gas", "urgency": "high"})
        conversation, _server = told(stage, wire.message(calls=[wire.call("escalate_to_human", arguments)]))
        handoff = Handoff.objects.get()
        assert (handoff.reason, handoff.priority, conversation.priority) == (
            "customer smells gas",
            *[Priority.URGENT] * 2,
        )

    def test_it_works_without_any_rules(self) -> None:
        stage = set_stage(rules=False)
        told(stage, wire.escalation())
        handoff = Handoff.objects.get()
        assert (handoff.cause, handoff.category, handoff.detection) == (Cause.AI, Category.COMPLEX_REQUEST, None)

    @pytest.mark.parametrize("rules", [True, False])
    def test_words_without_the_deed_are_a_handoff(self, rules) -> None:
        conversation, _server = told(set_stage(rules=rules), wire.promise())
        assert conversation.floor == Floor.QUEUE
        assert answers() == [], "the acknowledgement says it, with a time that can be kept"

    def test_an_information_gap_is_a_handoff(self, stage) -> None:
        told(stage, wire.report("I do not know.", information_gap=True, confidence=0.9))
        assert Handoff.objects.get().category == Category.INFORMATION_GAP

    @pytest.mark.parametrize(
        ("failure", "requests"),
        [(wire.broken(), 2), (wire.slow(6), 1), (wire.cut_off(), 2), (wire.garbage(), 2)],
        ids=["500", "slow", "cut", "garbage"],
    )
    def test_an_ai_that_fails_is_given_up_and_then_handed_off_once(self, stage, failure, requests) -> None:
        conversation, server = told(stage, failure)
        assert len(server.asked) == requests
        handoff = Handoff.objects.get()
        assert (handoff.cause, handoff.category) == (Cause.AI, Category.FAILED_ATTEMPTS)
        assert handoff.reason.startswith("The AI could not answer (")
        assert turn().error
        assert conversation.failed_attempts == 1
        assert Message.objects.filter(purpose="acknowledgement").count() == 1
        assert stage.run_ai() == []

    def test_one_failure_is_only_a_retry(self, stage) -> None:
        told(stage, wire.broken(), wire.report("Two to four days."))
        assert not Handoff.objects.exists()
        assert len(answers()) == 1

    def test_the_hand_back_note_reaches_the_model_once_it_has_the_floor(self, stage) -> None:
        stage.says(ASKS_FOR_PERSON)
        desk.claim(conversation_id=stage.conversation().pk, user=stage.ana)
        desk.resume_ai(conversation_id=stage.conversation().pk, user=stage.ana, note="Refund of 20 euro agreed.")
        _conversation, server = told(stage, wire.report("Two to four days."))
        assert "Refund of 20 euro agreed." in json.dumps(server.payloads[0]["messages"])

    def test_a_person_who_takes_over_during_the_call_is_not_spoken_over(self, stage) -> None:
        class TakenOver(OpenAiStandIn):
            def answer(self, asked):
                return wire.report("Two to four days.")

        with TakenOver(wire.text("unused")) as server:
            use_model(stage, server)
            stage.says(KNOWN_QUESTION)
            claimed = claim(turn().pk)
            assert claimed
            draft = answer(claimed)
            desk.take_over(conversation_id=claimed.conversation_id, user=stage.ben)
            assert settle(claimed, draft) == TurnState.DISCARDED
        assert answers() == []
