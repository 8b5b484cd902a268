"""Factories of routing.

A `HandoffFactory` row stands alone: it moves no floor and tells nobody. For an episode as it really happens use
`scenes`.
"""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone
from factory.declarations import LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from conversations.enums import Priority
from routing.enums import Availability, Cause, DeadlineKind, SlaMetric
from routing.models import (
    AcknowledgementTemplate,
    AgentProfile,
    Assignment,
    Calendar,
    CalendarException,
    CalendarSpan,
    Deadline,
    Handoff,
    SlaPolicy,
    SlaTarget,
    Task,
)
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.conversations import ConversationFactory
from triggers.enums import Category


class AgentProfileFactory(DjangoModelFactory):
    """An agent who is online, and whose browser was heard just now."""

    class Meta:
        model = AgentProfile

    user = SubFactory(UserFactory)
    availability = Availability.ONLINE
    last_seen_at = LazyFunction(timezone.now)


class HandoffFactory(DjangoModelFactory):
    """An open episode, just detected."""

    class Meta:
        model = Handoff

    conversation = SubFactory(ConversationFactory)
    cause = Cause.TRIGGER
    category = Category.EXPLICIT_REQUEST
    reason = "asks for a person"
    team = SelfAttribute("conversation.team")
    detected_at = LazyFunction(timezone.now)


class AssignmentFactory(DjangoModelFactory):
    """The running assignment of a handoff to its team."""

    class Meta:
        model = Assignment

    handoff = SubFactory(HandoffFactory)
    team = SelfAttribute("handoff.team")
    agent = SelfAttribute("handoff.agent")
    reason = "round robin"
    started_at = LazyFunction(timezone.now)


class TaskFactory(DjangoModelFactory):
    """An open to-do, due in an hour."""

    class Meta:
        model = Task

    conversation = SubFactory(ConversationFactory)
    team = SelfAttribute("conversation.team")
    title = Sequence(lambda n: f"Call back {n}")
    due_at = LazyFunction(lambda: timezone.now() + timedelta(hours=1))


class DeadlineFactory(DjangoModelFactory):
    """An armed first-response deadline, due in fifteen minutes."""

    class Meta:
        model = Deadline

    handoff = SubFactory(HandoffFactory)
    conversation = SelfAttribute("handoff.conversation")
    kind = DeadlineKind.FIRST_RESPONSE
    due_at = LazyFunction(lambda: timezone.now() + timedelta(minutes=15))


class CalendarFactory(DjangoModelFactory):
    """Open around the clock."""

    class Meta:
        model = Calendar

    name = Sequence(lambda n: f"Calendar {n}")
    always_open = True


class CalendarSpanFactory(DjangoModelFactory):
    """Monday, nine to five."""

    class Meta:
        model = CalendarSpan

    calendar = SubFactory(CalendarFactory, always_open=False)
    weekday = 0
    opens = time(9)
    closes = time(17)


class CalendarExceptionFactory(DjangoModelFactory):
    """A holiday."""

    class Meta:
        model = CalendarException

    calendar = SubFactory(CalendarFactory, always_open=False)
    date = LazyFunction(lambda: timezone.now().date())
    name = "Holiday"


class SlaPolicyFactory(DjangoModelFactory):
    """A team's policy: answered in 15 minutes (urgent 5), done in a day, in open hours."""

    class Meta:
        model = SlaPolicy

    name = Sequence(lambda n: f"Policy {n}")
    team = SubFactory(TeamFactory)
    calendar = SubFactory(CalendarFactory)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        times = {
            (SlaMetric.FIRST_RESPONSE, Priority.NORMAL): fields.pop("first_response_minutes", 15),
            (SlaMetric.FIRST_RESPONSE, Priority.URGENT): fields.pop("urgent_first_response_minutes", 5),
            (SlaMetric.RESOLUTION, Priority.NORMAL): fields.pop("resolution_minutes", 24 * 60),
        }
        policy = super()._create(model_class, *args, **fields)
        for (metric, priority), minutes in times.items():
            SlaTarget.objects.create(policy=policy, metric=metric, priority=priority, minutes=minutes)
        return policy


class SlaTargetFactory(DjangoModelFactory):
    """Urgent work is done in four hours."""

    class Meta:
        model = SlaTarget

    policy = SubFactory(SlaPolicyFactory)
    metric = SlaMetric.RESOLUTION
    priority = Priority.URGENT
    minutes = 240


class AcknowledgementTemplateFactory(DjangoModelFactory):
    """A sentence for open hours."""

    class Meta:
        model = AcknowledgementTemplate

    key = Sequence(lambda n: f"template-{n}")
    hours = AcknowledgementTemplate.Hours.OPEN
    text = "I am connecting you to {team}."
