"""The rules against sentences that nobody should be called for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from triggers.engine import decide
from triggers.facts import Facts
from triggers.linting.corpus import Harmless
from triggers.linting.finding import ERROR, WARNING, Finding
from triggers.matching import Ruleset

#: The share of harmless sentences from which a phrase would flood the team.
_FLOOD = 0.02
#: Fewer firings than this are no flood, however few the sentences are.
_FLOOD_FROM = 10


def check_harmless(ruleset: Ruleset, sentences: Sequence[Harmless], keys: Collection[str] | None) -> Iterator[Finding]:
    """Live scenarios that fire on a harmless sentence, exclusions in force: once per phrase, with the first one."""
    asked = tuple(rule for rule in ruleset.rules if rule.mode == "live" and (keys is None or rule.key in keys))
    if not asked:
        return
    # The words of all scenarios stay known, so a sentence is read as it would be in use; only these are judged.
    alone = replace(ruleset, rules=asked)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sentence in sentences:
        decision = decide(alone, Facts(sentence.text))
        if not decision.fired:
            continue
        for result in decision.results:
            if result.fired:
                found[result.key, result.evidence[0].rule if result.evidence else ""].append(sentence.text)
    most = max(_FLOOD_FROM, int(_FLOOD * len(sentences)))
    for (key, phrase), texts in found.items():
        severity = ERROR if len(texts) >= most else WARNING
        yield Finding("harmless", severity, key, phrase=phrase, related=texts[0], count=len(texts))
