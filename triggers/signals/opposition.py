"""Why a scenario did not fire although its words are there: exclusions that speak against them, and quotations."""

from __future__ import annotations

from typing import NamedTuple

from triggers.matching import PhraseMatch, ScenarioRule, TextReading
from triggers.signals.heeding import shade_of
from triggers.trace import Evidence

#: Characters of the customer's words that a sentence repeats.
_SHOWN = 60
#: The rule that a trace names for words within quotation marks.
QUOTATION = "in quotation marks"


class Opposition(NamedTuple):
    """What speaks against a scenario: one sentence, and every word that does."""

    sentence: str
    against: tuple[Evidence, ...]


def oppose(reading: TextReading, rule: ScenarioRule) -> Opposition | None:
    """What takes words of this scenario away; None when nothing does."""
    matches, quoted = reading.matches.get(rule.key, ()), reading.quoted.get(rule.key)
    if not matches and not quoted:
        return None
    vetoes = reading.vetoes.get(rule.key, ())
    pairs = [(found, veto) for found in matches for veto in vetoes if touch(found, veto)]
    pairs += [(found, shade) for found in matches if (shade := shade_of(reading, found, rule)) is not None]
    if not pairs and not quoted:
        return None
    against = [_evidence(reading.text, veto, veto.phrase.text) for _, veto in pairs]
    against += [_evidence(reading.text, match, QUOTATION) for match in quoted or ()]
    if pairs:
        found, veto = max(pairs, key=lambda pair: (pair[0].score, -pair[0].first, -pair[1].first))
        sentence = f'found "{_said(reading, found)}" but "{_said(reading, veto)}" rules it out'
    else:
        sentence = f'"{_said(reading, (quoted or [])[0])}" is a quotation, not the customer\'s own words'
    return Opposition(sentence, tuple(dict.fromkeys(against)))


def touch(match: PhraseMatch, veto: PhraseMatch) -> bool:
    """Whether both hold a word in common."""
    return match.first < veto.last and veto.first < match.last


def _evidence(text: str, match: PhraseMatch, rule: str) -> Evidence:
    return Evidence(match.start, match.end, text[match.start : match.end], rule)


def _said(reading: TextReading, match: PhraseMatch) -> str:
    """The customer's own words, on one line and not too many."""
    words = " ".join(reading.text[match.start : match.end].split())
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
