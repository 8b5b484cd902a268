"""A phrase as a person reads it: "want to / going to", (optional words), named groups by their first words.

Only the look of a phrase: what the engine makes of it, `triggers/matching/pattern.py` says. A phrase that cannot be
read is shown as it was written.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

#: More alternatives stand in the title.
SHOWN_OPTIONS = 3
#: As long as a phrase may be.
LONGEST_PHRASE = 2000
#: So deep do groups lie in groups; the engine refuses circles.
DEEPEST = 4
_PART = re.compile(
    r"(?P<space>\s+)|\.\.\.(?P<gap>\d*)|(?P<anchor>\^\^?|\$\$?)|\[(?P<one>[^\[\]()]*)\]|\((?P<may>[^\[\]()]*)\)"
    r"|(?P<word>[^\s\[\]()^$]+)|(?P<stray>.)"
)


class Bit(NamedTuple):
    """A piece of the sentence. `kind` is word, one (of several), may (be missing), gap or note; `more`: the rest."""

    kind: str
    text: str
    more: str = ""


def read_aloud(text: str, groups: Mapping[str, Sequence[str]]) -> list[Bit]:
    """Return a phrase in pieces. `groups`: the words of the groups that it may name."""
    shown = text[:LONGEST_PHRASE]
    words = shown.lstrip("~")
    told = {0: "", 1: _("weak hint")}.get(len(shown) - len(words), _("faint hint"))
    bits = [Bit("note", told, _("Needs other hints alongside it."))] if told else []
    anchors: list[str] = []
    for found in _PART.finditer(words):
        if found["anchor"]:
            anchors.append(found["anchor"])
        elif not found["space"]:
            bits.append(_bit(found, groups))
    return [*bits, *_notes(anchors)]


def is_made_of_parts(text: str) -> bool:
    """Whether a phrase is more than words that stand there as they are."""
    return any(mark in text for mark in "[(@#~^$") or "..." in text


def sentence_of(text: str, groups: Mapping[str, Sequence[str]]) -> SafeString:
    """Return a phrase as HTML, with its own spelling in the title."""
    bits = format_html_join(" ", "{}", ((_html(bit),) for bit in read_aloud(text, groups)))
    return format_html('<span class="desk-sentence" dir="auto" title="{}">{}</span>', text, bits)


def _bit(found: re.Match[str], groups: Mapping[str, Sequence[str]]) -> Bit:
    if found["gap"] is not None:
        return Bit("gap", "…", _("up to %(count)s words between") % {"count": found["gap"] or "3"})
    if found["one"] is not None or found["may"] is not None:
        inside = found["one"] if found["one"] is not None else found["may"]
        options = list(_options(inside, groups, is_required=found["one"] is not None))
        shown = " / ".join(options[:SHOWN_OPTIONS])
        left = len(options) - SHOWN_OPTIONS
        text = f"{shown} / +{left}" if left > 0 else shown
        return Bit("one" if found["one"] is not None else "may", text, " / ".join(options) if left > 0 else "")
    word = found["word"] or found["stray"]
    if word == "#":
        return Bit("one", _("a number"))
    if word.startswith("@") and word[1:] in groups:
        return _bit_of_group(word[1:], groups)
    return Bit("word", word)


def _options(inside: str, groups: Mapping[str, Sequence[str]], *, is_required: bool) -> Iterator[str]:
    """Yield the alternatives of brackets; a named group stands for its first words, told once."""
    alternatives = inside.split("|")
    for option in alternatives:
        name = option.strip().removeprefix("@")
        is_alone = is_required and len(alternatives) == 1
        if name in groups and (is_alone or option.strip().startswith("@")):
            yield from _examples(name, groups)
        else:
            yield " ".join(option.split())


def _bit_of_group(name: str, groups: Mapping[str, Sequence[str]]) -> Bit:
    options = _examples(name, groups)
    shown = " / ".join(options[:SHOWN_OPTIONS])
    left = len(options) - SHOWN_OPTIONS
    return Bit("one", f"{shown} / +{left}" if left > 0 else shown, " / ".join(options))


def _examples(name: str, groups: Mapping[str, Sequence[str]]) -> list[str]:
    """Return a group's alternatives in plain words: of what they are made of in turn, the first that serves."""
    return list(dict.fromkeys(filter(None, (_example(words, groups, DEEPEST) for words in groups[name]))))


def _example(words: str, groups: Mapping[str, Sequence[str]], depth: int) -> str:
    """Return the shortest thing that an alternative says: nothing of what may be missing, the first of several."""
    return " ".join(word for found in _PART.finditer(words) for word in _say(found, groups, depth) if word)


def _say(found: re.Match[str], groups: Mapping[str, Sequence[str]], depth: int) -> Iterator[str]:
    first = (found["one"] or "").partition("|")[0].strip() if found["one"] is not None else found["word"] or ""
    name = first.removeprefix("@")
    if name in groups and (first.startswith("@") or found["one"] is not None):
        yield _example(groups[name][0], groups, depth - 1) if depth and groups[name] else name
    else:
        yield first


def _notes(anchors: list[str]) -> list[Bit]:
    match anchors:
        case ["^", "$"]:
            return [Bit("note", _("nothing else in the sentence"))]
        case ["^^", "$$"]:
            return [Bit("note", _("nothing else in the message"))]
    notes = {
        "^": _("begins the sentence"),
        "$": _("ends the sentence"),
        "^^": _("begins the message"),
        "$$": _("ends the message"),
    }
    return [Bit("note", notes[anchor]) for anchor in anchors]


def _html(bit: Bit) -> SafeString | str:
    if bit.kind == "word":
        return bit.text
    return format_html('<span class="desk-bit desk-bit--{}" title="{}">{}</span>', bit.kind, bit.more, bit.text)
