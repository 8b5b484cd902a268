"""What people say of a decision: this scenario should, or should not, have fired. The last word counts.

Everybody has one word on each message and scenario. It is a verdict, by which a back-test measures, and a regression
case. A word that binds (an admin's or a manager's) makes a case that must pass before rules are published; anybody
else's makes a proposal, which an admin may accept, and never touches a case that must pass.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from conversations.models import Message
from triggers.engine import ScenarioResult
from triggers.enums import Expectation, Opinion
from triggers.facts import Facts
from triggers.models import RegressionCase, Verdict
from triggers.services.answers import result_of
from triggers.services.explain import Explanation, Occasion, explain
from triggers.services.regression import Demand, keep_case

NOTE_LENGTH = 300


class NotJudged(Exception):  # noqa: N818 - it names what is missing
    """The message was not judged, so there is no decision to speak of."""


class UnknownScenario(Exception):  # noqa: N818 - it names what is missing
    """No rules, then or now, have a scenario of this key."""


@dataclass(frozen=True, slots=True)
class ReviewWord:
    """What somebody says of one scenario. `binds`: the case made of it must pass before rules are published."""

    scenario_key: str
    should_fire: bool
    note: str = ""
    binds: bool = False


def give_verdict(*, message: Message, word: ReviewWord, user: User) -> Verdict:
    """Keep a word on a message, and the regression case that comes of it.

    Raises:
        NotJudged: nothing judged the message.
        UnknownScenario: neither the rules that judged it nor today's have the scenario.
    """
    explanation = explain(message, with_draft=False)
    if not explanation.occasions:
        raise NotJudged
    if word.scenario_key not in explanation.names:
        raise UnknownScenario(word.scenario_key)
    facts = telling_facts(explanation, word.scenario_key)
    opinion = Opinion.UNNECESSARY
    if word.should_fire:
        opinion = Opinion.JUSTIFIED if _has_fired(explanation, word.scenario_key) else Opinion.MISSED
    with transaction.atomic():
        verdict, _made = Verdict.objects.update_or_create(
            conversation=message.conversation,
            message=message,
            scenario_key=word.scenario_key,
            handoff_id=None,
            reviewer=user,
            defaults={"opinion": opinion, "note": word.note.strip()[:NOTE_LENGTH]},
        )
        if word.binds or not _must_pass(message, word.scenario_key):
            name = f"{explanation.names[word.scenario_key]}: {' '.join(message.body.split())}"
            demand = Demand(Expectation.FIRES if word.should_fire else Expectation.SILENT, word.scenario_key)
            keep_case(name=name, facts=facts, demand=demand, user=user, message=message, is_active=word.binds)
    return verdict


def withdraw_verdict(*, message: Message, scenario_key: str, user: User, binds: bool) -> bool:
    """Take this person's word back with the case made of it; return whether there was one.

    Who binds takes back everybody's. A case that must pass goes only with a word that binds.
    """
    with transaction.atomic():
        said = words_on(message).filter(scenario_key=scenario_key)
        cases = RegressionCase.objects.filter(message=message, scenario_key=scenario_key)
        if not binds:
            said, cases = said.filter(reviewer=user), cases.filter(is_active=False, created_by=user)
        gone, _rows = said.delete()
        cases.delete()
    return bool(gone)


def words_on(message: Message) -> QuerySet[Verdict]:
    """Return what people said of the scenarios on a message, by scenario, the last word first."""
    words = Verdict.objects.filter(message=message, handoff_id__isnull=True)
    return words.select_related("reviewer").order_by("scenario_key", "-updated_at", "-pk")


def telling_facts(explanation: Explanation, scenario_key: str) -> Facts:
    """Return the facts of the occasion on which the scenario came closest to firing; of equals the first."""
    return max(explanation.occasions, key=lambda occasion: _score(occasion, scenario_key)).facts


def _has_fired(explanation: Explanation, scenario_key: str) -> bool:
    found = [result_of(occasion.then, scenario_key) for occasion in explanation.occasions]
    return any(result.fired for result in found if result)


def _score(occasion: Occasion, scenario_key: str) -> tuple[bool, float]:
    found = [result_of(decision, scenario_key) for decision in (occasion.then, occasion.published)]
    known: list[ScenarioResult] = [result for result in found if result]
    return any(result.fired for result in known), max((result.score for result in known), default=0.0)


def _must_pass(message: Message, scenario_key: str) -> bool:
    return RegressionCase.objects.filter(message=message, scenario_key=scenario_key, is_active=True).exists()
