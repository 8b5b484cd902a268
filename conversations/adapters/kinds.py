"""What each kind of a customer's message means to the desk, in one table. Pure.

An adapter names the kind and nothing else: whether words are judged, the AI answers and closed work opens again is read
here, the same for every channel.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Longer than anybody taps, and short enough to look at.
LONGEST_EMOJI = 200
# Symbols, skin colours, joiners and variation signs: what an emoji is made of.
EMOJI_PARTS = frozenset({"So", "Sk", "Cf", "Mn", "Me", "Zs"})


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind.

    `words`: its text is the customer's own (a button's title and a file's caption are; a placeholder never is).
    `judged`: the rules judge these words. `answered`: the AI takes a turn on it. `opens`: closed work opens again, and
    where the AI is off a person is called. `shown`: what the thread calls it.
    """

    words: bool
    judged: bool
    answered: bool
    opens: bool
    shown: Promise


def _said(shown: Promise) -> MessageKind:
    return MessageKind(words=True, judged=True, answered=True, opens=True, shown=shown)


def _quiet(shown: Promise, *, opens: bool = False) -> MessageKind:
    return MessageKind(words=False, judged=False, answered=False, opens=opens, shown=shown)


UNSUPPORTED = "unsupported"
EMOJI = "emoji"
#: The longest name fits the column of a message's kind.
KINDS: Mapping[str, MessageKind] = {
    "text": _said(_("Text")),
    # A file's words are its caption. Without one there is nothing to judge, but it waits for an answer.
    "image": _said(_("Picture")),
    "video": _said(_("Video")),
    "audio": _said(_("Audio")),
    "voice": _said(_("Voice message")),
    "document": _said(_("Document")),
    # What the customer chose instead of typing.
    "button": _said(_("Button")),
    "choice": _said(_("Choice")),
    "list_choice": _said(_("Choice from a list")),
    "quick_reply": _said(_("Quick reply")),
    "postback": _said(_("Menu")),
    "form": _said(_("Form")),
    "order": _said(_("Order")),
    "story_reply": _said(_("Reply to a story")),
    # Somebody must look at what we cannot read.
    UNSUPPORTED: MessageKind(words=False, judged=False, answered=True, opens=True, shown=_("Not readable here")),
    # These say something, and ask nothing of an AI.
    "location": _quiet(_("Location"), opens=True),
    "contacts": _quiet(_("Contact"), opens=True),
    "story_mention": _quiet(_("Mention in a story"), opens=True),
    EMOJI: _quiet(_("Emoji")),
    "sticker": _quiet(_("Sticker")),
    "call_permission": _quiet(_("Permission to call")),
    "referral": _quiet(_("Came from an ad")),
    "system": _quiet(_("Notice")),
}


def kind_of(kind: str, body: str) -> MessageKind:
    """Return what a message of this kind means; one that nobody declared is looked at by a person."""
    found = KINDS.get(kind, KINDS[UNSUPPORTED])
    return KINDS[EMOJI] if found.words and is_emoji_only(body) else found


def is_emoji_only(text: str) -> bool:
    """Return whether a text is nothing but emoji."""
    if not text or len(text) > LONGEST_EMOJI or text.isascii():
        return False
    categories = {unicodedata.category(sign) for sign in text if not sign.isspace()}
    return "So" in categories and categories <= EMOJI_PARTS
