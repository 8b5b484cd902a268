"""What is due in a conversation, as its lists show it: the first answer, then the end of the work, then nothing."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from conversations.models import Conversation
from conversations.models.conversation import NOTHING_DUE
from routing.enums import DeadlineKind
from routing.inbox_views import DUE_ORDER
from routing.models import Deadline
from routing.selectors import WantedConversations, list_conversations
from routing.services import desk
from routing.services.clocks import sweep_deadlines
from tests.factories import scenes
from tests.factories.accounts import make_agent, make_manager
from tests.factories.conversations import ChannelAccountFactory, WebChatAccountFactory
from tests.factories.routing import SlaPolicyFactory

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def due(conversation: Conversation) -> dt.datetime:
    return scenes.fresh(conversation).due_at


def promised(conversation: Conversation, kind: DeadlineKind) -> dt.datetime:
    return Deadline.objects.filter(conversation=conversation, kind=kind).latest("pk").due_at


def test_the_first_answer_is_due_then_the_end_of_the_work_then_nothing(clock: time_machine.Traveller) -> None:
    account = WebChatAccountFactory.create()  # where one may write for days
    ana = make_agent(account.team)
    manager = make_manager(account.team)
    untouched = scenes.with_ai(account=account)
    row = scenes.waiting(account=account)
    key: dict[str, Any] = {"conversation_id": row.pk, "user": ana}

    assert (due(untouched), due(row)) == (NOTHING_DUE, scenes.open_episode(row).answer_due_at)

    # Late stays late until a person has answered, whatever the clocks do on the way.
    owed = due(row)
    clock.move_to(owed + dt.timedelta(minutes=1))
    sweep_deadlines()
    desk.claim(**key)
    assert due(row) == owed < timezone.now()

    desk.reply(**key, body="Here I am.")
    end = promised(row, DeadlineKind.RESOLUTION)
    assert due(row) == end > timezone.now()
    desk.reply(**key, body="And more.")
    assert due(row) == end

    # A reminder each day is no new promise.
    clock.move_to(end + dt.timedelta(minutes=1))
    sweep_deadlines()
    desk.reply(**key, body="Still at it.")
    assert due(row) == end < promised(row, DeadlineKind.RESOLUTION)

    desk.resolve(**key)
    assert due(row) == NOTHING_DUE
    desk.take_over(conversation_id=untouched.pk, user=manager)
    assert due(untouched) == scenes.open_episode(untouched).answer_due_at
    desk.resume_ai(conversation_id=untouched.pk, user=manager, note="")
    assert due(untouched) == NOTHING_DUE


def test_a_transfer_owes_what_the_new_team_promises() -> None:
    account = ChannelAccountFactory.create()
    other = SlaPolicyFactory.create(first_response_minutes=120).team
    ana = make_agent(account.team)
    row = scenes.held(ana, account=account)
    desk.reply(conversation_id=row.pk, user=ana, body="Sales knows more.")

    desk.transfer(conversation_id=row.pk, user=ana, team_id=other.pk)

    assert due(row) == scenes.open_episode(row).answer_due_at == promised(row, DeadlineKind.FIRST_RESPONSE)


def test_mine_begins_with_what_is_due(clock: time_machine.Traveller) -> None:
    account = ChannelAccountFactory.create()
    ana = make_agent(account.team)
    answered_first, answered, owed_later, owed = (scenes.held(ana, account=account) for _ in range(4))
    desk.reply(conversation_id=answered.pk, user=ana, body="Hello")
    desk.reply(conversation_id=answered_first.pk, user=ana, body="Hello")
    Conversation.objects.filter(pk=answered_first.pk).update(due_at=NOTHING_DUE)
    Conversation.objects.filter(pk=owed_later.pk).update(due_at=due(owed) + dt.timedelta(seconds=1))

    mine = list_conversations(user=ana, wanted=WantedConversations(view="mine")).order_by(*DUE_ORDER)

    assert list(mine) == [owed, owed_later, answered, answered_first]


def test_the_customers_last_words_outlast_every_answer() -> None:
    account = ChannelAccountFactory.create()
    ana = make_agent(account.team)
    row = scenes.written("Where is\nmy \u202e  parcel?", account=account)
    desk.take_over(conversation_id=row.pk, user=ana)
    desk.reply(conversation_id=row.pk, user=ana, body="On its way.")
    desk.write_note(conversation_id=row.pk, user=ana, body="Lost, I fear.")
    row = scenes.fresh(row)
    assert (row.last_inbound_preview, row.last_preview, row.last_author) == (
        "Where is my parcel?",
        "On its way.",
        "agent",
    )
