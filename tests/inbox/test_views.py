"""The views as the inbox is told of them: what a screen decides by them is what the database decides."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from accounts.models import User
from conversations.models import Conversation
from handoffdesk.inbox.views import describe_boot
from routing.inbox_views import EVERYTHING, FIRST_VIEW, INBOX_VIEWS, InboxView, ViewMatch
from routing.payloads import conversation_row
from routing.selectors import WantedConversations, list_conversations, with_rows
from tests.factories import scenes
from tests.factories.accounts import UserFactory, make_agent
from tests.factories.conversations import ChannelAccountFactory

SPRITE = Path(settings.BASE_DIR) / "handoffdesk" / "static" / "icons" / "sprite.svg"


def belongs(match: ViewMatch, row: dict[str, Any], reader: User) -> bool:
    """Judge a row as `rows.js` does."""
    holder = row["holder"]["id"] if row["holder"] else None
    return (
        (match["floor"] is None or row["floor"] == match["floor"])
        and (match["holder"] != "me" or holder == reader.pk)
        and (match["holder"] != "nobody" or holder is None)
        and (match["resolved"] is None or (row["status"] == "resolved") == match["resolved"])
    )


@pytest.mark.django_db
@pytest.mark.parametrize("view", [*INBOX_VIEWS, EVERYTHING], ids=lambda view: view.id)
def test_a_row_belongs_on_the_screen_where_it_belongs_in_the_database(view: InboxView) -> None:
    account = ChannelAccountFactory.create()
    reader, other = UserFactory.create(is_staff=True), make_agent(account.team)
    for make in (scenes.with_ai, scenes.waiting):
        make(account=account)
    for holder in (reader, other):
        scenes.held(holder, account=account)
    scenes.resolved(other, account=account)
    rows = [conversation_row(row) for row in with_rows(Conversation.objects.all(), reader)]
    found = {str(row.pk) for row in list_conversations(user=reader, wanted=WantedConversations(view=view.id))}

    assert {row["id"] for row in rows if belongs(view.payload()["match"], dict(row), reader)} == found
    assert all(column.lstrip("-") in rows[0] for column in view.payload()["order"])


def test_the_views_are_told_whole_and_in_the_readers_language() -> None:
    boot = describe_boot(User(pk=1, name="Ana"), None)
    assert [view["id"] for view in boot["views"]] == [view.id for view in INBOX_VIEWS]
    assert FIRST_VIEW in {view.id for view in INBOX_VIEWS}
    keys = [view["key"] for view in boot["views"]]
    assert all(len(key) == 1 for key in keys)
    assert len(set(keys)) == len(keys)
    symbols = SPRITE.read_text(encoding="utf-8")
    for view in boot["views"]:
        assert view["label"]
        assert view["empty"]
        assert {f'<symbol id="{view[icon]}"' in symbols for icon in ("icon", "empty_icon")} == {True}
    with translation.override("xx"):
        assert isinstance(INBOX_VIEWS[0].payload()["label"], str)
