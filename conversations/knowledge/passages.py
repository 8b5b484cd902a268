"""An article cut into passages: pieces that one answer can rest on. Pure."""

import re

#: In characters: two or three sentences more than an answer needs, and few enough for five in one prompt.
LONGEST = 900
#: A line shorter than this without an end mark is a heading and stays with what follows it.
HEADING = 60
MOST_PASSAGES = 400

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+|(?<=[。！？])")
_END_MARKS = (".", "!", "?", ":", "。", "！", "？", "…")


def split_passages(body: str) -> list[str]:
    """Return the passages of an article's text in order: paragraphs, with headings joined on and long ones cut.

    No piece is empty or longer than `LONGEST` characters; at most `MOST_PASSAGES`.
    """
    paragraphs = [part.strip() for part in _PARAGRAPH.split(body.replace("\r\n", "\n")) if part.strip()]
    pieces = [piece for paragraph in _join_headings(paragraphs) for piece in _cut(paragraph)]
    return pieces[:MOST_PASSAGES]


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, lines apart, without empty ones."""
    return [part.strip() for line in text.splitlines() for part in _SENTENCE_END.split(line) if part.strip()]


def _join_headings(paragraphs: list[str]) -> list[str]:
    joined: list[str] = []
    heading = ""
    for paragraph in paragraphs:
        text = f"{heading}\n{paragraph}" if heading else paragraph
        if len(paragraph) < HEADING and not paragraph.endswith(_END_MARKS):
            heading = text
            continue
        joined.append(text)
        heading = ""
    return [*joined, heading] if heading else joined


def _cut(paragraph: str) -> list[str]:
    """Cut at sentence ends; a sentence that is too long by itself is cut at a space, or anywhere."""
    pieces: list[str] = []
    current = ""
    for sentence in _units(paragraph):
        if current and len(current) + 1 + len(sentence) > LONGEST:
            pieces.append(current)
            current = ""
        current = f"{current} {sentence}" if current else sentence
    return [*pieces, current] if current else pieces


def _units(paragraph: str) -> list[str]:
    if len(paragraph) <= LONGEST:
        return [paragraph]
    units: list[str] = []
    for sentence in split_sentences(paragraph):
        rest = sentence
        while len(rest) > LONGEST:
            at = rest.rfind(" ", 1, LONGEST)
            at = at if at > 0 else LONGEST
            units.append(rest[:at].strip())
            rest = rest[at:].strip()
        units.append(rest)
    return [unit for unit in units if unit]
