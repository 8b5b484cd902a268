"""The page that the agents' inbox lives in; everything in it comes from the API."""

from typing import TypedDict
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from accounts.models import User
from conversations.adapters.registry import CHANNELS
from routing.inbox_views import EVERYTHING, FIRST_VIEW, INBOX_VIEWS, ViewPayload


class Boot(TypedDict):
    """What the browser must know before its first request."""

    me: dict[str, int | str | bool]
    urls: dict[str, str]
    channels: dict[str, dict[str, str]]
    conversation: str
    views: list[ViewPayload]
    first_view: str
    everything: ViewPayload


def describe_boot(user: User, conversation_id: UUID | None) -> Boot:
    """Return who is logged in, where things are, which channels and lists there are, and the conversation."""
    return {
        "me": {"id": user.pk, "name": str(user), "email": user.email, "is_admin": user.is_staff},
        "urls": {
            "inbox": reverse("inbox"),
            "login": reverse("account_login"),
            "sprite": static("icons/sprite.svg"),
        },
        "channels": {key: {"label": str(one.label), "icon": one.icon} for key, one in CHANNELS.items()},
        "conversation": str(conversation_id) if conversation_id else "",
        "views": [view.payload() for view in INBOX_VIEWS],
        "first_view": FIRST_VIEW,
        "everything": EVERYTHING.payload(),
    }


@require_safe
@ensure_csrf_cookie
def show_inbox(request: HttpRequest, conversation_id: UUID | None = None) -> HttpResponse:
    """Show the inbox, with one conversation open if the address names it.

    The page is the same for every conversation: whether this one may be seen, the API answers.
    """
    assert isinstance(request.user, User)  # noqa: S101 - narrows the type: LoginRequiredMiddleware let it through
    return render(request, "inbox/inbox.html", {"boot": describe_boot(request.user, conversation_id)})
