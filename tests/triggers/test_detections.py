"""What a message is judged by: the words before it, as the ORM reads them."""

import pytest

from conversations.enums import Author, Direction
from conversations.models import Message
from tests.factories.conversations import (
    AgentMessageFactory,
    AiMessageFactory,
    ConversationFactory,
    MessageFactory,
    NoteFactory,
)
from triggers.facts import Role, Turn
from triggers.services import detections

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("since", [0, 3, 17])
@pytest.mark.parametrize("before", [2, 4, 15, 19])
def test_what_was_said_before_is_what_the_orm_finds(since, before) -> None:
    conversation = ConversationFactory.create(ai_since_version=since)
    makers = (MessageFactory, AiMessageFactory, NoteFactory, AgentMessageFactory)
    for version in range(1, 19):
        makers[version % 4].create(conversation=conversation, version=version, body=f"line {version}")
    MessageFactory.create(version=5, body="of somebody else")
    wanted = (
        Message.objects.filter(conversation=conversation, version__gt=since, version__lt=before)
        .exclude(direction=Direction.NOTE)
        .order_by("-version")[: detections.CONTEXT_TURNS]
    )
    roles: dict[str, Role] = {Author.LEAD: "user", Author.AI: "bot", Author.AGENT: "agent"}
    turns = tuple(Turn(roles[message.author], message.body) for message in reversed(wanted))
    assert detections._context(conversation, before=before) == turns
