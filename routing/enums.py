"""The closed vocabularies of routing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cause(TextChoices):
    """What opened a handoff."""

    TRIGGER = "trigger", _("a trigger fired")
    AI = "ai", _("the AI asked")
    TAKEOVER = "takeover", _("an agent took over")
    MANUAL = "manual", _("opened manually")


class EndReason(TextChoices):
    """How a handoff ended."""

    RESOLVED = "resolved", _("resolved")
    RESUMED = "resumed", _("handed back to the AI")
    WITHDRAWN = "withdrawn", _("the customer no longer needed a person")
    REACTIVATED = "reactivated", _("no one acted: AI resumed")


class Outcome(TextChoices):
    """What came of the work."""

    SOLVED = "solved", _("solved")
    NOT_SOLVED = "not_solved", _("not solved")
    SALE = "sale", _("sale")
    NO_ANSWER = "no_answer", _("no reply from customer")
    SPAM = "spam", _("spam")


class Availability(TextChoices):
    """Whether an agent takes new conversations."""

    ONLINE = "online", _("online")
    AWAY = "away", _("away")
    OFFLINE = "offline", _("offline")


class TaskState(TextChoices):
    """How a to-do stands."""

    OPEN = "open", _("open")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")


class SlaMetric(TextChoices):
    """What a time is promised for; a clock of the same name runs to it."""

    FIRST_RESPONSE = "first_response", _("first response")
    RESOLUTION = "resolution", _("resolution")


class SlaHours(TextChoices):
    """Which time counts towards a promise."""

    BUSINESS = "business", _("in opening hours")
    WALL = "wall", _("around the clock")


class DeadlineKind(TextChoices):
    """What a deadline is for."""

    FIRST_RESPONSE = "first_response", _("first response")
    REACTIVATION = "reactivation", _("reactivation of the AI")
    RESOLUTION = "resolution", _("resolution")
    UNSNOOZE = "unsnooze", _("end of snooze")
    TASK_DUE = "task_due", _("task due")
    TASK_OVERDUE = "task_overdue", _("task overdue")


#: Whose a deadline is: the conversation's alone, a task's; all others are a handoff's.
CONVERSATION_DEADLINES = (DeadlineKind.UNSNOOZE,)
TASK_DEADLINES = (DeadlineKind.TASK_DUE, DeadlineKind.TASK_OVERDUE)


class DeadlineState(TextChoices):
    """How a deadline stands."""

    ARMED = "armed", _("armed")
    FIRED = "fired", _("fired")
    CANCELLED = "cancelled", _("cancelled")
