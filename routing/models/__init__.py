"""Who takes over, and by when."""

from routing.models.acknowledgement import AcknowledgementTemplate
from routing.models.agent import AgentProfile
from routing.models.assignment import Assignment
from routing.models.calendar import Calendar, CalendarException, CalendarSpan
from routing.models.deadline import Deadline
from routing.models.handoff import Handoff
from routing.models.sla import SlaPolicy, SlaTarget
from routing.models.task import Task

__all__ = [
    "AcknowledgementTemplate",
    "AgentProfile",
    "Assignment",
    "Calendar",
    "CalendarException",
    "CalendarSpan",
    "Deadline",
    "Handoff",
    "SlaPolicy",
    "SlaTarget",
    "Task",
]
