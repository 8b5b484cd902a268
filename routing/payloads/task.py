"""To-dos as JSON."""

from typing import Annotated, TypedDict

from conversations.enums import Priority, PriorityWord
from routing.enums import TaskState
from routing.models import Task
from routing.payloads.moments import Key, Moment, at, iso
from routing.payloads.people import PersonPayload, TeamPayload, person_payload, team_payload


class TaskPayload(TypedDict):
    """Something a person must do for a customer, by a time."""

    id: Key
    conversation: Key
    handoff: Key | None
    team: TeamPayload
    agent: PersonPayload | None
    title: str
    description: str
    contact: str
    priority: PriorityWord
    due_at: Moment
    state: Annotated[str, TaskState]
    outcome: str
    done_at: Moment | None


def task_payload(task: Task) -> TaskPayload:
    """Return a to-do; reads its team and agent."""
    return {
        "id": str(task.pk),
        "conversation": str(task.conversation_id),
        "handoff": str(task.handoff_id) if task.handoff_id else None,
        "team": team_payload(task.team),
        "agent": person_payload(task.agent),
        "title": task.title,
        "description": task.description,
        "contact": task.contact,
        "priority": Priority(task.priority).word,
        "due_at": at(task.due_at),
        "state": task.state,
        "outcome": task.outcome,
        "done_at": iso(task.done_at),
    }
