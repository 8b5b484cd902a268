"""Why a message fired or not: the decision made again from what is kept of it, and by other rules."""

import json
from typing import Any

import pytest

from conversations.ai.types import Draft
from conversations.enums import TurnState
from conversations.models import AiTurn, Brand, Conversation, Message
from conversations.services.thread import lock_thread
from routing.services import desk
from routing.services.turns.settle import apply_draft
from tests.factories import scenes
from tests.factories.accounts import make_agent
from tests.factories.conversations import ChannelAccountFactory, NoteFactory
from tests.factories.triggers import ScenarioFactory
from triggers.models import Detection, Phrase, Scenario
from triggers.services.answers import is_judged, result_of
from triggers.services.explain import explain, version_at
from triggers.services.rules import publish

pytestmark = pytest.mark.django_db


def newest(conversation: Conversation) -> Message:
    """Return the last message of the customer."""
    return conversation.messages.filter(author="lead").latest("version")


def as_bytes(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False).encode()


def let_ai_answer(conversation: Conversation, draft: Draft) -> None:
    """Let the turn that is due end with this draft."""
    turn = AiTurn.objects.get(conversation=conversation, state=TurnState.DUE)
    with lock_thread(conversation.pk) as thread:
        apply_draft(thread, turn, draft, brand=Brand(name="Shop"))


def test_the_stored_trace_comes_again_byte_for_byte():
    scenes.publish_rules(explicit_request="talk to a human", leaks="water everywhere")
    message = newest(scenes.written("Water everywhere! I want to talk to a hůman 🙏"))
    stored = Detection.objects.get(message=message, fired=True).trace

    [occasion] = explain(message).occasions

    assert as_bytes(occasion.then.as_trace()) == as_bytes(stored)
    assert occasion.then.scenario == "explicit_request"
    assert {result.key for result in occasion.then.results if result.fired} == {"explicit_request", "leaks"}


def test_the_trace_of_an_ai_turn_comes_again_with_what_the_ai_said():
    ScenarioFactory.create(key="unsure", category="low_confidence", limits={"confidence": 0.5})
    scenes.publish_rules(explicit_request="talk to a human")
    conversation = scenes.written("How deep is your well?")
    let_ai_answer(conversation, Draft(text="Ten metres, I think.", confidence=0.2))
    message = newest(conversation)
    stored = Detection.objects.get(message=message, fired=True).trace

    arrival, reply = explain(message).occasions

    assert (arrival.with_reply, arrival.then.fired) == (False, False)
    assert (reply.with_reply, reply.then.scenario) == (True, "unsure")
    assert as_bytes(reply.then.as_trace()) == as_bytes(stored)


def test_a_later_change_of_rules_changes_no_old_decision():
    scenes.publish_rules(explicit_request="talk to a human")
    message = newest(scenes.written("I want to talk to a human"))
    first = version_at(message)
    Phrase.objects.all().delete()
    publish()
    Scenario.objects.filter(key="explicit_request").update(mode="off")

    explanation = explain(message)

    [occasion] = explanation.occasions
    assert (occasion.then.fired, occasion.then.version) == (True, first)
    assert (occasion.published.fired, occasion.published.version) == (False, first + 1)
    published, draft = occasion.published, occasion.draft
    assert [is_judged(result_of(each, "explicit_request")) for each in (published, draft) if each] == [True, False]
    assert explanation.names["explicit_request"] == "Explicit request"


def test_the_draft_is_left_out_when_it_is_not_asked_for():
    scenes.publish_rules(explicit_request="talk to a human")
    [occasion] = explain(newest(scenes.written("hello")), with_draft=False).occasions
    assert occasion.draft is None


def test_what_a_person_held_was_not_judged_and_says_so():
    account = ChannelAccountFactory.create()
    agent = make_agent(account.team)
    scenes.publish_rules(explicit_request="talk to a human")
    conversation = scenes.written("I want to talk to a human", account=account)
    waiting = newest(scenes.written("are you there?", account=account))
    desk.claim(conversation_id=conversation.pk, user=agent)
    held = newest(scenes.written("I want to talk to a human", account=account))

    assert explain(waiting).occasions == explain(held).occasions == ()
    assert "already waiting for a person" in explain(waiting).silence
    assert "a person already had the conversation" in explain(held).silence


def test_what_the_customer_did_not_write_is_not_judged():
    note = NoteFactory.create()
    assert explain(note).silence == "Only customer messages are judged."


def test_a_reaction_is_not_judged():
    message = newest(scenes.written("hello"))
    message.judged, message.extra = None, {"quiet": True}
    assert "a reaction" in explain(message).silence


def test_what_was_said_before_the_desk_kept_its_reasons():
    message = newest(scenes.written("hello"))
    message.judged = None
    assert "before the desk kept" in explain(message).silence
