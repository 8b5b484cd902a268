"""Testing a sentence: what would the rules say, and why."""

import time
from collections import deque
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conversations.adapters.registry import channel_choices
from conversations.enums import LeadClass
from conversations.lengths import LONGEST_READ
from triggers.admin.limits import Flag, words
from triggers.engine import ScenarioResult, decide
from triggers.enums import Category
from triggers.facts import Facts, Signals, Turn
from triggers.matching import Lexicon, PatternError, Ruleset, ScenarioRule, compile_rules
from triggers.services.meaning import read_meaning
from triggers.services.rules import active_ruleset, lexicon_with, own_groups


class TrialForm(forms.Form):
    """The sentence and, if wanted, what happened around it."""

    prefix = "try"
    sentence = forms.CharField(
        label=gettext_lazy("The customer writes"),
        max_length=LONGEST_READ,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    before = forms.CharField(
        label=gettext_lazy("Before that, the customer wrote"), required=False, max_length=LONGEST_READ
    )
    bot = forms.CharField(label=gettext_lazy("and the AI answered"), required=False, max_length=LONGEST_READ)
    confidence = forms.IntegerField(
        label=gettext_lazy("The AI's confidence now, in %"), required=False, min_value=0, max_value=100
    )
    failed_attempts = forms.IntegerField(
        label=gettext_lazy("Failed AI answers so far"), required=False, min_value=0, max_value=50
    )
    flags = forms.MultipleChoiceField(
        label=gettext_lazy("The AI reports"), required=False, choices=Flag, widget=forms.CheckboxSelectMultiple
    )
    lead_class = forms.ChoiceField(label=gettext_lazy("Lead class"), required=False, choices=LeadClass)
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"), required=False, choices=lambda: [("", "–"), *channel_choices()]
    )
    tags = forms.CharField(label=gettext_lazy("Tags of the conversation"), required=False, max_length=400)
    language = forms.CharField(label=gettext_lazy("Language"), required=False, max_length=12)
    hours = forms.ChoiceField(
        label=gettext_lazy("Opening hours"),
        required=False,
        choices=(("", "–"), ("open", gettext_lazy("open")), ("closed", gettext_lazy("closed"))),
    )
    unanswered = forms.IntegerField(
        label=gettext_lazy("Unanswered for, in minutes"), required=False, min_value=0, max_value=60 * 24 * 30
    )
    is_vip = forms.BooleanField(label=gettext_lazy("VIP customer"), required=False)

    def facts(self) -> Facts:
        """Return the engine's facts of a valid form."""
        given = self.cleaned_data
        context = (Turn("user", given["before"]), Turn("bot", given["bot"]))
        return Facts(
            text=given["sentence"],
            lang=given["language"].strip().lower(),
            context=tuple(turn for turn in context if turn.text),
            channel=given["channel"],
            tags=frozenset(words(given["tags"])),
            is_vip=given["is_vip"],
            lead_class=given["lead_class"],
            failed_attempts=given["failed_attempts"] or 0,
            is_open=given["hours"] == "open" if given["hours"] else None,
            unanswered_minutes=given["unanswered"],
            signals=self._signals(),
        )

    def _signals(self) -> Signals | None:
        given = self.cleaned_data
        if given["confidence"] is None and not given["flags"]:
            return None
        flags: dict[str, Any] = {name: _("reported") if name == Flag.FAILED else True for name in given["flags"]}
        confidence = None if given["confidence"] is None else given["confidence"] / 100
        return Signals(confidence=confidence, **flags)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a test found: the scenario on the page (if any), the published scenarios, and which would act.

    `offer`: for which one a person would be offered, where none acts.
    """

    own: ScenarioResult | None
    others: tuple[ScenarioResult, ...]
    acts: str
    version: int
    microseconds: int
    offer: str = ""


#: How long examples may be read for a test, in seconds: an admin waits, no customer does.
PATIENCE = 10.0
#: The rules that were made for the last trial, behind what they were made of.
_last: deque[tuple[Ruleset, ScenarioRule, Lexicon | None, Ruleset]] = deque(maxlen=1)


def judge(facts: Facts, rule: ScenarioRule | None) -> Trial:
    """Judge a sentence by the published rules, with `rule` (as it stands on the page, unsaved) in its place.

    Raises:
        PatternError: a phrase of `rule` cannot be read.
    """
    published = active_ruleset()
    rules = published if rule is None else _with_rule(published, rule, lexicon_with(own_groups()))
    meaning = read_meaning(facts.text, ruleset=rules, patience=PATIENCE)
    return _judge_by(rules, replace(facts, meaning=meaning), rule)


def judge_by(published: Ruleset, facts: Facts, rule: ScenarioRule | None, lexicon: Lexicon | None = None) -> Trial:
    """Judge as `judge` does, by rules and word groups that are given: the engine decides here too.

    Raises:
        PatternError: a phrase of `rule` cannot be read.
    """
    return _judge_by(published if rule is None else _with_rule(published, rule, lexicon), facts, rule)


def _judge_by(rules: Ruleset, facts: Facts, rule: ScenarioRule | None) -> Trial:
    started = time.perf_counter()
    decision = decide(rules, facts)
    took = round((time.perf_counter() - started) * 1_000_000)
    if rule is None:
        return Trial(None, decision.results, decision.scenario, rules.version, took, decision.offer)
    own = next(each for each in decision.results if each.key == rule.key)._replace(mode=rule.mode)
    others = tuple(each for each in decision.results if each.key != rule.key)
    return Trial(own, others, decision.scenario, rules.version, took, decision.offer)


def _with_rule(published: Ruleset, rule: ScenarioRule, lexicon: Lexicon | None) -> Ruleset:
    """Return the published rules with `rule` in its place; one that is off is judged, and cannot act.

    All are compiled together: what a misspelt word may stand for depends on the words of all of them. The last set is
    kept, because one scenario is tried with several sentences.
    """
    for known, edited, groups, compiled in tuple(_last):
        if known is published and (edited, groups) == (rule, lexicon):
            return compiled
    judged = replace(rule, mode="shadow" if rule.mode == "off" else rule.mode)
    there = any(each.key == rule.key for each in published.rules)
    rules = [judged if each.key == rule.key else each for each in published.rules] + ([] if there else [judged])
    compiled = compile_rules(rules, published.version, lexicon=lexicon)
    _last.append((published, rule, lexicon, compiled))
    return compiled


def as_json(trial: Trial, facts: Facts, names: dict[str, str]) -> dict[str, Any]:
    """Return the trial as the page shows it: sentences in the reader's language, places for the highlighting."""
    fired = [result for result in trial.others if result.fired]
    shown = ([trial.own] if trial.own else []) + fired
    return {
        "verdict": _verdict(trial, names),
        "fired": bool(trial.own.fired if trial.own else trial.acts),
        "text": facts.text,
        "evidence": [{"start": e.start, "end": e.end, "rule": e.rule} for e in (shown[0].evidence if shown else ())],
        "results": [_row(result, names, acts=result.key == trial.acts) for result in (shown or _closest(trial.others))],
        "took": _("judged in %(took)d µs by %(version)s")
        % {"took": trial.microseconds, "version": f"v{trial.version}"},
    }


def _verdict(trial: Trial, names: dict[str, str]) -> str:
    acting, offered = names.get(trial.acts, trial.acts), names.get(trial.offer, trial.offer)
    if trial.own is None:
        if trial.offer and not acting:
            return _("No handoff: the AI answers and offers a person (“%(name)s”).") % {"name": offered}
        return _("Handoff: “%(name)s”.") % {"name": acting} if acting else _("No handoff: the AI answers.")
    if not trial.own.fired and trial.own.likely:
        return _("This scenario does not fire. It is likely: the AI answers and offers a person.")
    if not trial.own.fired:
        return _("This scenario does not fire.")
    if trial.own.mode == "off":
        return _("This scenario would fire, but it is off.")
    if trial.own.mode == "shadow":
        return _("This scenario fires, but only in shadow: it is recorded, with no handoff.")
    if trial.acts != trial.own.key:
        return _("This scenario fires, but “%(name)s” goes first.") % {"name": acting}
    return _("This scenario fires and triggers a handoff.")


def _closest(results: tuple[ScenarioResult, ...]) -> list[ScenarioResult]:
    return sorted((result for result in results if result.score), key=lambda result: -result.score)[:3]


def _row(result: ScenarioResult, names: dict[str, str], *, acts: bool) -> dict[str, Any]:
    return {
        "name": names.get(result.key, result.key),
        "category": str(Category(result.category).label) if result.category in Category.values else result.category,
        "score": round(result.score, 2),
        "threshold": round(result.threshold, 2),
        "fired": result.fired,
        "acts": acts,
        "why": result.why,
        "mode": result.mode,
    }


__all__ = ["PatternError", "Trial", "TrialForm", "as_json", "judge", "judge_by"]
