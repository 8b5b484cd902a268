"""Factories of rules and of what they found."""

from datetime import timedelta

from django.db.models import Max
from django.utils import timezone
from factory.declarations import LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from tests.factories.conversations import MessageFactory
from triggers.enums import Category, Expectation, Opinion, Side
from triggers.facts import Facts
from triggers.models import (
    Backtest,
    BacktestFinding,
    Detection,
    InstalledScenario,
    Phrase,
    RegressionCase,
    Scenario,
    TriggerVersion,
    Verdict,
    WordGroup,
)


class ScenarioFactory(DjangoModelFactory):
    """A live scenario without phrases."""

    class Meta:
        model = Scenario

    key = Sequence(lambda n: f"scenario-{n}")
    name = Sequence(lambda n: f"Scenario {n}")
    category = Category.EXPLICIT_REQUEST


class PhraseFactory(DjangoModelFactory):
    """A phrase of a scenario."""

    class Meta:
        model = Phrase

    scenario = SubFactory(ScenarioFactory)
    text = Sequence(lambda n: f"phrase number {n}")


class TriggerVersionFactory(DjangoModelFactory):
    """The next published version of the rules, empty."""

    class Meta:
        model = TriggerVersion

    number = LazyFunction(lambda: (TriggerVersion.objects.aggregate(Max("number"))["number__max"] or 0) + 1)


class VerdictFactory(DjangoModelFactory):
    """Somebody's word on a customer's message: the scenario should have fired."""

    class Meta:
        model = Verdict

    message = SubFactory(MessageFactory)
    conversation = SelfAttribute("message.conversation")
    scenario_key = Sequence(lambda n: f"scenario-{n}")
    opinion = Opinion.MISSED


class RegressionCaseFactory(DjangoModelFactory):
    """A case that must pass: nobody is called for a greeting."""

    class Meta:
        model = RegressionCase

    name = Sequence(lambda n: f"Case {n}")
    facts = LazyFunction(lambda: Facts(text="Good morning").as_json())
    expectation = Expectation.NOBODY


class DetectionFactory(DjangoModelFactory):
    """A live detection on a customer's message."""

    class Meta:
        model = Detection

    message = SubFactory(MessageFactory)
    conversation = SelfAttribute("message.conversation")
    version = SubFactory(TriggerVersionFactory)
    scenario = SubFactory(ScenarioFactory)
    category = SelfAttribute("scenario.category")
    score = 1.0
    fired = True


class WordGroupFactory(DjangoModelFactory):
    """A group of the desk's own."""

    class Meta:
        model = WordGroup

    name = Sequence(lambda n: f"group-{n}")
    words = "parcel | package"


class InstalledScenarioFactory(DjangoModelFactory):
    """What a preset has brought."""

    class Meta:
        model = InstalledScenario

    preset = "general"
    scenario_key = Sequence(lambda n: f"scenario-{n}")


class BacktestFactory(DjangoModelFactory):
    """A back-test over the last four weeks that waits for its process."""

    class Meta:
        model = Backtest

    version = SubFactory(TriggerVersionFactory)
    until_at = LazyFunction(timezone.now)
    since_at = LazyFunction(lambda: timezone.now() - timedelta(weeks=4))


class BacktestFindingFactory(DjangoModelFactory):
    """A scenario of the draft that would have called a person."""

    class Meta:
        model = BacktestFinding

    backtest = SubFactory(BacktestFactory)
    side = Side.DRAFT
    message = SubFactory(MessageFactory)
    scenario_key = Sequence(lambda n: f"scenario-{n}")
    category = Category.EXPLICIT_REQUEST
    score = 1.0
    acts = True
