"""Why a message called a person or did not, as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypedDict

from routing.payloads.handoff import EvidencePayload
from routing.payloads.moments import Key, Moment, at
from routing.payloads.people import PersonPayload, person_payload
from triggers.engine import Decision, Evidence, ScenarioResult
from triggers.enums import Category, Mode
from triggers.models import Verdict
from triggers.services.answers import is_judged, result_of
from triggers.services.explain import Explanation, Occasion, all_results


class WhyResultPayload(TypedDict):
    """What one scenario said; `against`: words that speak against it. `stage`: where the score comes from.

    `published` and `draft`: whether it fires by those rules now; null: it is off or not among them.
    """

    key: str
    name: str
    category: Annotated[str, Category]
    category_label: str
    score: float
    threshold: float
    fired: bool
    acts: bool
    mode: Annotated[str, Mode]
    stage: Literal["", "patterns", "meaning"]
    why: str
    evidence: list[EvidencePayload]
    against: list[EvidencePayload]
    published: bool | None
    draft: bool | None


class OtherRulesPayload(TypedDict):
    """What other rules say now of the same message; `scenario` is the one that acts, empty for none."""

    version: int
    fired: bool
    scenario: str
    scenario_name: str


class OccasionPayload(TypedDict):
    """One time that the message was judged: when it came, by what it means, or with what the AI said of its answer.

    `offer`: the scenario for which a person may be offered, where none fires; else empty.
    """

    occasion: Literal["arrival", "meaning", "reply"]
    version: int
    fired: bool
    scenario: str
    scenario_name: str
    offer: str
    results: list[WhyResultPayload]
    published: OtherRulesPayload
    draft: OtherRulesPayload | None


class MessageVerdictPayload(TypedDict):
    """Somebody's word on a scenario. `case`: what became of it among the regression cases."""

    scenario: str
    scenario_name: str
    should_fire: bool
    by: PersonPayload | None
    at: Moment
    note: str
    may_withdraw: bool
    case: Literal["must_pass", "proposal", "none"]


class WhyPayload(TypedDict):
    """A message's decisions, oldest first; without any, `silence` says why it was not judged.

    `binds`: a case made of my verdict must pass before rules are published.
    """

    message: Key
    text: str
    silence: str
    occasions: list[OccasionPayload]
    verdicts: list[MessageVerdictPayload]
    binds: bool


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """What people said of a message: each verdict, which of them the reader may withdraw, and the cases by scenario."""

    verdicts: Sequence[Verdict]
    withdrawable: frozenset[int]
    cases: dict[str, bool]
    binds: bool


def why_payload(explanation: Explanation, words: VerdictWords) -> WhyPayload:
    """Return an explanation with what people said of it."""
    message = explanation.message
    return {
        "message": str(message.pk),
        "text": explanation.occasions[0].facts.text if explanation.occasions else message.body,
        "silence": explanation.silence,
        "occasions": [_occasion(occasion, explanation) for occasion in explanation.occasions],
        "verdicts": [_verdict(verdict, explanation, words) for verdict in words.verdicts],
        "binds": words.binds,
    }


def _occasion(occasion: Occasion, explanation: Explanation) -> OccasionPayload:
    then = occasion.then
    return {
        "occasion": _moment_of(occasion),
        "version": then.version,
        "fired": then.fired,
        "scenario": then.scenario,
        "scenario_name": _name(explanation, then.scenario),
        "offer": then.offer,
        "results": [_result(result, occasion, explanation) for result in all_results(occasion)],
        "published": _other(occasion.published, explanation),
        "draft": _other(occasion.draft, explanation) if occasion.draft else None,
    }


def _moment_of(occasion: Occasion) -> Literal["arrival", "meaning", "reply"]:
    if not occasion.with_reply:
        return "arrival"
    return "meaning" if occasion.facts.signals is None else "reply"


def _result(result: ScenarioResult, occasion: Occasion, explanation: Explanation) -> WhyResultPayload:
    return {
        "key": result.key,
        "name": _name(explanation, result.key),
        "category": result.category,
        "category_label": str(Category(result.category).label) if result.category in Category.values else "",
        "score": round(result.score, 4),
        "threshold": round(result.threshold, 4),
        "fired": result.fired,
        "acts": occasion.then.fired and result.key == occasion.then.scenario,
        "mode": result.mode,
        "stage": _stage(result),
        "why": result.why,
        "evidence": evidence_payload(result.evidence),
        "against": evidence_payload(result.against),
        "published": _fires(occasion.published, result.key),
        "draft": _fires(occasion.draft, result.key) if occasion.draft else None,
    }


def _stage(result: ScenarioResult) -> Literal["", "patterns", "meaning"]:
    match result.stage:
        case "patterns" | "meaning" as stage:
            return stage
    return ""


def evidence_payload(evidence: Iterable[Evidence]) -> list[EvidencePayload]:
    """Return words that counted, with their places in the text."""
    return [{"start": found.start, "end": found.end, "text": found.text, "rule": found.rule} for found in evidence]


def _fires(decision: Decision, key: str) -> bool | None:
    result = result_of(decision, key)
    return result.fired if result and is_judged(result) else None


def _other(decision: Decision, explanation: Explanation) -> OtherRulesPayload:
    return {
        "version": decision.version,
        "fired": decision.fired,
        "scenario": decision.scenario,
        "scenario_name": _name(explanation, decision.scenario),
    }


def _verdict(verdict: Verdict, explanation: Explanation, words: VerdictWords) -> MessageVerdictPayload:
    active = words.cases.get(verdict.scenario_key)
    return {
        "scenario": verdict.scenario_key,
        "scenario_name": _name(explanation, verdict.scenario_key),
        "should_fire": verdict.should_fire,
        "by": person_payload(verdict.reviewer),
        "at": at(verdict.updated_at),
        "note": verdict.note,
        "may_withdraw": verdict.pk in words.withdrawable,
        "case": "none" if active is None else "must_pass" if active else "proposal",
    }


def _name(explanation: Explanation, key: str) -> str:
    return explanation.names.get(key, key)
