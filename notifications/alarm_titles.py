"""What the desk's own alarms are called, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OPENED, OVER = "desk.alarm", "desk.well"
_TITLES = {
    "unanswered_by_ai": gettext_lazy("Customers wait for an answer of the AI"),
    "unanswered_by_nobody": gettext_lazy("Customers wrote and nobody is in charge"),
    "held_by_nobody": gettext_lazy("Conversations are held by nobody"),
    "queued_without_handoff": gettext_lazy("A person was promised and nobody was called"),
    "handoff_not_announced": gettext_lazy("A handoff was not announced"),
    "handoff_without_clock": gettext_lazy("A handoff has no deadline"),
    "overdue_and_untold": gettext_lazy("A promised time has passed and nobody was told"),
    "undelivered": gettext_lazy("Answers did not reach customers"),
    "outbox_late": gettext_lazy("Messages are not being sent"),
    "turns_late": gettext_lazy("The AI's turns are not being run"),
    "deadlines_late": gettext_lazy("Deadlines are not being acted on"),
    "events_late": gettext_lazy("People are not being told of events"),
    "inbound_late": gettext_lazy("Webhooks are not being processed"),
    "rules_damaged": gettext_lazy("The published rules are damaged"),
    "channel_broken": gettext_lazy("A channel is broken"),
    "broker_down": gettext_lazy("The job queue is down"),
    "sweeps_silent": gettext_lazy("The sweeps do not run"),
    "beat_silent": gettext_lazy("Beat is silent"),
    "workers_silent": gettext_lazy("Workers are silent"),
    "database_away": gettext_lazy("The database is away"),
}


def title_of(alarm: str, *, over: bool = False) -> str:
    """Return what an alarm of this kind says in a bell or an e-mail, when it opens or (`over`) when it is over."""
    title = str(_TITLES.get(alarm, alarm))
    return _("Well again: %(what)s") % {"what": title} if over else title
