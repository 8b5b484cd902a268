"""Times at which something must happen; swept, never scheduled in a broker."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation
from routing.enums import CONVERSATION_DEADLINES, TASK_DEADLINES, DeadlineKind, DeadlineState
from routing.models.handoff import Handoff
from routing.models.task import Task

# Whose it is: a handoff's or a task's, and the conversation's alone for some kinds. A new owner adds a line.
OWNED = (
    models.Q(kind__in=CONVERSATION_DEADLINES, handoff__isnull=True, task__isnull=True)
    | models.Q(kind__in=TASK_DEADLINES, handoff__isnull=True, task__isnull=False)
    | (
        ~models.Q(kind__in=(*CONVERSATION_DEADLINES, *TASK_DEADLINES))
        & models.Q(handoff__isnull=False, task__isnull=True)
    )
)


class Deadline(models.Model):
    """One moment to act on, acted on once, by whichever sweep comes first."""

    kind = models.CharField(_("kind"), max_length=16, choices=DeadlineKind)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="deadlines")
    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, null=True, blank=True, related_name="deadlines")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, null=True, blank=True, related_name="deadlines")
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=10, choices=DeadlineState, default=DeadlineState.ARMED)
    # Until then it is in the hands of one sweep; still armed after that, it is anybody's again.
    claim_ends_at = models.DateTimeField(_("claim ends"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        ordering = ("due_at",)
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = (
            models.UniqueConstraint(
                fields=("handoff", "kind"),
                condition=models.Q(state="armed", handoff__isnull=False),
                name="one_armed_deadline",
            ),
            models.UniqueConstraint(
                fields=("task", "kind"),
                condition=models.Q(state="armed", task__isnull=False),
                name="one_armed_task_deadline",
            ),
            # An act finds what it is about: no deadline without its owner, none with two.
            models.CheckConstraint(condition=OWNED, name="deadline_of_one"),
        )
        indexes = (
            # The sweep.
            models.Index(fields=("due_at",), condition=models.Q(state="armed"), name="deadline_armed"),
        )

    def __str__(self) -> str:
        """Return kind and time."""
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"
