"""Phrases to matches: the pattern language, normalisation, typos, and the compiled rule set."""

from triggers.matching.compile import compile_rules
from triggers.matching.pattern import PatternError
from triggers.matching.reader import Match, Reading, read, read_earlier
from triggers.matching.rules import CATEGORIES, Phrase, ScenarioRule
from triggers.matching.ruleset import Lexicon, Ruleset

__all__ = [
    "CATEGORIES",
    "Lexicon",
    "Match",
    "PatternError",
    "Phrase",
    "Reading",
    "Ruleset",
    "ScenarioRule",
    "compile_rules",
    "read",
    "read_earlier",
]
