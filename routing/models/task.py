"""An agent's to-do."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from conversations.enums import Priority
from conversations.models import Conversation
from conversations.models.base import PublicModel
from routing.enums import TaskState
from routing.models.handoff import Handoff


class Task(PublicModel):
    """Something a person must do for a customer, by a time."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="tasks")
    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="tasks")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks"
    )
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=10, choices=TaskState, default=TaskState.OPEN)
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ("due_at",)
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = (
            # An agent's open to-dos.
            models.Index(fields=("agent", "due_at"), condition=models.Q(state="open"), name="task_open"),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title
