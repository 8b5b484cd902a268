"""The channels there are and what each can carry."""

from typing import Annotated, TypedDict

from rest_framework.request import Request
from rest_framework.response import Response

from conversations.adapters.declaration import After, Channel, Unit
from conversations.adapters.registry import CHANNELS
from handoffdesk.api.calls import Call
from handoffdesk.api.views.base import DeskView


class TextLimitPayload(TypedDict):
    """The longest text of one message."""

    size: int
    unit: Annotated[str, Unit]


class CapabilitiesPayload(TypedDict):
    """What can be sent besides text; numbers are the most that one message takes, 0 for none."""

    media: list[str]
    buttons: int
    list_rows: int
    quick_replies: int
    quote: bool
    reaction: bool
    typing: bool
    mark_read: bool
    templates: bool


class WindowRulePayload(TypedDict):
    """How long after a customer's message anything may be sent, and what after it; `human_hours` is 0 without end."""

    open_hours: int
    after: Annotated[str, After]
    human_hours: int


class DeclaredChannel(TypedDict):
    """A channel; `kind` is what conversations call it. `reply_window`: null where we may always write."""

    kind: str
    label: str
    icon: str
    text_limit: TextLimitPayload
    capabilities: CapabilitiesPayload
    reply_window: WindowRulePayload | None


class Channels(DeskView):
    """What the channels can carry."""

    section = "conversations"
    calls = {"GET": Call(list[DeclaredChannel])}

    def get(self, request: Request) -> Response:
        """Return every channel that this desk knows, connected or not."""
        return Response([channel_payload(channel) for channel in CHANNELS.values()])


def channel_payload(channel: Channel) -> DeclaredChannel:
    """Return what a channel declares, in the reader's language."""
    can = channel.capabilities
    return {
        "kind": channel.key,
        "label": str(channel.label),
        "icon": channel.icon,
        "text_limit": {"size": channel.text_limit.size, "unit": channel.text_limit.unit},
        "capabilities": {
            "media": sorted(can.media),
            "buttons": can.buttons,
            "list_rows": can.list_rows,
            "quick_replies": can.quick_replies,
            "quote": can.quote,
            "reaction": can.reaction,
            "typing": can.typing,
            "mark_read": can.mark_read,
            "templates": can.templates,
        },
        "reply_window": _window_rule(channel),
    }


def _window_rule(channel: Channel) -> WindowRulePayload | None:
    rule = channel.reply_window
    if rule is None:
        return None
    human_hours = int(rule.human_for.total_seconds() // 3600) if rule.human_for else 0
    return {"open_hours": int(rule.open_for.total_seconds() // 3600), "after": rule.after, "human_hours": human_hours}
