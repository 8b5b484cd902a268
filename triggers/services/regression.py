"""Regression cases: messages with their circumstances, and what rules must say of them before they are published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from conversations.models import Message
from triggers.engine import Decision, decide
from triggers.enums import Expectation
from triggers.facts import Facts, facts_from_json
from triggers.matching import Ruleset
from triggers.models import RegressionCase
from triggers.services.answers import is_judged, names_of, result_of

NAME_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Demand:
    """What the rules must say of a case. Only "no person is called" names no scenario."""

    expectation: Expectation
    scenario_key: str = ""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case went. `came`: what the rules said, in a sentence; `decision` is None when the case is unreadable."""

    case: RegressionCase
    passed: bool
    came: str
    decision: Decision | None = None


def keep_case(
    *,
    name: str,
    facts: Facts,
    demand: Demand,
    user: User | None,
    message: Message | None = None,
    is_active: bool = True,
) -> RegressionCase:
    """Store a case; the case of the same message and scenario is replaced. An inactive one blocks nothing."""
    values = {
        "name": name[:NAME_LENGTH],
        "facts": facts.as_json(),
        "expectation": demand.expectation,
        "scenario_key": demand.scenario_key,
        "is_active": is_active,
        "created_by": user,
    }
    if message is None:
        return RegressionCase.objects.create(**values)
    case, _made = RegressionCase.objects.update_or_create(
        message=message, scenario_key=demand.scenario_key, defaults=values
    )
    return case


def run_cases(ruleset: Ruleset) -> list[CaseResult]:
    """Judge every case that must pass by these rules. One that fails forbids to publish them."""
    return judge_cases(ruleset, RegressionCase.objects.filter(is_active=True))


def judge_cases(ruleset: Ruleset, cases: Iterable[RegressionCase]) -> list[CaseResult]:
    """Judge these cases, must they pass or not, in their order."""
    names = names_of([ruleset])
    return [_judge(ruleset, case, names) for case in cases]


def _judge(ruleset: Ruleset, case: RegressionCase, names: Mapping[str, str]) -> CaseResult:
    try:
        facts = facts_from_json(case.facts)
    except (KeyError, TypeError, AttributeError):
        return CaseResult(case, passed=False, came=_("This case is damaged and can't be read."))
    decision = decide(ruleset, facts)
    return CaseResult(case, _is_met(case, decision), _tell(case, decision, names), decision)


def _is_met(case: RegressionCase, decision: Decision) -> bool:
    result = result_of(decision, case.scenario_key)
    fires = result is not None and result.fired
    match case.expectation:
        case Expectation.FIRES:
            return fires
        case Expectation.SILENT:
            return not fires
        case Expectation.ACTS:
            return decision.fired and decision.scenario == case.scenario_key
    return not decision.fired


def _tell(case: RegressionCase, decision: Decision, names: Mapping[str, str]) -> str:
    if case.expectation in (Expectation.FIRES, Expectation.SILENT):
        return _tell_scenario(case.scenario_key, decision, names)
    if not decision.fired:
        return _("No handoff.")
    return _("“%(name)s” triggers a handoff.") % {"name": names.get(decision.scenario, decision.scenario)}


def _tell_scenario(key: str, decision: Decision, names: Mapping[str, str]) -> str:
    result = result_of(decision, key)
    if result is None or not is_judged(result):
        return _("“%(name)s” is off or was removed.") % {"name": names.get(key, key)}
    values = {"name": names.get(key, key), "why": result.why}
    if result.fired:
        return _("“%(name)s” fires: %(why)s.") % values
    return _("“%(name)s” does not fire: %(why)s.") % values
