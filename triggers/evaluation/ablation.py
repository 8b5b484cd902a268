"""What each part of the engine is worth: the goals measured again with that part switched off."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from triggers.evaluation.goals import Goal, measure_goals
from triggers.evaluation.progress import Bar
from triggers.evaluation.rows import Folder, Prepare, judge_folder
from triggers.facts import Facts
from triggers.matching import Lexicon, Ruleset, ScenarioRule, compile_rules
from triggers.matching.rules import as_phrase
from triggers.matching.ruleset import with_vocabulary
from triggers.matching.vocabulary import Candidate, Vocabulary

Rules = Sequence[ScenarioRule]

_MARKS = re.compile(r"[!?]{2,}")
_QUOTES = str.maketrans("", "", '"“”«»„「」')
#: A figure that moves less than this has not moved.
NOTICEABLE = 0.0005


@dataclass(frozen=True, slots=True)
class AblatedPart:
    """One part of the engine and how it is switched off: in the rules, the words, the compiled set or the facts."""

    name: str
    rules: Callable[[Rules], Rules] | None = None
    lexicon: Callable[[Lexicon], Lexicon] | None = None
    ruleset: Callable[[Ruleset], Ruleset] | None = None
    facts: Prepare | None = None


@dataclass(frozen=True, slots=True)
class AblatedGoal:
    """One goal without one part. `change`: how much better the figure is with the part than without it."""

    part: str
    goal: str
    figure: float
    change: float


class _Literal(Vocabulary):
    """A vocabulary that forgives nothing: a word is itself or nothing."""

    def candidates(self, word: str) -> tuple[Candidate, ...]:
        return self.exact(word)


class _Unparted(Vocabulary):
    """A vocabulary that never parts a word."""

    def split(self, word: str) -> tuple[str, ...]:
        return ()


def _settings_without(names: Sequence[str]) -> Callable[[Rules], Rules]:
    def change(rules: Rules) -> Rules:
        return [
            replace(rule, settings={key: value for key, value in rule.settings.items() if key not in names})
            for rule in rules
        ]

    return change


def _keep_phrases(keep: Callable[[Any], bool]) -> Callable[[Rules], Rules]:
    """Keep the phrases and exclusions that pass."""

    def change(rules: Rules) -> Rules:
        return [
            replace(
                rule,
                phrases=tuple(each for each in rule.phrases if keep(as_phrase(each))),
                exclusions=tuple(each for each in rule.exclusions if keep(as_phrase(each))),
            )
            for rule in rules
        ]

    return change


def _without_categories(*names: str) -> Callable[[Rules], Rules]:
    return lambda rules: [rule for rule in rules if rule.category not in names]


def _first_alternatives(lexicon: Lexicon) -> Lexicon:
    """Every named group means its first alternative only."""
    return replace(lexicon, groups={name: texts[:1] for name, texts in lexicon.groups.items()})


def _calm_text(facts: Facts) -> Facts:
    return replace(facts, text=_MARKS.sub("?", facts.text.lower()))


PARTS: tuple[AblatedPart, ...] = (
    AblatedPart("typing errors and other spellings", ruleset=lambda ruleset: with_vocabulary(ruleset, _Literal)),
    AblatedPart("words written without a space", ruleset=lambda ruleset: with_vocabulary(ruleset, _Unparted)),
    AblatedPart("word groups", lexicon=_first_alternatives),
    AblatedPart("gaps", rules=_keep_phrases(lambda phrase: "..." not in phrase.text)),
    AblatedPart("whole sentences (anchors)", rules=_keep_phrases(lambda phrase: not set("^$") & set(phrase.text))),
    AblatedPart("exclusions", rules=lambda rules: [replace(rule, exclusions=()) for rule in rules]),
    AblatedPart("signs that need a second one", rules=_keep_phrases(lambda phrase: phrase.strength == "strong")),
    AblatedPart("languages other than English", rules=_keep_phrases(lambda phrase: phrase.lang in ("", "en"))),
    AblatedPart("the turns before", facts=lambda facts: replace(facts, context=())),
    AblatedPart("capitals and heavy marks", facts=_calm_text),
    AblatedPart("quotations", facts=lambda facts: replace(facts, text=facts.text.translate(_QUOTES))),
    AblatedPart("amounts and quantities", rules=_settings_without(("amount", "quantity"))),
    AblatedPart("likeness of questions", rules=_without_categories("repetition")),
)


def ablate(
    folder: Folder, rules: Rules, lexicon: Lexicon, bar: Bar, parts: Sequence[AblatedPart] = PARTS
) -> tuple[list[Goal], list[AblatedGoal]]:
    """Measure the goals whole, then without each part; times are left out. A stage of the bar for each."""
    bar.begin("whole")
    whole = _figures(judge_folder(folder, compile_rules(rules, lexicon=lexicon), bar))
    shares: list[AblatedGoal] = []
    for part in parts:
        bar.begin(f"without {part.name}")
        changed = compile_rules(
            part.rules(rules) if part.rules else rules,
            lexicon=part.lexicon(lexicon) if part.lexicon else lexicon,
        )
        ruleset = part.ruleset(changed) if part.ruleset else changed
        figures = {goal.name: goal for goal in _figures(judge_folder(folder, ruleset, bar, part.facts))}
        shares += [_share(part, goal, figures[goal.name]) for goal in whole if goal.judged]
    return whole, shares


def _figures(judged: Any) -> list[Goal]:
    return [goal for goal in measure_goals(judged) if goal.limit <= 1]


def _share(part: AblatedPart, whole: Goal, without: Goal) -> AblatedGoal:
    change = whole.figure - without.figure if whole.at_least else without.figure - whole.figure
    return AblatedGoal(part.name, whole.name, without.figure, change)
