"""Which text belongs to which cause: only a rule that names it gets the words about danger to life."""

import pytest

from conversations.enums import Priority
from conversations.models import Conversation, Message
from conversations.services.thread import lock_thread
from routing.enums import Cause
from routing.models import AcknowledgementTemplate
from routing.services.actions import Action
from routing.services.handoffs import HandoffRequest, open_handoff
from routing.services.texts import install_acknowledgements
from tests.factories import scenes
from tests.flows.stage import set_stage

pytestmark = pytest.mark.django_db
DANGER = "If anyone is in danger"
SAID = {
    "there is a gas leak in my house please help now": True,
    "I'm going to sue you": False,
    "I will contact my lawyer": False,
    "I lost my job": False,
    "I lost my job and cannot pay the bill this month": False,
    "this is urgent": False,
    "you charged me twice, I dispute this": False,
    "manager": False,
}


def told(conversation: Conversation) -> str:
    found = Message.objects.filter(conversation=conversation, purpose="acknowledgement").first()
    return found.body if found else ""


def test_the_words_about_danger_are_for_danger() -> None:
    stage = set_stage()
    install_acknowledgements()
    found = {text: DANGER in told(stage.says(text, customer=text)) for text in SAID}
    assert found == SAID


def test_urgency_alone_chooses_no_text_and_a_text_that_is_missing_is_replaced_by_the_standard_one() -> None:
    install_acknowledgements()
    for key in ("standard", "no_such_text"):
        conversation = scenes.with_ai(language="en")
        request = HandoffRequest(
            cause=Cause.TRIGGER, reason="r", action=Action(acknowledgement=key, handoff_priority=Priority.URGENT)
        )
        with lock_thread(conversation.pk) as thread:
            open_handoff(thread, request)
        standard = AcknowledgementTemplate.objects.get(key="standard", language="en", hours="open").text
        assert told(conversation).startswith(standard.split("{")[0])
