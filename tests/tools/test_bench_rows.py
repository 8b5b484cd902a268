"""The rows that the bench makes by SQL are rows as the desk knows them: its own lists show them."""

from uuid import UUID

import pytest
from django.db import connection

from accounts.models import User
from conversations.enums import Floor, Status
from conversations.models import Conversation, Message
from routing.inbox_views import VIEWS
from routing.models import Deadline, Handoff
from routing.selectors import WantedConversations, list_conversations, list_order, unread_of
from tests.factories.accounts import UserFactory
from tests.factories.conversations import ChannelAccountFactory
from tools.bench import deadline_rows, rows

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.only_on("postgresql"),  # the bench makes its rows inside it
]
COUNT = 2_000


@pytest.fixture
def agent() -> User:
    """A person who has taken over from the bench's first agent."""
    ChannelAccountFactory.create()
    agent: User = UserFactory.create()
    connection.ensure_connection()
    people = rows.populate(connection.connection, COUNT, messages=2)
    rows.adopt(connection.connection, people, email=agent.email)
    return agent


def listed(agent: User, view: str) -> list[Conversation]:
    return list(list_conversations(user=agent, wanted=WantedConversations(view=view)).order_by(*list_order(view)))


def test_every_view_of_an_agent_has_conversations_of_his_team(agent: User):
    found = {view: listed(agent, view) for view in VIEWS}

    assert all(found.values())
    assert len(found["all"]) == COUNT // rows.TEAMS
    assert {row.team_id for row in found["all"]} == {agent.memberships.get().team_id}
    assert {row.floor for row in found["waiting"]} == {Floor.QUEUE}
    assert {row.holder_id for row in found["mine"]} == {agent.pk}
    assert all(row.tags.all() or int(str(row.pk)[-1], 16) % 2 == 0 for row in found["all"])
    assert {unread_of(row) for row in found["all"]} > {0}


def test_the_rows_keep_what_foreign_keys_and_constraints_ask(agent: User):
    with connection.cursor() as cursor:
        # Foreign keys were off while the rows were made; a row without its parent would show here.
        cursor.execute("SELECT count(*) FROM conversations_message m JOIN conversations_conversation c"
                       " ON c.id = m.conversation_id JOIN conversations_lead l ON l.id = c.lead_id"
                       " JOIN conversations_channelaccount a ON a.id = m.account_id")  # fmt: skip
        assert cursor.fetchone() == (COUNT * 2,)
    assert Message.objects.count() == COUNT * 2
    open_work = Conversation.objects.filter(floor__in=(Floor.QUEUE, Floor.HUMAN))
    assert Handoff.objects.filter(ended_at=None, conversation__in=open_work).count() == open_work.count() > 0
    assert not Conversation.objects.filter(status=Status.RESOLVED, resolved_at=None).exists()


def test_near_deadlines_are_due_and_far_ones_are_not(agent: User):
    raw = connection.connection
    deadline_rows.add_far(raw, conversations=COUNT, count=30)
    deadline_rows.add_near(raw, first=1, last=20, wait=-60, over=10)

    assert deadline_rows.count_due(raw) == 20
    assert Conversation.objects.filter(status=Status.SNOOZED).count() == 20
    assert Deadline.objects.filter(conversation_id=UUID(rows.key_of(20)), kind="unsnooze").exists()
    assert deadline_rows.claim_all(raw) == 20
    assert deadline_rows.count_due(raw) == 0
