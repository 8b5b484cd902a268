"""Factories of rules and of what they found."""

from django.db.models import Max
from factory.declarations import LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from tests.factories.conversations import MessageFactory
from triggers.enums import Category
from triggers.models import Detection, Phrase, Scenario, TriggerVersion


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
