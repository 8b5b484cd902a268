"""From rules as written to the rule set that decides."""

from __future__ import annotations

from collections.abc import Sequence

from triggers.matching.lexicon import shipped_lexicon
from triggers.matching.rules import ScenarioRule
from triggers.matching.ruleset import Lexicon, Ruleset, build


def compile_rules(rules: Sequence[ScenarioRule], version: int = 0, *, lexicon: Lexicon | None = None) -> Ruleset:
    """Compile scenarios, by default with the shipped word groups. Immutable, thread-safe, shareable.

    Raises PatternError, with the scenario, the phrase and the character, for a phrase that cannot be used.
    """
    return build(rules, lexicon if lexicon is not None else shipped_lexicon(), version)
