"""Availability and capacity, inside the page of each person."""

from accounts.admin.base import DeskModelForm, DeskStackedInline
from accounts.admin.users import UserAdmin
from routing.models import AgentProfile


class AgentProfileForm(DeskModelForm):
    """Availability and capacity; a person gets them with the first save, even unchanged."""

    def has_changed(self) -> bool:
        """Make the row of a person who has none yet."""
        return self.instance.pk is None or super().has_changed()


class AgentProfileInline(DeskStackedInline):
    """Whether the person takes new conversations, and how many."""

    model = AgentProfile
    form = AgentProfileForm
    fields = ("availability", "capacity", "last_seen_at")
    readonly_fields = ("last_seen_at",)
    can_delete = False
    min_num = 0
    max_num = 1
    extra = 1


UserAdmin.extra_inlines.append(AgentProfileInline)
