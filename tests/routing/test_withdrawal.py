"""A customer who waits calls the person off: the AI is back by rule, and nothing of the handoff is left."""

from collections.abc import Callable

import pytest

from conversations.enums import Author, Floor, TurnState
from conversations.models import AiTurn, Conversation, Message
from notifications.models import Notification
from notifications.services.relay import relay
from routing.enums import DeadlineState, EndReason, TaskState
from routing.models import Assignment, Deadline, Handoff, Task
from routing.services import desk
from routing.services.acknowledgement import WITHDRAWALS
from routing.unanswered import unanswered_message
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, Stage, set_stage

pytestmark = pytest.mark.django_db
CALLS_OFF = "Never mind, let the bot answer"
ANSWER = "two to four working days"
CALLED_OFF = {
    "en": CALLS_OFF,
    "es": "Da igual, que responda el bot, muchas gracias",
    "de": "Egal, lassen Sie bitte den Bot antworten",
    "fr": "Laissez tomber, laissez le bot me répondre",
    "it": "Non importa, il bot mi può rispondere",
    "pt": "Tudo bem, não preciso mais de uma pessoa",
    "pl": "Nieważne, nie potrzebuję już człowieka",
    "nl": "Laat maar, ik heb geen medewerker meer nodig",
    "zh": "算了，让机器人回答吧",
}


@pytest.fixture
def stage() -> Stage:
    return set_stage()


def ai_said(stage: Stage) -> list[str]:
    stage.run_ai()
    return list(Message.objects.filter(author=Author.AI).order_by("version").values_list("body", flat=True))


def test_nothing_of_the_handoff_is_left_and_the_customer_is_told(stage: Stage) -> None:
    conversation = stage.says(ASKS_FOR_PERSON)
    conversation.lead.owner = stage.ana
    stage.says(CALLS_OFF)
    conversation, handoff = stage.conversation(), Handoff.objects.get()
    assert (conversation.floor, conversation.waiting_since, conversation.holder) == (Floor.AI, None, None)
    assert (handoff.end_reason, handoff.is_open) == (EndReason.WITHDRAWN, False)
    assert not Deadline.objects.filter(state=DeadlineState.ARMED).exists()
    assert not Assignment.objects.filter(ended_at__isnull=True).exists()
    assert set(Task.objects.values_list("state", flat=True)) == {TaskState.CANCELLED}
    assert Message.objects.get(purpose="withdrawal").body == WITHDRAWALS["en"]
    assert {"handoff.withdrawn", "task.cancelled"} <= set(conversation.events.values_list("kind", flat=True))
    # There was nothing to answer, so the AI says nothing, and nothing is open.
    assert not AiTurn.objects.filter(state=TurnState.DUE).exists()
    assert unanswered_message(conversation) is None
    assert ANSWER in str((stage.says(KNOWN_QUESTION), ai_said(stage)))


@pytest.mark.parametrize(
    "said", [[f"{CALLS_OFF}: {KNOWN_QUESTION}"], [KNOWN_QUESTION, CALLS_OFF], [f"{KNOWN_QUESTION} {CALLS_OFF}."]]
)
def test_what_they_asked_meanwhile_is_answered_by_the_ai(stage: Stage, said: list[str]) -> None:
    for text in (ASKS_FOR_PERSON, *said):
        stage.says(text)
    (answer,) = ai_said(stage)
    assert ANSWER in answer
    assert Handoff.objects.count() == 1
    assert stage.conversation().floor == Floor.AI


def test_in_each_language_with_an_answer_in_it(stage: Stage) -> None:
    failures = []
    for language, text in CALLED_OFF.items():
        stage.says(ASKS_FOR_PERSON, customer=language)
        Conversation.objects.filter(pk=stage.conversation(language).pk).update(language=language)
        conversation = stage.says(text, customer=language)
        told = Message.objects.filter(conversation=conversation, purpose="withdrawal").first()
        if conversation.floor != Floor.AI or told is None or told.body != WITHDRAWALS[language]:
            failures.append((language, conversation.floor, told and told.body))
    assert failures == []


def held(stage: Stage) -> None:
    stage.says(ASKS_FOR_PERSON)
    desk.claim(conversation_id=stage.conversation().pk, user=stage.ana)


def answered_and_passed_on(stage: Stage) -> None:
    held(stage)
    desk.reply(conversation_id=stage.conversation().pk, user=stage.ana, body="I pass you on.")
    desk.transfer(conversation_id=stage.conversation().pk, user=stage.ana, agent_id=stage.ben.pk)


def put_there_by_a_person(stage: Stage) -> None:
    stage.says(KNOWN_QUESTION)
    desk.open_handoff(conversation_id=stage.conversation().pk, user=stage.ana, reason="Looks odd")


def in_danger(stage: Stage) -> None:
    stage.says("there is a gas leak in my house please help now")


def without_ai(stage: Stage) -> None:
    stage.says(ASKS_FOR_PERSON)
    stage.account.autopilot = False
    stage.account.save()


@pytest.mark.parametrize(
    ("scene", "says"),
    [
        (held, CALLS_OFF),
        (answered_and_passed_on, CALLS_OFF),
        (put_there_by_a_person, CALLS_OFF),
        (in_danger, CALLS_OFF),
        (without_ai, CALLS_OFF),
        (lambda stage: stage.says(ASKS_FOR_PERSON), "Never mind, I'll wait"),
        (lambda stage: stage.says(ASKS_FOR_PERSON), "Don't let the bot answer"),
        (lambda stage: stage.says(ASKS_FOR_PERSON), "never mind"),
        # What calls a person by the rules is heard, whatever else is said with it.
        (lambda stage: stage.says(ASKS_FOR_PERSON), f"{CALLS_OFF}. No, wait, let me talk to a human now!"),
    ],
)
def test_who_waits_on(stage: Stage, scene: Callable[[Stage], object], says: str) -> None:
    scene(stage)
    before = stage.conversation()
    assert before.floor in (Floor.QUEUE, Floor.HUMAN)
    now = stage.says(says)
    assert (now.floor, now.floor_token) == (before.floor, before.floor_token)
    assert Handoff.objects.get().is_open
    assert Deadline.objects.filter(state=DeadlineState.ARMED).exists()
    assert not AiTurn.objects.filter(state=TurnState.DUE, floor_token=now.floor_token).exists()


def test_only_the_one_for_whom_it_waited_is_told(stage: Stage) -> None:
    lead = stage.says("hello").lead
    lead.owner = stage.ana
    lead.save()
    stage.says(ASKS_FOR_PERSON)
    stage.says(CALLS_OFF)
    relay(conversation_id=stage.conversation().pk)
    told = Notification.objects.filter(kind="handoff.withdrawn")
    assert list(told.values_list("user", flat=True)) == [stage.ana.pk]
