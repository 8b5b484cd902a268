"""Published versions of the rules: what each changed, what it holds, and the way back to it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.rendering import admin_link
from accounts.admin_places import AdminPlace, Group
from accounts.models import User
from triggers.matching import PatternError
from triggers.models import TriggerVersion
from triggers.services.compiled import active_version
from triggers.services.draft_state import draft_state
from triggers.services.history import read_version
from triggers.services.snapshots import snapshot_of
from triggers.services.versions import bring_back

CONFIRMED = "confirmed"


@admin.register(TriggerVersion)
class TriggerVersionAdmin(ReadOnlyAdmin):
    """What decided when."""

    place = AdminPlace(Group.RULES, 60)
    change_form_template = "admin/triggers/triggerversion/change_form.html"
    change_list_template = "admin/triggers/triggerversion/change_list.html"
    list_display = ("__str__", "published_at", "published_by", "note", "restores")
    list_select_related = ("published_by", "restores")
    list_filter = ("published_by", "published_at")
    search_fields = ("note",)
    fields = ("number", "published_at", "published_by", "note", "restored")
    readonly_fields = ("restored",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[TriggerVersion]:
        """Leave the rules of all these versions in the database."""
        rows: QuerySet[TriggerVersion] = super().get_queryset(request)
        return rows.defer("snapshot", "groups", "restores__snapshot", "restores__groups")

    @admin.display(description=_("restores"))
    def restored(self, version: TriggerVersion) -> SafeString | str:
        """Return a link to the version whose rules these are."""
        return admin_link(version.restores)

    def get_urls(self) -> list[URLPattern]:
        """Add the way back."""
        view = self.admin_site.admin_view(require_POST(self.bring_back_view))
        return [path("<int:pk>/bring-back/", view, name="triggers_triggerversion_bring_back"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what the version changed and what it holds."""
        version = TriggerVersion.objects.filter(pk=object_id if object_id.isdigit() else 0).first()
        if version and snapshot_of(version).is_damaged:
            messages.warning(request, gettext("This version is damaged. This is what can still be read."))
        shown = {"reading": read_version(version), "decides": version.number == active_version()} if version else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def bring_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish an earlier version again; ask first when that would overwrite changes that nobody has published."""
        version = get_object_or_404(TriggerVersion, pk=pk)
        state = draft_state()
        if state.count and CONFIRMED not in request.POST:
            return self._ask(request, version, state.count)
        user = request.user if isinstance(request.user, User) else None
        try:
            new = bring_back(version=version, user=user)
        except PatternError as error:
            messages.error(request, gettext("It can't be restored: %(fault)s") % {"fault": error.sentence})
            return redirect("admin:triggers_triggerversion_change", pk)
        said = gettext("Restored %(old)s as %(new)s. It applies from the next message, and the draft matches it.")
        messages.success(request, said % {"old": version, "new": new})
        return redirect("admin:triggers_triggerversion_change", new.pk)

    def _ask(self, request: HttpRequest, version: TriggerVersion, count: int) -> HttpResponse:
        warning = ngettext(
            "%(count)d unpublished change in the draft would be lost.",
            "%(count)d unpublished changes in the draft would be lost.",
            count,
        ) % {"count": count}
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Restore %(version)s?") % {"version": version},
            "version": version,
            "warning": warning,
            "confirmed": CONFIRMED,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/triggers/triggerversion/bring_back.html", context)
