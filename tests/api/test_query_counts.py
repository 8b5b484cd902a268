"""How many questions a page asks the database: the same number for one row and for three."""

import pytest

from conversations.models import Conversation
from routing.services import desk
from tests.api.cast import Cast
from tests.factories import scenes
from tests.factories.conversations import ReadCursorFactory, TagFactory
from tests.factories.notifications import NotificationFactory

# Two of each are the session and its user.
LISTS = {
    "conversations/": 4,
    "conversations/?view=waiting": 4,
    "conversations/?view=unassigned": 5,
    "messages/": 3,
    "handoffs/": 3,
    "leads/": 3,
    "tasks/": 3,
    "notifications/": 3,
    "teams/": 4,
    "tags/": 3,
    "conversations/counts/": 5,  # one of them, once in fifteen seconds, notes that the person is there
    "me/": 4,
}


def fill(cast: Cast, rows: int) -> Conversation:
    made = [scenes.waiting(account=cast.account) for _ in range(rows)]
    for conversation in made:
        conversation.tags.add(TagFactory.create(), TagFactory.create())
        ReadCursorFactory.create(user=cast.agent, conversation=conversation)
        NotificationFactory.create(user=cast.agent, event__conversation=conversation)
    return made[-1]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", LISTS)
def test_lists(cast: Cast, django_assert_num_queries, path: str, rows: int):
    fill(cast, rows)
    caller = cast.caller("agent")

    with django_assert_num_queries(LISTS[path]):
        answer = caller.get(path)

    assert answer.status == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_detail(cast: Cast, django_assert_num_queries, rows: int):
    conversation = fill(cast, rows)
    caller = cast.caller("agent")

    # Session, user, conversation, tags, handoff, to-dos, the default AI profile, the unanswered message.
    with django_assert_num_queries(8):
        assert caller.get(f"conversations/{conversation.pk}/").status == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_timeline(cast: Cast, django_assert_num_queries, rows: int):
    conversation = fill(cast, 1)
    for _ in range(rows):
        desk.write_note(conversation_id=conversation.pk, user=cast.agent, body="note")
    caller = cast.caller("agent")

    # Session, user, conversation, messages, events.
    with django_assert_num_queries(5):
        assert len(caller.get(f"conversations/{conversation.pk}/timeline/").json["items"]) > rows
