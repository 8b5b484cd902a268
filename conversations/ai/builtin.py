"""The answerer without a model: it quotes the knowledge base and says so when that holds no answer. Deterministic.

Confidence = 0.7 x the score of the best passage (see `conversations/knowledge/search.py`) + 0.3 x the share of the
question's terms that the quoted sentences contain. Below `WEAK` it says that it does not know.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conversations.ai.details import find_details
from conversations.ai.smalltalk import kind_of_talk, say
from conversations.ai.types import Brief, Draft, Source
from conversations.terms import terms

NAME = "built-in answerer"
#: A best passage that covers less of the question than this is no answer.
WEAK = 0.4
SCORE_SHARE = 0.7
#: A further passage is quoted only when it matches nearly as well and adds a term of the question.
NEARLY = 0.75
MOST_SENTENCES = 3
LONGEST_ANSWER = 600

_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+|\n+")
_ANGRY = re.compile(
    r"(?:!\s*){2,}|\b(?:ridiculous|terrible|awful|worst|useless|angry|furious|unacceptable|disappointed|frustrat\w+|scam"
    r"|horrible|inaceptable|pesimo|enfadad\w+|unverschamt|wutend|enttauscht|frechheit|inadmissible|decu|furieux"
    r"|inaccettabile|vergogna|pessimo|absurdo|skandal|oszustwo|belachelijk|boos|teleurgesteld)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a source with the question's terms in it."""

    source: int
    position: int
    text: str
    covers: frozenset[str]


def answer(brief: Brief, question: str) -> Draft:
    """Return the draft for the customer's newest words; never raises, calls nothing."""
    details = find_details(question)
    sentiment = "negative" if _is_angry(question) else ""
    if talk := kind_of_talk(question):
        text = say(talk, brief.language)
        return Draft(text=text, confidence=1.0, intent=talk, sentiment=sentiment, details=details, engine=NAME)
    asked = frozenset(terms(question))
    best = brief.sources[0].score if brief.sources else 0.0
    quoted = _choose(brief.sources, asked) if best >= WEAK else ()
    if not quoted:
        return Draft(
            text=say("unknown", brief.language),
            confidence=round(best * SCORE_SHARE, 3),
            intent="unknown",
            sentiment=sentiment,
            details=details,
            information_gap=True,
            engine=NAME,
        )
    covered = frozenset().union(*(sentence.covers for sentence in quoted))
    share = len(covered) / len(asked) if asked else 0.0
    return Draft(
        text=_compose(quoted),
        confidence=round(min(1.0, SCORE_SHARE * best + (1 - SCORE_SHARE) * share), 3),
        intent=brief.sources[0].title.lower()[:80],
        sentiment=sentiment,
        details=details,
        engine=NAME,
        source_ids=tuple(dict.fromkeys(brief.sources[sentence.source].article_id for sentence in quoted)),
    )


def _choose(sources: Sequence[Source], asked: frozenset[str]) -> tuple[Sentence, ...]:
    """Take the sentence that covers most of what is not yet covered, again and again; rare terms weigh more.

    A passage whose title alone matches gives its first sentences.
    """
    usable = [source for source in sources[:3] if source.score >= NEARLY * sources[0].score]
    left = [sentence for number, source in enumerate(usable) for sentence in _sentences(number, source, asked)]
    weights = _weigh(left, asked)
    chosen: list[Sentence] = []
    missing = set(asked)
    while left and len(chosen) < MOST_SENTENCES:
        pick = max(
            left, key=lambda one: (sum(weights[term] for term in one.covers & missing), -one.source, -one.position)
        )
        if chosen and not pick.covers & missing:
            break
        chosen.append(pick)
        left.remove(pick)
        missing -= pick.covers
    return tuple(sorted(_with_neighbour(chosen, left), key=lambda one: (one.source, one.position)))


def _with_neighbour(chosen: list[Sentence], left: list[Sentence]) -> list[Sentence]:
    """Add what follows the first choice in its passage: the second half of an answer seldom repeats the question."""
    first = chosen[0] if chosen else None
    if first is None or len(chosen) >= MOST_SENTENCES:
        return chosen
    following = [one for one in left if (one.source, one.position) == (first.source, first.position + 1)]
    return chosen + following


def _sentences(number: int, source: Source, asked: frozenset[str]) -> list[Sentence]:
    parts = [part.strip() for part in _SENTENCE_END.split(source.text) if part.strip()]
    titled = asked & frozenset(terms(source.title))
    return [
        # The title speaks for the whole passage: a sentence under "Repairs" is about repairs.
        Sentence(number, position, part, (asked & frozenset(terms(part))) | (titled if position == 0 else frozenset()))
        for position, part in enumerate(parts)
    ]


def _weigh(sentences: Sequence[Sentence], asked: frozenset[str]) -> Mapping[str, float]:
    counts = {term: sum(term in sentence.covers for sentence in sentences) for term in asked}
    return {term: 1.0 / count if count else 0.0 for term, count in counts.items()}


def _compose(quoted: Sequence[Sentence]) -> str:
    """Join whole sentences up to the limit; the first is always there."""
    text = quoted[0].text[:LONGEST_ANSWER]
    for sentence in quoted[1:]:
        if len(text) + 1 + len(sentence.text) <= LONGEST_ANSWER:
            text += " " + sentence.text
    return text


def _is_angry(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    shouts = len(letters) >= 12 and sum(character.isupper() for character in letters) > 0.8 * len(letters)
    return shouts or bool(_ANGRY.search(text))
