"""What an entry of the bell says: who, what of them, why, and where; in the language of whoever reads it.

A notification keeps a kind and parameters, never a sentence.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from conversations.enums import Priority
from conversations.models import Conversation, Event
from notifications.alarm_titles import OPENED, OVER, title_of
from notifications.models import Notification
from routing.enums import Cause, DeadlineKind
from triggers.enums import Category

Params = Mapping[str, Any]


class EntryWords(NamedTuple):
    """The two lines of an entry."""

    title: str
    body: str


def params_of(conversation: Conversation, event: Event, *, category: str) -> dict[str, Any]:
    """Return what the words of an event need, as names, ids and codes; `category`: that of the open handoff."""
    known = event.payload
    cause = known.get("cause", "")
    return {
        "who": str(conversation.lead),
        "team": conversation.team.name,
        "channel": conversation.account.name,
        "by": str(event.user) if event.user else "",
        "agent": known.get("agent"),
        "category": known.get("category") or category,
        "cause": cause,
        # The name of a rule, or what a colleague wrote; the desk's own sentences are made when it is read.
        "reason": known.get("reason", "") if cause in (Cause.TRIGGER, Cause.MANUAL) else "",
        "what": known.get("what", ""),
        "priority": known.get("priority") or Priority(conversation.priority).word,
    }


def word(notification: Notification) -> EntryWords:
    """Return the two lines in the active language; needs the conversation's lead, if there is a conversation.

    Entries of before carry their sentences.
    """
    params = notification.payload
    if "title" in params:
        return EntryWords(str(params["title"]), str(params.get("body", "")))
    if notification.conversation:
        # The name may have become known since.
        params = {**params, "who": str(notification.conversation.lead)}
    return word_of(notification.kind, params, reader=notification.user_id)


def word_of(kind: str, params: Params, *, reader: int) -> EntryWords:
    """Return the two lines of this kind in the active language for this reader (a user's id)."""
    if kind in (OPENED, OVER):
        return EntryWords(title_of(str(params.get("alarm", "")), over=kind == OVER), str(params.get("detail", "")))
    names = {"who": params.get("who") or _("A customer"), "by": params.get("by") or _("The desk")}
    names["team"] = params.get("team", "")
    title = _TITLES.get(kind, _untitled)(params, reader) % names
    place = [params.get("team"), params.get("channel")]
    body = " · ".join(str(part) for part in (_why(kind, params), *place) if part)
    return EntryWords(title, body)


def _untitled(_params: Params, _reader: int) -> str:
    return _("Update on %(who)s")


def _is_urgent(params: Params) -> bool:
    return bool(params.get("priority") == Priority.URGENT.word)


def _opened(params: Params, _reader: int) -> str:
    if params.get("category") == Category.EXPLICIT_REQUEST:
        return _("Urgent: %(who)s asks for a person") if _is_urgent(params) else _("%(who)s asks for a person")
    if params.get("cause") == Cause.MANUAL:
        return _("%(by)s added %(who)s to the queue")
    return _("Urgent: %(who)s needs a person") if _is_urgent(params) else _("%(who)s needs a person")


def _transferred(params: Params, reader: int) -> str:
    return (
        _("%(by)s transferred %(who)s to you")
        if params.get("agent") == reader
        else _("%(by)s transferred %(who)s to %(team)s")
    )


def _given(params: Params, _reader: int) -> str:
    return _("%(by)s assigned %(who)s to you") if params.get("by") else _("%(who)s is assigned to you")


def _late(params: Params, _reader: int) -> str:
    if params.get("what") == DeadlineKind.RESOLUTION:
        return _("%(who)s: resolution is overdue")
    return _("%(who)s: first response is overdue")


_TITLES: dict[str, Callable[[Params, int], str]] = {
    "handoff.opened": _opened,
    "handoff.transferred": _transferred,
    "handoff.released": lambda _params, _reader: _("%(who)s is back in the %(team)s queue"),
    "handoff.withdrawn": lambda _params, _reader: _("%(who)s no longer needs a person"),
    "handoff.escalated": lambda _params, _reader: _("No one has answered %(who)s. Please step in"),
    "assignment.changed": _given,
    "sla.breached": _late,
    "task.returned": lambda _params, _reader: _("The task for %(who)s is unassigned"),
    "task.fell_due": lambda _params, _reader: _("The task for %(who)s is due"),
    "task.escalated": lambda _params, _reader: _("The task for %(who)s is overdue"),
    "message.received": lambda _params, _reader: _("%(who)s wrote again"),
    "message.failed": lambda _params, _reader: _("A message to %(who)s could not be delivered"),
    "message.unknown": lambda _params, _reader: _("A message to %(who)s may not have arrived"),
    "conversation.unsnoozed": lambda _params, _reader: _("%(who)s is back from snooze"),
}
_WITHOUT_WHY = frozenset({"handoff.withdrawn", "message.received", "message.failed", "message.unknown"})


def _why(kind: str, params: Params) -> str:
    """Return why a person is needed: the rule's name or a colleague's words, else the category."""
    says_why_already = kind == "handoff.opened" and params.get("category") == Category.EXPLICIT_REQUEST
    if kind in _WITHOUT_WHY or says_why_already:
        return ""
    if params.get("reason"):
        return str(params["reason"])
    category = params.get("category")
    return str(Category(category).label) if category in Category.values else ""
