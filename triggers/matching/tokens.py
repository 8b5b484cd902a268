"""A message as a row of words that keep their positions in the original text."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import category

from triggers.matching.characters import normalise_word

#: Words examined at most: the first ones and, of a longer message, the last ones.
HEAD_LIMIT = 200
TAIL_LIMIT = 100


def _find_marks() -> str:
    """Every accent and vowel sign, as the ranges of a character class."""
    ranges: list[list[int]] = []
    for code in range(0x300, 0x1F000):
        if category(chr(code))[0] == "M":
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


_MARKS = _find_marks()
_JOINERS = r"\u00ad\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f"
_NON_SPACED = (
    r"\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff"
    r"\U00020000-\U0003ffff"
)
_LETTER = rf"(?:(?![{_NON_SPACED}])[^\W_])"
_INNER = rf"(?:{_LETTER}|[{_MARKS}{_JOINERS}]|[@$!](?={_LETTER}))"
_WORD = rf"(?P<word>[@$]?{_LETTER}{_INNER}*(?:['’‘`´ʼ＇]{_INNER}+)*)"
_EMOJI = r"[\U0001f18e-\U0001f1ad\u2600-\u27bf\U0001f300-\U0001f64f\U0001f680-\U0001faff]"
_BREAK = r"(?P<break>[.!?;。！？；…\n\r]+|[।؟])"
_LINK = r"(?P<link>(?:https?://|www\.)\S+|[\w.+-]{1,64}+@[\w-]{1,64}\.[\w.-]{1,64})"
_GLYPH = rf"(?P<glyph>[{_NON_SPACED}][{_MARKS}]*|{_EMOJI})"
_WITHOUT_LINKS = re.compile(rf"{_WORD}|{_GLYPH}|{_BREAK}")
_WITH_LINKS = re.compile(rf"{_LINK}|{_WITHOUT_LINKS.pattern}")
#: The same two for ASCII, where a letter is one class: most messages are, and it takes a third of the time.
_ASCII_RUN = r"[A-Za-z0-9]+(?:[@$!][A-Za-z0-9]+)*"
_ASCII = re.compile(rf"(?P<word>[@$]?{_ASCII_RUN}(?:['`][@$!]?{_ASCII_RUN})*)|(?P<break>[.!?;\n\r]+)")
_ASCII_WITH_LINKS = re.compile(rf"{_LINK}|{_ASCII.pattern}")
_QUOTE_MARKS = frozenset('"“«„「')
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_QUOTE = re.compile(
    r"\"([^\"\n]{1,200})\"|“([^”\n]{1,200})”|«([^»\n]{1,200})»|„([^“”\n]{1,200})[“”]|「([^」\n]{1,200})」"
)


class Token(NamedTuple):
    """One word: its normalised text and place in the original; whether it opens a sentence, whether it is quoted."""

    text: str
    start: int
    end: int
    opens: bool = False
    quoted: bool = False


def tokenise(text: str) -> tuple[Token, ...]:
    """Split into words (characters for scripts without spaces). At most 300 tokens; never raises."""
    raw = _scan(text)
    if len(raw) > HEAD_LIMIT + TAIL_LIMIT:
        first_of_tail = len(raw) - TAIL_LIMIT
        start, end, _ = raw[first_of_tail]
        raw = [*raw[:HEAD_LIMIT], (start, end, True), *raw[first_of_tail + 1 :]]
    quotes = _quoted_spans(text, raw) if raw else []
    # Twice as fast as calling Token: there is one for each word of each message.
    return tuple(
        [
            tuple.__new__(Token, (word, start, end, opens, bool(quotes) and _is_within(quotes, start, end)))
            for start, end, opens in raw
            if (word := normalise_word(text[start:end]))
        ]
    )


def _is_within(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(a <= start and end <= b for a, b in spans)


def find_inner_break(text: str) -> tuple[int, int] | None:
    """Where the first sentence ends that another one follows; None in a text of one sentence."""
    ended: tuple[int, int] | None = None
    spoken = False
    for found in _scanner(text).finditer(text):
        if found.lastgroup != "break":
            if ended:
                return ended
            spoken = True
        elif spoken and not ended and not _is_soft_break(text, *found.span()):
            ended = found.span()
    return None


def _scan(text: str) -> list[tuple[int, int, bool]]:
    """Every word's (start, end, opens a sentence)."""
    spans: list[tuple[int, int, bool]] = []
    opens = True
    for found in _scanner(text).finditer(text):
        start, end = found.span()
        kind = found.lastgroup
        if kind == "break":
            # Three dots and a dot inside a short form do not end a sentence ("hm... can I", "e.g. a person").
            opens = opens or not _is_soft_break(text, start, end)
            continue
        if kind == "word" and start and text[start - 1] == "#" and not text[start:end].islower():
            for part in _CAMEL.finditer(text, start, end):
                spans.append((part.start(), part.end(), opens))
                opens = False
            continue
        spans.append((start, end, opens))
        opens = False
    return spans


def _scanner(text: str) -> re.Pattern[str]:
    """The cheapest pattern that finds all there is in this text: few hold a link, and few other letters."""
    linked = "@" in text or "://" in text or "www." in text
    if text.isascii():
        return _ASCII_WITH_LINKS if linked else _ASCII
    return _WITH_LINKS if linked else _WITHOUT_LINKS


def _is_soft_break(text: str, start: int, end: int) -> bool:
    mark = text[start:end]
    if mark in ("..", "...", "…"):
        return True
    return mark == "." and end < len(text) and not text[end].isspace() and not text[end].isupper()


def _quoted_spans(text: str, raw: list[tuple[int, int, bool]]) -> list[tuple[int, int]]:
    """Quoted stretches, unless one holds the whole message (then the customer says it)."""
    if _QUOTE_MARKS.isdisjoint(text):
        return []
    spans = [found.span() for found in _QUOTE.finditer(text)]
    return [(a, b) for a, b in spans if not (a <= raw[0][0] and raw[-1][1] <= b)]
