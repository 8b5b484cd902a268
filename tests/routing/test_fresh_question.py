"""What a customer said to a person is no part of their next question to the AI.

What they say at the door is written down.
"""

import pytest

from conversations.enums import Author, Floor
from conversations.models import Message
from routing.models import Handoff
from routing.services import desk
from tests.flows.stage import KNOWN_QUESTION, Stage, set_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return set_stage()


@pytest.mark.parametrize("note", ["The order is settled.", ""])
def test_the_first_question_after_a_resume_stands_alone(stage: Stage, note: str) -> None:
    conversation = stage.says("I want to talk to a human")
    desk.claim(conversation_id=conversation.pk, user=stage.ana)
    desk.reply(conversation_id=conversation.pk, user=stage.ana, body="Hello, Ana here.")
    stage.says("thanks, my zorblax is broken and the frumious thing too")
    desk.resolve(conversation_id=conversation.pk, user=stage.ana, outcome="solved")
    desk.resume_ai(conversation_id=conversation.pk, user=stage.ana, note=note)
    stage.says(KNOWN_QUESTION)
    stage.run_ai()
    answer = Message.objects.filter(author=Author.AI).latest("version")
    assert "two to four working days" in answer.body
    assert stage.conversation().floor == Floor.AI


def test_details_in_the_triggering_message_are_in_the_package(stage: Stage) -> None:
    stage.says("My name is Lara Novak, lara@example.com, order 88213. I want to talk to a human")
    package = Handoff.objects.get().package
    assert package["contact"]["email"] == "lara@example.com"
    assert "88213" in package["subject"]
    assert package["subject"] in package["header"]


def test_a_question_that_the_ai_answered_is_not_the_problem(stage: Stage) -> None:
    stage.says(KNOWN_QUESTION)
    stage.run_ai()
    stage.send_all()
    stage.says("I want to talk to a human")
    problem = Handoff.objects.get().package["problem"]
    assert problem != KNOWN_QUESTION
    assert KNOWN_QUESTION in problem
