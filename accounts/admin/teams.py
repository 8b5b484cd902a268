"""Teams and who belongs to them."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskModelAdmin, DeskTabularInline
from accounts.admin_places import AdminPlace, Group
from accounts.models import Membership, Role, Team
from accounts.services import departures


class TeamMembershipInline(DeskTabularInline):
    """The people of a team."""

    model = Membership
    autocomplete_fields = ("user",)
    verbose_name = _("member")
    verbose_name_plural = _("members: agents answer customers, managers also see reports and get escalations")


@admin.register(Team)
class TeamAdmin(DeskModelAdmin):
    """Queues and their people."""

    place = AdminPlace(Group.PEOPLE, 20)
    help_texts: Mapping[str, Any] = {
        "name": _("Shown to customers, for example “a colleague from Support”."),
        "slug": _("A short name for use in code, without spaces."),
    }
    inlines = (TeamMembershipInline,)
    list_display = ("name", "agent_count", "manager_count")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    extra_inlines: list[type[DeskTabularInline]] = []

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return the members and what higher floors plug in."""
        return (*self.inlines, *self.extra_inlines)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        """Count members in the same query."""
        agents = Count("memberships", filter=Q(memberships__role=Role.AGENT))
        managers = Count("memberships", filter=Q(memberships__role=Role.MANAGER))
        rows: QuerySet[Team] = super().get_queryset(request).annotate(agents=agents, managers=managers)
        return rows

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Note who left the team when the change is committed."""
        members: list[int] = []
        if request.method == "POST" and object_id and object_id.isdecimal():
            members = list(Membership.objects.filter(team_id=int(object_id)).values_list("user_id", flat=True))
        with departures.noting_departures(members):
            return super().changeform_view(request, object_id, form_url, extra_context)

    @admin.display(description=_("agents"), ordering="agents")
    def agent_count(self, team: Any) -> int:
        """Return how many agents the team has."""
        return int(team.agents)

    @admin.display(description=_("managers"), ordering="managers")
    def manager_count(self, team: Any) -> int:
        """Return how many managers the team has."""
        return int(team.managers)
