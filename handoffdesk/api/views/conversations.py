"""Reading conversations."""

from typing import TypedDict
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from conversations.models import Conversation
from handoffdesk.api.calls import Call
from handoffdesk.api.serializers import ConversationsQuery, TimelineQuery
from handoffdesk.api.views.base import DeskView, read_key
from notifications.realtime.attendance import attendance
from routing.access import get_visible_conversation, refusal, visible_conversations
from routing.payloads import ConversationRow, Detail, Item, listed_row
from routing.selectors import (
    WantedConversations,
    Window,
    count_views,
    list_conversations,
    list_order,
    read_detail,
    read_timeline,
    unread_of,
    with_rows,
)


class ViewCounts(TypedDict):
    """How many each view has: resolved stops at 100, the others at 1000."""

    mine: int
    waiting: int
    unassigned: int
    ai: int
    resolved: int


class TimelinePayload(TypedDict):
    """Items by rising version, and the version they reach to. `has_more`: further ones in the direction asked for."""

    version: int
    has_more: bool
    items: list[Item]


class ConversationList(DeskView):
    """Conversations."""

    section = "conversations"
    calls = {"GET": Call(ConversationRow, query=ConversationsQuery, paged=True)}

    def get(self, request: Request) -> Response:
        """Return a page of a view: the waiting by urgency and waiting time, mine by what is due, else newest first.

        There a conversation moves when something happens in it: who must meet every one takes order=created.
        A conversation in which nothing was said yet is left out. A team that you do not see is simply empty.
        """
        query = self.query()
        wanted = WantedConversations(
            view=query["view"], team_id=query["team"], tag=query["tag"], search=query["search"].strip()
        )
        rows = list_conversations(user=self.person, wanted=wanted)
        return self.page(rows, list_order(wanted.view, query["order"]), lambda row: listed_row(row, unread_of(row)))


class ConversationCounts(DeskView):
    """How full the views are."""

    section = "conversations"
    calls = {"GET": Call(ViewCounts)}

    def get(self, request: Request) -> Response:
        """Return how many conversations each view has, up to a bound.

        A page without its socket asks this every few seconds: that too says that the person is there.
        """
        if request.auth is None:
            attendance.hear_request(self.person.pk)
        return Response(count_views(user=self.person))


class ConversationDetail(DeskView):
    """One conversation."""

    section = "conversations"
    calls = {"GET": Call(Detail)}

    def get(self, request: Request, conversation_id: str) -> Response:
        """Return the conversation with its lead, handoff, to-dos and what you may do now."""
        return Response(visible_detail(self.person, read_key(conversation_id)))


class ConversationTimeline(DeskView):
    """What was said and done."""

    section = "conversations"
    calls = {"GET": Call(TimelinePayload, query=TimelineQuery)}

    def get(self, request: Request, conversation_id: str) -> Response:
        """Return a part of the timeline. Changes of delivery are items only after a version that you already have."""
        conversation = get_visible_conversation(self.person, read_key(conversation_id))
        query = self.query()
        window = Window(after=query["after"], before=query["before"], limit=query["limit"])
        part = read_timeline(conversation=conversation, window=window)
        return Response({"version": part.version, "has_more": part.has_more, "items": part.items})


def visible_detail(user: User, conversation_id: UUID) -> Detail:
    """Return the detail of a visible conversation.

    Raises:
        NotVisible: it does not exist, or not for this user.
        Moved: it did so far.
    """
    row = with_rows(visible_conversations(user), user).filter(pk=conversation_id).first()
    if row is None:
        raise refusal(user, conversation_id)
    return read_detail(conversation=row, user=user)


def detail_after_act(user: User, conversation_id: UUID) -> Detail:
    """Return the detail to the one who has just acted, even when the act (a transfer) took it out of their sight."""
    return read_detail(conversation=with_rows(Conversation.objects.all(), user).get(pk=conversation_id), user=user)
