"""Saving rules changes the draft and says so; nothing decides by it before it is published."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.admin.base import StaffPermissions
from triggers.admin.lint_panel import note_saved, tell_findings
from triggers.services.draft_state import draft_state

# Only a type checker needs to know the ModelAdmin that follows in the class that mixes this in.
if TYPE_CHECKING:
    _Page = admin.ModelAdmin[Any]
else:
    _Page = object

CHANGED = "desk.rules_changed"


class DraftAdmin(StaffPermissions, _Page):
    """Put before a ModelAdmin of rules: every view that changed something tells how far the draft has come."""

    def mark_changed(self, request: HttpRequest) -> None:
        """Remember that this request changed rules."""
        request.META[CHANGED] = True

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save, and tell at the end of the view."""
        super().save_related(request, form, formsets, change)
        self.mark_changed(request)
        note_saved(request, form.instance)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, and tell at the end of the view."""
        super().delete_model(request, obj)
        self.mark_changed(request)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete, and tell at the end of the view."""
        super().delete_queryset(request, queryset)
        self.mark_changed(request)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or save one row."""
        return self.tell_after(request, lambda: super(DraftAdmin, self).changeform_view(request, *args, **kwargs))

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list, save its editable columns or run an action."""
        return self.tell_after(request, lambda: super(DraftAdmin, self).changelist_view(request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, then delete one row."""
        return self.tell_after(request, lambda: super(DraftAdmin, self).delete_view(request, *args, **kwargs))

    def tell_after(self, request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
        """Run a view, and say what the draft is now if it changed anything."""
        response = view()
        if request.META.get(CHANGED):
            messages.success(request, told_of_draft(draft_state().count))
            tell_findings(request)
        return response


def told_of_draft(count: int) -> SafeString | str:
    """Return what the draft is now, with the way on."""
    if not count:
        return _("Saved to the draft, which matches the published rules.")
    said = ngettext(
        "Saved to the draft: %(count)d unpublished change.", "Saved to the draft: %(count)d unpublished changes.", count
    )
    url, way_on = reverse("admin:publish"), _("Review and publish")
    return format_html('{} <a href="{}">{}</a>', said % {"count": count}, url, way_on)
