"""The bell."""

from typing import TypedDict

from rest_framework.request import Request
from rest_framework.response import Response

from handoffdesk.api.calls import Call
from handoffdesk.api.pagination import PageQuery
from handoffdesk.api.serializers import NotificationsReadBody
from handoffdesk.api.views.base import DeskView
from notifications.models import Notification
from notifications.selectors import visible_notifications
from notifications.services.bell import mark_notifications_read
from notifications.wording import word
from routing.payloads.moments import Key, Moment, at, iso


class NotificationPayload(TypedDict):
    """One thing that I was told."""

    id: Key
    kind: str
    conversation: Key | None
    title: str
    body: str
    at: Moment
    read_at: Moment | None


class ReadPayload(TypedDict):
    """How many were unread before."""

    read: int


class NotificationList(DeskView):
    """What I was told."""

    section = "notifications"
    calls = {"GET": Call(NotificationPayload, query=PageQuery, paged=True)}

    def get(self, request: Request) -> Response:
        """Return a page of my own notifications, newest first."""
        return self.page(
            visible_notifications(self.person).select_related("conversation__lead"),
            ("-created_at", "-id"),
            notification_payload,
        )


class NotificationsRead(DeskView):
    """Read."""

    section = "notifications"
    calls = {"POST": Call(ReadPayload, body=NotificationsReadBody)}

    def post(self, request: Request) -> Response:
        """Mark some or all of my notifications read; those of others are left alone."""
        return Response({"read": mark_notifications_read(user=self.person, ids=self.body().get("ids"))})


def notification_payload(notification: Notification) -> NotificationPayload:
    """Return an entry of the bell, worded in the reader's language."""
    words = word(notification)
    return {
        "id": str(notification.pk),
        "kind": notification.kind,
        "conversation": str(notification.conversation_id) if notification.conversation_id else None,
        "title": words.title,
        "body": words.body,
        "at": at(notification.created_at),
        "read_at": iso(notification.read_at),
    }
