"""Agents' to-dos."""

from uuid import UUID

from accounts.models import User
from conversations import rows
from conversations.enums import Author, Priority
from conversations.events.work import TaskCancelled, TaskCompleted, TaskCreated
from conversations.services.thread import Thread, lock_thread
from routing.access import refusal_of_part, visible_tasks
from routing.enums import TaskState
from routing.models import Handoff, Task
from routing.services.actions import Action


def make_task(thread: Thread, handoff: Handoff, action: Action) -> Task:
    """Make the to-do of a handoff: due when the first response is. Records `task.created`."""
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
        thread.record(TaskCancelled(task_id=str(task.pk), title=task.title), actor=Author.LEAD)


def close_task(thread: Thread, task: Task, *, user: User, outcome: str) -> None:
    """Settle an open to-do inside the thread's transaction. Records `task.completed`."""
    task.state, task.outcome = TaskState.DONE, outcome[:300]
    task.done_at, task.done_by = thread.now, user
    task.save()
    thread.record(TaskCompleted(task_id=str(task.pk), title=task.title), actor=Author.AGENT, user=user)
