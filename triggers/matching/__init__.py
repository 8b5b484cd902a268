"""Phrases to matches: the pattern language, normalisation, typos, and the compiled rule set."""

from triggers.matching.compile import compile_rules
from triggers.matching.pattern import PatternError
from triggers.matching.reader import PhraseMatch, TextReading, read, read_earlier
from triggers.matching.rules import CATEGORIES, PhraseRule, ScenarioRule
from triggers.matching.ruleset import Lexicon, Ruleset

__all__ = [
    "CATEGORIES",
    "Lexicon",
    "PatternError",
    "PhraseMatch",
    "PhraseRule",
    "Ruleset",
    "ScenarioRule",
    "TextReading",
    "compile_rules",
    "read",
    "read_earlier",
]
