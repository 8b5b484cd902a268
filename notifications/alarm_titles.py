"""What the desk's own alarms are called, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OPENED, OVER = "desk.alarm", "desk.well"
_TITLES = {
    "unanswered_by_ai": gettext_lazy("Customers are waiting for the AI"),
    "unanswered_by_nobody": gettext_lazy("Customers wrote and no one is answering"),
    "held_by_nobody": gettext_lazy("Conversations have no one assigned"),
    "queued_without_handoff": gettext_lazy("A person was promised and there was no handoff"),
    "handoff_not_announced": gettext_lazy("No one was notified of a handoff"),
    "handoff_without_clock": gettext_lazy("A handoff has no deadline"),
    "overdue_and_untold": gettext_lazy("An SLA was breached and no one was notified"),
    "undelivered": gettext_lazy("Replies did not reach customers"),
    "outbox_late": gettext_lazy("Messages are not being sent"),
    "turns_late": gettext_lazy("The AI's turns are not running"),
    "deadlines_late": gettext_lazy("Deadlines are not being processed"),
    "events_late": gettext_lazy("Notifications are not going out"),
    "inbound_late": gettext_lazy("Webhooks are not being processed"),
    "rules_damaged": gettext_lazy("The published rules are damaged"),
    "channel_broken": gettext_lazy("A channel is broken"),
    "broker_down": gettext_lazy("The job queue is down"),
    "sweeps_silent": gettext_lazy("Sweeps are not running"),
    "beat_silent": gettext_lazy("Beat is silent"),
    "workers_silent": gettext_lazy("Workers are silent"),
    "database_away": gettext_lazy("The database is down"),
}


def title_of(alarm: str, *, over: bool = False) -> str:
    """Return what an alarm of this kind says in a bell or an e-mail, when it opens or (`over`) when it is over."""
    title = str(_TITLES.get(alarm, alarm))
    return _("Recovered: %(what)s") % {"what": title} if over else title
