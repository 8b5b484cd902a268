"""What a stored message says now, and what it said when it was judged. Pure.

A message's `body` never changes: it is what the rules judged and what a back-test judges again. Later texts, a
withdrawal and reactions stand beside it in `extra`.
"""

from datetime import datetime
from typing import Any, TypedDict

from conversations.models import Message

VERSIONS = "versions"
UNSENT_AT = "unsent_at"
REACTIONS = "reactions"
# The body is our placeholder: nothing in it is the customer's.
WORDLESS = "wordless"
MOST_VERSIONS = 20


class Version(TypedDict):
    """A text with the time (ISO 8601) since which it holds; empty where nobody told it."""

    body: str
    at: str


class StoredReaction(TypedDict):
    """An emoji, whose it is ("lead", or "agent" with a name), and since when (ISO 8601)."""

    by: str
    name: str
    emoji: str
    at: str


def text_now(message: Message) -> str:
    """Return the text as it stands: the newest version."""
    later = versions_of(message)
    return later[-1]["body"] if later else message.body


def earlier_texts(message: Message) -> list[str]:
    """Return what it said before, oldest first: with the last text itself when the message was taken back."""
    texts = [message.body, *(version["body"] for version in versions_of(message))]
    return texts if is_unsent(message) else texts[:-1]


def judged_words(message: Message) -> str:
    """Return what the rules judge of a message: the words as they were sent; a placeholder has none."""
    return "" if message.extra.get(WORDLESS) else message.body


def versions_of(message: Message) -> list[Version]:
    """Return the later texts, oldest first."""
    found = message.extra.get(VERSIONS)
    kept = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [{"body": str(one.get("body", "")), "at": str(one.get("at", ""))} for one in kept]


def reactions_of(message: Message) -> list[StoredReaction]:
    """Return the reactions on a message."""
    found = message.extra.get(REACTIONS)
    kept = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [
        {
            "by": str(one.get("by", "")),
            "name": str(one.get("name", "")),
            "emoji": str(one.get("emoji", "")),
            "at": str(one.get("at", "")),
        }
        for one in kept
    ]


def is_unsent(message: Message) -> bool:
    """Return whether who wrote it took it back."""
    return bool(message.extra.get(UNSENT_AT))


def with_text(extra: dict[str, Any], body: str, at: datetime | None) -> dict[str, Any]:
    """Return `extra` with one more version in the order of the provider's time: an edit may overtake another."""
    found = extra.get(VERSIONS)
    versions = [*found] if isinstance(found, list) else []
    new: Version = {"body": body, "at": at.isoformat() if at else ""}
    ordered = sorted([*versions, new], key=lambda version: str(version.get("at", "")))
    return {**extra, VERSIONS: ordered[-MOST_VERSIONS:]}


def with_reaction(extra: dict[str, Any], reaction: StoredReaction) -> dict[str, Any]:
    """Return `extra` with somebody's reaction in place of their earlier one; an empty emoji takes it away.

    One that is older than what is known changes nothing.
    """
    found = extra.get(REACTIONS)
    known = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    whose = (reaction["by"], reaction["name"])
    mine = [one for one in known if (one.get("by"), one.get("name")) == whose]
    if any(str(one.get("at", "")) > reaction["at"] for one in mine):
        return extra
    # A removed one stays without its emoji: an older "set" that comes late must not bring it back.
    return {**extra, REACTIONS: [*(one for one in known if one not in mine), reaction]}
