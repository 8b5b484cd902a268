"""What happens to the work that a conversation causes: handoffs, who has them, promises, tasks.

The floors above decide what these mean; here they are names with a shape, so that every reader finds one catalogue.
"""

from django.utils.translation import gettext_lazy as _

from conversations.events.fact import Fact, Seen

TOLD = Seen.TIMELINE | Seen.NOTIFIED


class HandoffOpened(Fact, kind="handoff.opened", words=_("A handoff opened"), seen=TOLD):
    """A person must step in."""

    handoff_id: str
    cause: str
    category: str
    reason: str
    priority: str


class HandoffSeen(Fact, kind="handoff.seen", words=_("The handoff was seen"), seen=Seen.TIMELINE):
    """A person who may claim it has looked at it for the first time."""


class HandoffClaimed(Fact, kind="handoff.claimed", words=_("The handoff was claimed"), seen=Seen.TIMELINE):
    """A person holds it now."""

    handoff_id: str


class HandoffAnswered(Fact, kind="handoff.answered", words=_("The first human reply was sent")):
    """The first answer of a person; `seconds` since the handoff opened."""

    handoff_id: str
    seconds: float | int


class HandoffSummarised(Fact, kind="handoff.summarised", words=_("The summary was written"), seen=Seen.TIMELINE):
    """The package of the handoff has its summary."""

    handoff_id: str


class HandoffTransferred(Fact, kind="handoff.transferred", words=_("The handoff was transferred"), seen=TOLD):
    """A person passed it to another team or person; ids and names."""

    handoff_id: str
    team: int
    team_name: str
    agent: int | None
    agent_name: str


class HandoffReleased(Fact, kind="handoff.released", words=_("The handoff is back in the queue"), seen=TOLD):
    """Who had it left the desk or the team."""

    handoff_id: str
    reason: str
    agent_name: str
    team_name: str


class HandoffEscalated(Fact, kind="handoff.escalated", words=_("The handoff was escalated"), seen=TOLD):
    """Nobody acted in time, and it is too important for the AI."""

    handoff_id: str
    reason: str


class HandoffReactivated(Fact, kind="handoff.reactivated", words=_("AI resumed: no one acted"), seen=Seen.TIMELINE):
    """Nobody acted in time."""

    handoff_id: str


class HandoffWithdrawn(Fact, kind="handoff.withdrawn", words=_("The customer no longer needs a person"), seen=TOLD):
    """The customer needs nobody any more; `agent` is who had it."""

    handoff_id: str
    agent: int | None


class HandoffResumed(Fact, kind="handoff.resumed", words=_("The AI was resumed"), seen=Seen.TIMELINE):
    """A person handed back to the AI, with a note of what was agreed; "" where no handoff ran."""

    handoff_id: str
    note: str


class HandoffEnded(Fact, kind="handoff.ended", words=_("The handoff ended"), seen=Seen.TIMELINE):
    """It is over, and why."""

    handoff_id: str
    why: str


class HandoffReviewed(Fact, kind="handoff.reviewed", words=_("The handoff was reviewed"), seen=Seen.TIMELINE):
    """A person said whether it was right that it opened; `before` is the verdict until then."""

    handoff_id: str
    verdict: str
    before: str


class AssignmentChanged(Fact, kind="assignment.changed", words=_("The assignment changed"), seen=TOLD):
    """Another team or person has it; ids and names."""

    handoff_id: str
    team: int
    team_name: str
    agent: int | None
    agent_name: str
    reason: str
    from_team: int
    from_agent: int | None


class SlaBreached(Fact, kind="sla.breached", words=_("An SLA was breached"), seen=TOLD):
    """What was promised (`what`: the kind of deadline) was not kept; `agent` is who had it."""

    handoff_id: str
    what: str
    agent: int | None = None


class TaskCreated(Fact, kind="task.created", words=_("A task was created"), seen=Seen.TIMELINE):
    """Something is to do."""

    task_id: str
    title: str
    priority: str


class TaskCompleted(Fact, kind="task.completed", words=_("A task was completed"), seen=Seen.TIMELINE):
    """It is done."""

    task_id: str
    title: str


class TaskCancelled(Fact, kind="task.cancelled", words=_("A task was cancelled"), seen=Seen.TIMELINE):
    """It need not be done any more."""

    task_id: str
    title: str


class TaskReturned(Fact, kind="task.returned", words=_("A task went back to the team"), seen=TOLD):
    """Who had it left."""

    task_id: str
    title: str
    agent_name: str


class TaskFellDue(Fact, kind="task.fell_due", words=_("A task is due"), seen=TOLD):
    """Its time has come and it is not done; `team` and `agent`: ids of whose it is."""

    task_id: str
    title: str
    team: int
    agent: int | None


class TaskEscalated(Fact, kind="task.escalated", words=_("A task is overdue"), seen=TOLD):
    """It was not done after the reminder either; `team` and `agent`: ids of whose it is."""

    task_id: str
    title: str
    team: int
    agent: int | None
