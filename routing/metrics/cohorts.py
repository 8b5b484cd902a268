"""The rows that metrics are about.

What is no customer's matter is left out here, once for all metrics: a simulation is rolled back and so leaves no row;
a new kind of row that is not real (a drill, a blocked sender's) is excluded in `source`.
"""

from datetime import timedelta

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf

from conversations.enums import Author, Delivery, Direction, TurnState
from conversations.events.talk import ConversationReopened
from conversations.models import AiTurn, Conversation, Event, Message
from routing.enums import Cause, TaskState
from routing.metrics.cohort import Cohort
from routing.metrics.scope import Dimension, Scope
from routing.models import Assignment, Handoff, Task

#: Whether a customer came back is asked so long after the end of the work.
COMES_BACK = timedelta(days=7)
TRANSFER = "transfer"


def _within(column: str, scope: Scope) -> Q:
    return Q(**{f"{column}__gte": scope.week.begins, f"{column}__lt": scope.week.ends})


def _wrote(scope: Scope) -> QuerySet[Conversation]:
    said = Message.objects.filter(_within("created_at", scope), direction=Direction.INBOUND)
    return Conversation.objects.filter(pk__in=said.order_by().values("conversation_id"))


def _said_by(author: Author, scope: Scope) -> Exists:
    said = Message.objects.filter(_within("created_at", scope), author=author, direction=Direction.OUTBOUND)
    return Exists(said.filter(conversation=OuterRef("pk")).exclude(delivery=Delivery.FAILED))


def _handed_off(scope: Scope) -> Combinable:
    return Exists(Handoff.objects.filter(_within("detected_at", scope), conversation=OuterRef("pk")))


CONVERSATIONS = Cohort(
    name="conversations",
    model=Conversation,
    source=_wrote,
    at="last_message_at",
    conversation="pk",
    columns={
        Dimension.TEAM: "team_id",
        Dimension.CHANNEL: "account__kind",
        Dimension.LANGUAGE: "language",
        Dimension.LEAD_CLASS: "lead_class",
    },
    facts={
        "handed_off": _handed_off,
        "ai_answered": lambda scope: _said_by(Author.AI, scope),
        "person_answered": lambda scope: _said_by(Author.AGENT, scope),
    },
)


def _transfers(_scope: Scope) -> Combinable:
    moves = Assignment.objects.filter(handoff=OuterRef("pk"), reason=TRANSFER).order_by().values("handoff")
    return Coalesce(Subquery(moves.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def _called_again(_scope: Scope) -> Combinable:
    later = Handoff.objects.exclude(cause=Cause.TAKEOVER).filter(conversation__lead=OuterRef("conversation__lead"))
    ended = OuterRef("ended_at")
    return Exists(later.filter(detected_at__gt=ended, detected_at__lte=ended + COMES_BACK).order_by())


def _wrote_again(_scope: Scope) -> Combinable:
    said = Message.objects.filter(conversation__lead=OuterRef("conversation__lead"), direction=Direction.INBOUND)
    done = OuterRef("resolved_at")
    return Exists(said.filter(created_at__gt=done, created_at__lte=done + COMES_BACK).order_by())


def _reopened(_scope: Scope) -> Combinable:
    opened = Event.objects.filter(conversation=OuterRef("conversation"), kind=ConversationReopened.kind)
    done = OuterRef("resolved_at")
    return Exists(opened.filter(created_at__gt=done, created_at__lte=done + COMES_BACK).order_by())


def _long_ago(column: str, scope: Scope) -> Combinable:
    """Whether something is so long ago that the customer would have come back by now."""
    return ExpressionWrapper(Q(**{f"{column}__lte": scope.now - COMES_BACK}), output_field=BooleanField())


def _packed(*path: str) -> Combinable:
    """Return a text of the package; null where it is empty or missing."""
    return NullIf(KT("__".join(("package", *path))), Value(""), output_field=TextField())


HANDOFFS = Cohort(
    name="handoffs",
    model=Handoff,
    source=lambda scope: Handoff.objects.filter(_within("detected_at", scope)),
    at="detected_at",
    conversation="conversation_id",
    person="agent_id",
    columns={
        Dimension.TEAM: "team_id",
        Dimension.CHANNEL: "conversation__account__kind",
        Dimension.LANGUAGE: "conversation__language",
        Dimension.CATEGORY: "category",
        Dimension.SCENARIO: "scenario__key",
        Dimension.PHRASE: "phrase",
        Dimension.LEAD_CLASS: "conversation__lead_class",
        Dimension.AGENT: "agent_id",
    },
    facts={
        "transfers": _transfers,
        "ended_long_ago": lambda scope: _long_ago("ended_at", scope),
        "resolved_long_ago": lambda scope: _long_ago("resolved_at", scope),
        "called_again": _called_again,
        "wrote_again": _wrote_again,
        "reopened": _reopened,
        "phrase": lambda _scope: _packed("evidence", "0", "rule"),
        "known_name": lambda _scope: _packed("contact", "name"),
        "known_email": lambda _scope: _packed("contact", "email"),
        "known_phone": lambda _scope: _packed("contact", "phone"),
        "known_problem": lambda _scope: _packed("problem"),
    },
)

FINISHED = (TurnState.ANSWERED, TurnState.HANDED_OFF)
TURNS = Cohort(
    name="turns",
    model=AiTurn,
    source=lambda scope: AiTurn.objects.filter(_within("due_at", scope), state__in=FINISHED),
    at="due_at",
    conversation="conversation_id",
    columns={
        Dimension.TEAM: "conversation__team_id",
        Dimension.CHANNEL: "conversation__account__kind",
        Dimension.LANGUAGE: "conversation__language",
        Dimension.LEAD_CLASS: "conversation__lead_class",
    },
    facts={
        "confidence": lambda _scope: KT("report__confidence"),
        "tokens_in": lambda _scope: KT("report__usage__prompt_tokens"),
        "tokens_out": lambda _scope: KT("report__usage__completion_tokens"),
    },
)

TASKS = Cohort(
    name="tasks",
    model=Task,
    source=lambda scope: Task.objects.filter(_within("due_at", scope)).exclude(state=TaskState.CANCELLED),
    at="due_at",
    conversation="conversation_id",
    person="agent_id",
    columns={
        Dimension.TEAM: "team_id",
        Dimension.CHANNEL: "conversation__account__kind",
        Dimension.LANGUAGE: "conversation__language",
        Dimension.LEAD_CLASS: "conversation__lead_class",
        Dimension.AGENT: "agent_id",
    },
)
