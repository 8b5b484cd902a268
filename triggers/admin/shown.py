"""A decision as the admin's pages show it: a headline, the text with the words that counted, scenarios by weight."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from triggers.engine import Decision, Evidence, ScenarioResult
from triggers.enums import Category
from triggers.services.answers import AnswerPiece, cut_text

# So many that did not fire stand beside those that did; the rest is folded away.
CLOSEST = 3


@dataclass(frozen=True, slots=True)
class ShownScenario:
    """One scenario's answer; `notes`: what other rules say of it."""

    key: str
    name: str
    category: str
    score: float
    threshold: float
    fired: bool
    acts: bool
    shadow: bool
    why: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """What `admin/triggers/decision.html` draws. `rows`: what fired and what came closest, `others`: the rest."""

    headline: str
    tone: str
    pieces: Sequence[AnswerPiece]
    rows: Sequence[ShownScenario]
    others: Sequence[ShownScenario]

    @property
    def has_doubts(self) -> bool:
        """Whether some words speak against a scenario."""
        return any(piece.against for piece in self.pieces)


def show_decision(
    decision: Decision,
    text: str,
    names: Mapping[str, str],
    *,
    results: Iterable[ScenarioResult] | None = None,
    notes: Mapping[str, tuple[str, ...]] | None = None,
) -> ShownDecision:
    """Return a decision for a page. `results`: other ones than the decision's own; `notes` by the scenarios' keys."""
    listed = list(decision.results if results is None else results)
    ranked = sorted(listed, key=lambda each: (each.key != decision.scenario, not each.fired, -each.score))
    fired = sum(result.fired for result in ranked)
    near = closest(ranked[fired:], notes or {})
    first = [*ranked[:fired], *near]
    rest = [result for result in ranked if result not in first]
    shown = {result.key: _show(result, decision, names, (notes or {}).get(result.key, ())) for result in ranked}
    telling = [result for result in first if result.fired] or near
    return ShownDecision(
        headline=say_decision(decision, names),
        tone="warn" if decision.fired else "good",
        pieces=cut_text(text, _all(telling, "evidence"), _all(near, "against")),
        rows=[shown[result.key] for result in first],
        others=[shown[result.key] for result in rest],
    )


def closest(silent: Sequence[ScenarioResult], notes: Mapping[str, tuple[str, ...]]) -> list[ScenarioResult]:
    """Return what nearly fired: where words speak against it, where other rules differ, and the highest scores."""
    stopped = [result for result in silent if result.against][:CLOSEST]
    differing = [result for result in silent if notes.get(result.key) and result not in stopped]
    scored = [result for result in silent if result.score and result not in stopped and result not in differing]
    return [*stopped, *differing, *scored[:CLOSEST]]


def say_decision(decision: Decision, names: Mapping[str, str]) -> str:
    """Return a decision in a sentence."""
    if decision.fired:
        return _("“%(name)s” triggers a handoff.") % {"name": names.get(decision.scenario, decision.scenario)}
    if decision.shadowed:
        fired = ", ".join(f"“{names.get(result.key, result.key)}”" for result in decision.shadowed)
        return _("No handoff. In shadow, %(names)s would trigger one.") % {"names": fired}
    if decision.offer:
        return _("No handoff. A person may be offered: “%(name)s” is likely.") % {
            "name": names.get(decision.offer, decision.offer)
        }
    return _("No handoff.")


def _all(results: Iterable[ScenarioResult], kind: str) -> list[Evidence]:
    return [found for result in results for found in getattr(result, kind)]


def _show(
    result: ScenarioResult, decision: Decision, names: Mapping[str, str], notes: tuple[str, ...]
) -> ShownScenario:
    label = str(Category(result.category).label) if result.category in Category.values else result.category
    return ShownScenario(
        key=result.key,
        name=names.get(result.key, result.key),
        category=label,
        score=result.score,
        threshold=result.threshold,
        fired=result.fired,
        acts=decision.fired and result.key == decision.scenario,
        shadow=result.mode == "shadow",
        why=result.why,
        notes=notes,
    )
