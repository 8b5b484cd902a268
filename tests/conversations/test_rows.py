"""Rows written without the ORM are the rows that the ORM writes."""

import copy
import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import AutoField, Model
from django.test.utils import CaptureQueriesContext

from conversations import rows
from conversations.enums import Author, Direction, Floor, InboundState
from conversations.models import AiTurn, ChannelAccount, Conversation, Event, InboundEvent, Message
from tests.factories import conversations as made_by
from tests.factories import routing, triggers
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 29, 0, 59, 59, 123456, tzinfo=dt.UTC)
# Without the channel account: its secrets are encrypted anew with each writing.
FACTORIES = (
    made_by.LeadFactory,
    made_by.ConversationFactory,
    made_by.MessageFactory,
    made_by.EventFactory,
    made_by.InboundEventFactory,
    made_by.AiTurnFactory,
    made_by.AttachmentFactory,
    triggers.DetectionFactory,
    routing.HandoffFactory,
    routing.AssignmentFactory,
    routing.TaskFactory,
    routing.DeadlineFactory,
)
WORDS = ("", "plain", 'it\'s "quoted" 100 %s %% \\', "ünï — 你好 😀", "line\nbreak\ttab", "x" * 5000)


def stored(row: Model) -> dict[str, Any]:
    """Return what the database has of a row, in its own form, without a key that it numbers itself."""
    table = row._meta.db_table
    with connection.cursor() as cursor:
        key = row._meta.pk.get_db_prep_value(row.pk, connection)
        cursor.execute(f'SELECT * FROM "{table}" WHERE "{row._meta.pk.column}" = %s', [key])  # noqa: S608 - our own names
        names = [column[0] for column in cursor.description]
        found = dict(zip(names, cursor.fetchone(), strict=True))
    if isinstance(row._meta.pk, AutoField):
        del found[row._meta.pk.column]
    return found


def unstored(row: Any) -> Any:
    """Return the same row as one that is yet to be inserted."""
    twin = copy.copy(row)
    twin._state = copy.copy(row._state)
    twin._state.adding = True
    if isinstance(row._meta.pk, AutoField):
        twin.pk = None
    return twin


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory._meta.model.__name__)
def test_an_inserted_row_is_the_one_of_the_orm(factory) -> None:
    with time_machine.travel(NOW, tick=False):
        theirs = factory.create()
        before = stored(theirs)
        ours = unstored(theirs)
        type(theirs).objects.filter(pk=theirs.pk).delete()
        rows.insert(ours)
    assert stored(ours) == before
    assert not ours._state.adding
    assert ours == type(ours).objects.get(pk=ours.pk)


@pytest.mark.parametrize("words", WORDS)
def test_every_word_arrives_as_it_was_said(words) -> None:
    conversation = made_by.ConversationFactory.create()
    message = Message(
        conversation=conversation,
        account=conversation.account,
        version=1,
        direction=Direction.INBOUND,
        author=Author.LEAD,
        body=words,
        extra={"said": [words, {"nested": words}], "none": None, "number": 1.5},
        created_at=NOW,
    )
    rows.insert(message)
    ours = stored(message)
    again = Message.objects.get(pk=message.pk)
    assert (again.body, again.extra, again.created_at) == (words, message.extra, NOW)
    again.save()
    assert stored(again) == ours


def test_several_rows_go_with_one_statement_and_get_their_keys(django_assert_num_queries) -> None:
    conversation = made_by.ConversationFactory.create()
    events = [
        Event(conversation=conversation, version=number, kind="test", actor=Author.SYSTEM, created_at=NOW)
        for number in (1, 2, 3)
    ]
    with django_assert_num_queries(1):
        rows.insert(*events)
    assert [Event.objects.get(pk=event.pk).version for event in events] == [1, 2, 3]
    with django_assert_num_queries(0):
        rows.insert()


def test_a_known_row_is_not_inserted_again() -> None:
    account = made_by.ChannelAccountFactory.create()
    first, second = (
        InboundEvent(account=account, kind="message", provider_id="1", raw={"n": number}, state=InboundState.PROCESSED)
        for number in (1, 2)
    )
    assert rows.insert_unless_known(first)
    assert not rows.insert_unless_known(second)
    assert first.pk == InboundEvent.objects.get().pk
    assert second.pk is None
    assert InboundEvent.objects.get().raw == {"n": 1}


def test_a_broken_rule_is_an_integrity_error() -> None:
    turn = made_by.AiTurnFactory.create()
    twin = AiTurn(conversation=turn.conversation, inbound_version=turn.inbound_version, floor_token=0, due_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(twin)


def test_an_update_writes_the_named_columns_and_no_others() -> None:
    conversation = made_by.ConversationFactory.create(last_preview="old", handback_note="kept")
    conversation.last_preview, conversation.handback_note = "new", "not written"
    conversation.fields, conversation.waiting_since, conversation.floor = {"order": "A 17"}, NOW, Floor.QUEUE
    rows.update(conversation, {"last_preview", "fields", "waiting_since", "floor"})
    found = Conversation.objects.get(pk=conversation.pk)
    assert (found.last_preview, found.handback_note) == ("new", "kept")
    assert (found.fields, found.waiting_since, found.floor) == ({"order": "A 17"}, NOW, Floor.QUEUE)


@pytest.mark.parametrize(
    "factory", [*FACTORIES, made_by.ChannelAccountFactory], ids=lambda factory: factory._meta.model.__name__
)
def test_a_row_read_by_its_columns_is_the_one_that_the_orm_reads(factory) -> None:
    row = factory.create()
    model = type(row)
    table, key = model._meta.db_table, model._meta.pk.column
    text = f'SELECT {rows.columns_of(model, "t")} FROM "{table}" t WHERE t."{key}" = %s'  # noqa: S608 - our own names
    [values] = rows.fetch(text, (row.pk,))
    assert len(values) == rows.width_of(model)
    ours, theirs = rows.make(model, values), model.objects.get(pk=row.pk)
    for field in model._meta.concrete_fields:
        mine, other = getattr(ours, field.attname), getattr(theirs, field.attname)
        assert (type(mine), mine) == (type(other), other), field.name
    assert not ours._state.adding


def test_secrets_come_back_in_clear_and_stand_encrypted() -> None:
    account = made_by.ChannelAccountFactory.build(
        team=made_by.ChannelAccountFactory.create().team, secrets={"app_secret": "clear"}
    )
    rows.insert(account)
    assert "clear" not in stored(account)["secrets"]
    assert ChannelAccount.objects.get(pk=account.pk).secrets == {"app_secret": "clear"}


def test_rows_are_found_by_their_columns_as_the_orm_finds_them() -> None:
    conversation, other = made_by.ConversationFactory.create_batch(2)
    for version, delivery in enumerate(("queued", "sending", "sent", "queued"), start=1):
        made_by.MessageFactory.create(
            conversation=conversation, account=conversation.account, version=version, delivery=delivery
        )
    made_by.MessageFactory.create(conversation=other, account=other.account, version=1, delivery="queued")
    theirs = Message.objects.filter(
        conversation=conversation, delivery__in=("queued", "sending"), sending_at__isnull=True
    ).order_by("-version")
    asked: dict[str, Any] = {"conversation_id": conversation.pk, "delivery": ("queued", "sending"), "sending_at": None}
    assert rows.select(Message, order="-version", **asked) == list(theirs)
    assert rows.select(Message, order="version", limit=2, **asked) == list(theirs.reverse()[:2])
    assert [row.version for row in rows.select(Message, order="-version", **asked)] == [4, 2, 1]


def test_no_row_is_none() -> None:
    conversation = made_by.ConversationFactory.create()
    assert rows.find(Conversation, id=conversation.pk) == conversation
    assert rows.find(Conversation, id=conversation.pk, version=conversation.version + 1) is None


@pytest.mark.parametrize("held", [True, False])
def test_joined_rows_come_along_and_a_missing_one_is_none(django_assert_num_queries, held) -> None:
    stored = made_by.ConversationFactory.create(holder=UserFactory.create() if held else None)
    theirs = Conversation.objects.select_related("lead", "account__team", "holder").get(pk=stored.pk)
    with django_assert_num_queries(1):
        ours = rows.find(Conversation, "lead", "account", "account__team", "holder", id=stored.pk)
        assert ours is not None
        pairs: list[Any] = [(ours, theirs), (ours.lead, theirs.lead), (ours.account, theirs.account)]
        pairs += [(ours.account.team, theirs.account.team)] + ([(ours.holder, theirs.holder)] if held else [])
    assert (ours.holder is not None) == held
    for mine, other in pairs:
        for field in mine._meta.concrete_fields:
            assert getattr(mine, field.attname) == getattr(other, field.attname), field.name


def test_only_a_foreign_key_is_joined() -> None:
    with pytest.raises(TypeError, match="no foreign key"):
        rows.find(Conversation, "tags", id=1)


@pytest.mark.only_on("postgresql")  # SQLite has no row locks
def test_a_locked_row_is_locked_alone_and_its_key_is_not() -> None:
    conversation = made_by.ConversationFactory.create()
    with CaptureQueriesContext(connection) as captured:
        rows.find(Conversation, "lead", locked=True, id=conversation.pk)
    assert captured[0]["sql"].endswith("FOR NO KEY UPDATE OF t")
