"""Agents' to-dos."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from conversations import rows
from conversations.enums import Author, Priority
from conversations.events.work import (
    TaskCancelled,
    TaskCompleted,
    TaskCreated,
    TaskEscalated,
    TaskFellDue,
)
from conversations.services.thread import Thread, lock_thread
from routing.access import refusal_of_part, visible_tasks
from routing.enums import DeadlineKind, TaskState
from routing.models import Deadline, Handoff, Task
from routing.services import deadlines
from routing.services.actions import Action
from routing.services.hours import promise_of


def make_task(thread: Thread, handoff: Handoff, action: Action) -> Task:
    """Make the to-do of a handoff: due when the first response is; the caller arms it. Records `task.created`."""
    contact = handoff.package.get("contact", {})
    task = Task(
        conversation=thread.conversation,
        handoff=handoff,
        team=handoff.team,
        agent=handoff.agent,
        title=(action.task_title or handoff.reason)[:200],
        description=handoff.package.get("header", ""),
        contact=" · ".join(value for value in contact.values() if value)[:200],
        priority=max(handoff.priority, action.task_priority),
        due_at=handoff.answer_due_at or thread.now,
    )
    rows.insert(task)
    thread.record(
        TaskCreated(task_id=str(task.pk), title=task.title, priority=Priority(task.priority).word), actor=Author.SYSTEM
    )
    return task


def complete_task(*, task_id: UUID, user: User, outcome: str = "") -> Task:
    """Mark a to-do done; doing it twice changes nothing. Records `task.completed`.

    Raises:
        NotVisible: there is no such task for this person.
    """
    found = visible_tasks(user).filter(pk=task_id).first()
    if found is None:
        raise refusal_of_part(user, Task.objects.filter(pk=task_id))
    with lock_thread(found.conversation_id) as thread:
        task = Task.objects.get(pk=task_id)
        if task.state == TaskState.OPEN:
            close_task(thread, task, user=user, outcome=outcome)
    return task


def cancel_tasks(thread: Thread, handoff: Handoff) -> None:
    """Drop the open to-dos of a handoff that nobody needs any more. Records `task.cancelled` for each."""
    for task in handoff.tasks.filter(state=TaskState.OPEN):
        task.state, task.done_at = TaskState.CANCELLED, thread.now
        task.save()
        deadlines.cancel_for_task(thread, task)
        thread.record(TaskCancelled(task_id=str(task.pk), title=task.title), actor=Author.LEAD)


def move_tasks(thread: Thread, handoff: Handoff, *, before: datetime, due_at: datetime) -> None:
    """Give the handoff's open to-dos that were due at `before` a new time; their reminders begin again."""
    for task in handoff.tasks.filter(state=TaskState.OPEN, due_at=before):
        task.due_at = due_at
        task.save(update_fields=["due_at"])
        deadlines.cancel_for_task(thread, task)
        deadlines.arm(thread, kind=DeadlineKind.TASK_DUE, due_at=due_at, task=task)


def task_due(thread: Thread, deadline: Deadline) -> None:
    """Remind whose to-do it is; after one more first-response time of its team the managers are told.

    Records `task.fell_due`.
    """
    task = deadline.task
    if task is None or task.state != TaskState.OPEN:
        return
    thread.record(
        TaskFellDue(task_id=str(task.pk), title=task.title, team=task.team_id, agent=task.agent_id), actor=Author.SYSTEM
    )
    overdue_at = promise_of(task.team, priority=task.priority).answer_due(thread.now)
    deadlines.arm(thread, kind=DeadlineKind.TASK_OVERDUE, due_at=overdue_at, task=task)


def task_overdue(thread: Thread, deadline: Deadline) -> None:
    """Tell the managers of a to-do that is still open after its reminder. Records `task.escalated`."""
    task = deadline.task
    if task is not None and task.state == TaskState.OPEN:
        fact = TaskEscalated(task_id=str(task.pk), title=task.title, team=task.team_id, agent=task.agent_id)
        thread.record(fact, actor=Author.SYSTEM)


def close_task(thread: Thread, task: Task, *, user: User, outcome: str) -> None:
    """Settle an open to-do inside the thread's transaction. Records `task.completed`."""
    task.state, task.outcome = TaskState.DONE, outcome[:300]
    task.done_at, task.done_by = thread.now, user
    task.save()
    deadlines.cancel_for_task(thread, task)
    thread.record(TaskCompleted(task_id=str(task.pk), title=task.title), actor=Author.AGENT, user=user)
