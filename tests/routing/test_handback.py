"""Handing back to the AI: what the customer wrote and nobody answered is answered, once, and opens nothing again."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from conversations.enums import Author, Floor, TurnState
from conversations.models import AiTurn, Message
from routing.errors import Conflict
from routing.models import Handoff
from routing.services import clocks, desk
from routing.unanswered import unanswered_message
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, Stage, set_stage
from triggers.services.explain import explain

pytestmark = pytest.mark.django_db
UNKNOWN = "Do zorblaxes come in frumious green?"
ANSWERED, NOT_KNOWN, AGAIN = "two to four working days", "I don't have an answer", "a new handoff"


@pytest.fixture
def stage() -> Stage:
    return set_stage()


def asked_while_held(stage: Stage) -> None:
    stage.says(ASKS_FOR_PERSON)
    desk.claim(conversation_id=stage.conversation().pk, user=stage.ana)
    stage.says(KNOWN_QUESTION)


def answered_by_a_person(stage: Stage) -> None:
    asked_while_held(stage)
    desk.reply(conversation_id=stage.conversation().pk, user=stage.ana, body="Two days.")


def settled(stage: Stage) -> None:
    asked_while_held(stage)
    desk.resolve(conversation_id=stage.conversation().pk, user=stage.ana, outcome="solved")


def only_the_wish(stage: Stage) -> None:
    stage.says(ASKS_FOR_PERSON)


def taken_over_before_the_answer(stage: Stage) -> None:
    stage.says(KNOWN_QUESTION)
    desk.take_over(conversation_id=stage.conversation().pk, user=stage.ana)


def answer_withdrawn(stage: Stage) -> None:
    stage.says(KNOWN_QUESTION)
    stage.run_ai()
    desk.take_over(conversation_id=stage.conversation().pk, user=stage.ana)


def the_ai_did_not_know(stage: Stage) -> None:
    stage.says(UNKNOWN)
    stage.run_ai()


def asked_again_while_waiting(stage: Stage) -> None:
    stage.says(ASKS_FOR_PERSON)
    stage.says("hello? let me talk to a human")


def asked_while_waiting(stage: Stage) -> None:
    stage.says(ASKS_FOR_PERSON)
    stage.says(KNOWN_QUESTION)


def came_of(stage: Stage, handoffs: int) -> str:
    """Run the AI and say in one word what came of it; the customer's message must have an answer then."""
    said = Message.objects.filter(author=Author.AI).count()
    stage.run_ai()
    conversation = stage.conversation()
    if Handoff.objects.count() > handoffs:
        return AGAIN if conversation.floor == Floor.QUEUE else "a handoff without the floor"
    spoken = list(Message.objects.filter(author=Author.AI).order_by("version").values_list("body", flat=True))[said:]
    if not spoken:
        return ""
    return next((words for words in (ANSWERED, NOT_KNOWN) if len(spoken) == 1 and words in spoken[0]), str(spoken))


@pytest.mark.parametrize(
    ("scene", "open_question", "result"),
    [
        (asked_while_held, True, ANSWERED),
        (answered_by_a_person, False, ""),
        (settled, False, ""),
        (only_the_wish, False, ""),
        (taken_over_before_the_answer, True, ANSWERED),
        (answer_withdrawn, True, ANSWERED),
        # It was judged, and a person has had it: it opens nothing again.
        (the_ai_did_not_know, True, NOT_KNOWN),
        # Nobody had judged these words.
        (asked_again_while_waiting, True, AGAIN),
    ],
)
def test_a_person_hands_back(stage: Stage, scene: Callable[[Stage], None], open_question: bool, result: str) -> None:
    scene(stage)
    conversation = stage.conversation()
    assert (unanswered_message(conversation) is not None) is open_question
    handoffs = Handoff.objects.count()
    desk.resume_ai(conversation_id=conversation.pk, user=stage.ana, note="All agreed.")
    with pytest.raises(Conflict):
        desk.resume_ai(conversation_id=conversation.pk, user=stage.ana, note="All agreed.")
    assert AiTurn.objects.filter(state=TurnState.DUE, floor_token=stage.conversation().floor_token).count() == bool(
        result
    )
    assert came_of(stage, handoffs) == result
    if result in (ANSWERED, NOT_KNOWN):
        assert unanswered_message(stage.conversation()) is None


@pytest.mark.parametrize(
    ("scene", "result"), [(only_the_wish, ""), (the_ai_did_not_know, ""), (asked_while_waiting, ANSWERED)]
)
def test_nobody_acted(scene: Callable[[Stage], None], result: str) -> None:
    with time_machine.travel(dt.datetime(2026, 9, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        stage = set_stage()
        scene(stage)
        handoffs = Handoff.objects.count()
        clock.shift(dt.timedelta(hours=9))
        clocks.sweep_deadlines()
        assert stage.conversation().floor == Floor.AI
        assert came_of(stage, handoffs) == result


def test_the_judgement_of_what_was_handed_back_can_be_looked_up(stage: Stage) -> None:
    asked_again_while_waiting(stage)
    message = unanswered_message(stage.conversation())
    assert message
    assert explain(message).silence.startswith("Not judged")
    desk.resume_ai(conversation_id=message.conversation_id, user=stage.ana, note="")
    stage.run_ai()
    (occasion,) = explain(message).occasions
    assert (occasion.with_reply, occasion.then.category) == (True, "explicit_request")
