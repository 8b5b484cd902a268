"""Pages by key: complete, in order, stable while rows arrive, and never counted or skipped."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.enums import Priority
from conversations.models import Conversation
from conversations.models.conversation import NOTHING_DUE
from tests.api.cast import Cast
from tests.api.client import Caller
from tests.factories import scenes
from tests.factories.conversations import AgentMessageFactory, ConversationFactory, MessageFactory
from tests.factories.notifications import NotificationFactory

pytestmark = pytest.mark.both_databases  # order, and keys in comparisons

NOON = timezone.now().replace(microsecond=123456)


def spoken(cast: Cast, *, minutes: int) -> Conversation:
    """Return a conversation whose last message came so many minutes after noon."""
    conversation = ConversationFactory.create(account=cast.account)
    MessageFactory.create(conversation=conversation, created_at=NOON + timedelta(minutes=minutes))
    return scenes.fresh(conversation)


def walk(caller: Caller, path: str, *, link: str = "next", **params: object) -> list[list[str]]:
    """Return the keys of each page up to the last one."""
    answer = caller.get(path, **params)
    pages = [answer.ids]
    while answer.json[link]:
        answer = caller.get(answer.json[link])
        assert answer.status == 200
        pages.append(answer.ids)
        assert len(pages) < 50
    return pages


def flat(pages: list[list[str]]) -> list[str]:
    return [key for page in pages for key in page]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_hold_each_row_once_in_order_even_at_the_same_instant(cast: Cast, limit: int):
    rows = [spoken(cast, minutes=minutes) for minutes in (1, 2, 2, 2, 3, 3, 5)]
    expected = [str(row.pk) for row in sorted(rows, key=lambda row: (row.last_message_at, row.pk), reverse=True)]

    pages = walk(cast.caller("agent"), "conversations/", limit=limit)

    assert flat(pages) == expected
    assert all(len(page) <= limit for page in pages)


def test_the_way_back_is_the_way_there(cast: Cast):
    for minutes in (1, 2, 2, 2, 3):
        spoken(cast, minutes=minutes)
    caller = cast.caller("agent")
    forward = walk(caller, "conversations/", limit=2)
    last = caller.get("conversations/", limit=2)
    while last.json["next"]:
        last = caller.get(last.json["next"])

    back = walk(caller, last.json["previous"], link="previous")

    assert [key for page in reversed(back) for key in page] == flat(forward)[: len(flat(back))]
    assert flat(back)[-2:] == forward[0]


def test_the_queue_is_by_priority_then_longest_waiting(cast: Cast):
    came = [scenes.waiting(account=cast.account, priority=priority) for priority in [*Priority, *Priority]]

    pages = walk(cast.caller("agent"), "conversations/", view="waiting", limit=2)

    assert flat(pages) == [str(row.pk) for row in sorted(came, key=lambda row: row.priority, reverse=True)]
    words = [row["priority"] for row in cast.caller("agent").get("conversations/", view="waiting").json["results"]]
    assert words == [word for word in ("urgent", "high", "normal", "low") for _ in range(2)]


def test_a_row_that_arrives_between_two_pages_moves_nothing(cast: Cast):
    rows = [spoken(cast, minutes=minutes) for minutes in range(4)]
    caller = cast.caller("agent")
    first = caller.get("conversations/", limit=2)
    spoken(cast, minutes=60)

    second = caller.get(first.json["next"])

    assert first.ids + second.ids == [str(row.pk) for row in reversed(rows)]
    assert caller.get(second.json["previous"]).ids == first.ids


def test_a_walk_by_creation_meets_every_row_once_while_old_customers_write(cast: Cast):
    rows = [spoken(cast, minutes=minutes) for minutes in range(9)]
    caller = cast.caller("agent")
    answer = caller.get("conversations/", order="created", limit=2)
    met = list(answer.ids)
    for number in range(4):
        # One that was met and one that was not yet go to the top of the other order.
        for row in (rows[2 * number], rows[-1 - number]):
            MessageFactory.create(conversation=row, created_at=NOON + timedelta(hours=1, minutes=number))
        answer = caller.get(answer.json["next"])
        met += answer.ids

    assert (met, answer.json["next"]) == ([str(row.pk) for row in rows], None)
    assert caller.get(caller.get("conversations/", limit=2).json["next"] + "&order=created").status == 400


def test_mine_pages_by_what_is_due_and_where_nothing_is_newest_first(cast: Cast):
    owed = [scenes.held(cast.agent, account=cast.account) for _ in range(3)]
    calm = [scenes.held(cast.agent, account=cast.account) for _ in range(3)]
    Conversation.objects.filter(pk__in=[row.pk for row in calm]).update(due_at=NOTHING_DUE)
    for number, row in enumerate(owed):
        Conversation.objects.filter(pk=row.pk).update(due_at=NOON + timedelta(minutes=number // 2))
    tied = sorted(owed[:2], key=lambda row: scenes.fresh(row).last_message_at or NOON, reverse=True)
    expected = [*tied, owed[2], *reversed(calm)]
    caller = cast.caller("agent")

    for limit in (1, 2, 5):
        assert flat(walk(caller, "conversations/", view="mine", limit=limit)) == [str(row.pk) for row in expected]
    row = caller.get("conversations/", view="mine").json["results"]
    assert [one["due_at"] is None for one in row] == [False] * 3 + [True] * 3


def test_no_page_counts_or_skips(cast: Cast):
    for minutes in range(3):
        spoken(cast, minutes=minutes)
    caller = cast.caller("agent")
    following = caller.get("conversations/", limit=1).json["next"]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        caller.get(following)

    said = " ".join(query["sql"].upper() for query in queries)
    assert "COUNT(" not in said
    assert "OFFSET" not in said


def test_a_cursor_of_another_list_is_refused(cast: Cast):
    for _ in range(2):
        scenes.waiting(account=cast.account)
    caller = cast.caller("agent")
    following = caller.get("conversations/", view="waiting", limit=1).json["next"]

    answer = caller.get(following.replace("view=waiting", "view=all"))

    assert (answer.status, list(answer.error["fields"])) == (400, ["cursor"])


def test_links_keep_the_filters(cast: Cast):
    for _ in range(3):
        scenes.waiting(account=cast.account)
    spoken(cast, minutes=1)
    pages = walk(cast.caller("agent"), "conversations/", view="waiting", team=cast.team.pk, limit=1)
    assert [len(page) for page in pages] == [1, 1, 1]


@pytest.mark.parametrize("path", ["messages/", "handoffs/", "leads/", "tasks/", "notifications/"])
def test_each_other_list_pages_completely(cast: Cast, path: str):
    for _ in range(3):
        conversation = scenes.waiting(account=cast.account)
        NotificationFactory.create(user=cast.agent, event__conversation=conversation)
    caller = cast.caller("agent")

    whole = caller.get(path).ids

    assert len(whole) >= 3
    assert flat(walk(caller, path, limit=2)) == whole


def test_messages_of_a_conversation_are_newest_first(cast: Cast):
    conversation = scenes.with_ai(account=cast.account)
    for _ in range(4):
        AgentMessageFactory.create(conversation=conversation, agent=cast.agent)
    scenes.with_ai(account=cast.account)

    pages = walk(cast.caller("agent"), "messages/", conversation=conversation.pk, limit=2)

    expected = conversation.messages.order_by("-version").values_list("pk", flat=True)
    assert flat(pages) == [str(key) for key in expected]
