"""The one catalogue of what can happen to a conversation: docs/events.md lists it.

To add a kind, add a class. `Thread.record` takes nothing else, so an unknown kind or a payload of another shape is not
written. Who sees a kind stands with it; the timeline, the web chat, the bells and the browser are held to that.
"""

from conversations.events import talk, work
from conversations.events.fact import CATALOGUE, Fact, Seen, kind_choices, payload_of, seen_by

__all__ = ["CATALOGUE", "Fact", "Seen", "kind_choices", "payload_of", "seen_by", "talk", "work"]
