"""What a message is judged by: the words before it, as the ORM reads them."""

import datetime as dt

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
    said = detections.read_said(conversation.pk, since=since, before=before)
    assert detections.turns_of(said) == turns
    assert [line.created_at for line in said] == [message.created_at for message in reversed(wanted)]


MINUTE = dt.timedelta(minutes=1)
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ([], 0),
        ([("lead", 5)], 5),
        ([("lead", 9), ("lead", 5)], 9),
        ([("lead", 9), ("ai", 8)], 0),
        ([("lead", 9), ("agent", 8), ("lead", 3)], 3),
        ([("lead", 3), ("system", 2)], 0),
        ([("lead", -1)], 0),
    ],
)
def test_for_how_long_a_customer_has_waited(said, minutes) -> None:
    lines = [detections.Said(author, "words", NOW - ago * MINUTE) for author, ago in said]
    assert detections.unanswered_minutes(lines, NOW) == minutes
