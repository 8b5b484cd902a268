"""What a handoff means for the people in it, as plain values: what the customer reads and what a colleague finds."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conversations.enums import Author, Direction, Priority
from conversations.models import Conversation, Message
from routing.models import Deadline, Handoff, Task

# As `assignment.choose_agent` gives its reasons.
ASSIGNED = {
    "owner": gettext_lazy("the customer's owner"),
    "scenario": gettext_lazy("the scenario's person"),
    "round_robin": gettext_lazy("next in turn of those online now"),
    "queue": gettext_lazy("no one is online now, so it waits in the team queue"),
    "full": gettext_lazy("everyone online is at their limit, so it waits in the team queue"),
}


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """One message as the customer would read it; `by`: customer, AI or automatic message, in the reader's language."""

    author: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class ToDo:
    """The task that a colleague would get."""

    title: str
    priority: str
    due_at: datetime
    contact: str


@dataclass(frozen=True, slots=True)
class StartedClock:
    """One clock that would start."""

    name: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Ending:
    """A handoff with everything that belongs to it. `agent` is empty when it waits for the whole team."""

    reason: str
    category: str
    scenario: str
    priority: Priority
    acknowledgement: str
    team: str
    agent: str
    why_there: str
    tags: tuple[str, ...]
    task: ToDo | None
    alarms: tuple[StartedClock, ...]
    header: str


def read_aloud(conversation: Conversation) -> tuple[ReadMessage, ...]:
    """Return what was said in a conversation, without notes, in the order in which the customer reads it."""
    messages = Message.objects.filter(conversation=conversation).exclude(direction=Direction.NOTE).order_by("version")
    return tuple(ReadMessage(message.author, _name_of(message.author), message.body) for message in messages)


def describe_ending(handoff: Handoff) -> Ending:
    """Return what a handoff brings to customer and colleagues."""
    assignment = handoff.assignments.order_by("-pk").first()
    reason = assignment.reason if assignment else ""
    return Ending(
        reason=handoff.reason,
        category=handoff.get_category_display() if handoff.category else "",
        scenario=handoff.scenario.name if handoff.scenario else "",
        priority=Priority(handoff.priority),
        acknowledgement=handoff.acknowledgement.body if handoff.acknowledgement else "",
        team=handoff.team.name,
        agent=str(handoff.agent or ""),
        why_there=str(ASSIGNED.get(reason, reason)),
        tags=tuple(handoff.conversation.tags.order_by("name").values_list("name", flat=True)),
        task=_task_of(handoff),
        alarms=tuple(_alarms_of(handoff)),
        header=str(handoff.package.get("header", "")),
    )


def _task_of(handoff: Handoff) -> ToDo | None:
    task = Task.objects.filter(handoff=handoff).first()
    return ToDo(task.title, task.get_priority_display(), task.due_at, task.contact) if task else None


def _alarms_of(handoff: Handoff) -> list[StartedClock]:
    deadlines = Deadline.objects.filter(handoff=handoff).order_by("due_at", "kind")
    return [StartedClock(deadline.get_kind_display(), deadline.due_at) for deadline in deadlines]


def _name_of(author: str) -> str:
    names = {Author.LEAD: _("Customer"), Author.AI: _("AI"), Author.AGENT: _("Agent")}
    return names.get(Author(author), _("Automatic message"))
