"""Saving rules publishes them: once for each page that was saved, whatever was changed on it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.admin.base import StaffPermissions
from accounts.models import User
from triggers.services.rules import publish

# Only a type checker needs to know the ModelAdmin that follows in the class that mixes this in.
if TYPE_CHECKING:
    _Page = admin.ModelAdmin[Any]
else:
    _Page = object

CHANGED = "desk.rules_changed"


class PublishingAdmin(StaffPermissions, _Page):
    """Put before a ModelAdmin of rules: every view that changed something publishes one new version."""

    def mark_changed(self, request: HttpRequest) -> None:
        """Remember that this request changed rules."""
        request.META[CHANGED] = True

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save, and publish at the end of the view."""
        super().save_related(request, form, formsets, change)
        self.mark_changed(request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, and publish at the end of the view."""
        super().delete_model(request, obj)
        self.mark_changed(request)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete, and publish at the end of the view."""
        super().delete_queryset(request, queryset)
        self.mark_changed(request)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or save one row."""
        return self.publish_after(
            request, lambda: super(PublishingAdmin, self).changeform_view(request, *args, **kwargs)
        )

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list, save its editable columns or run an action."""
        return self.publish_after(
            request, lambda: super(PublishingAdmin, self).changelist_view(request, *args, **kwargs)
        )

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, then delete one row."""
        return self.publish_after(request, lambda: super(PublishingAdmin, self).delete_view(request, *args, **kwargs))

    def publish_after(self, request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
        """Run a view and, in the same transaction, publish what it changed."""
        if request.method != "POST":
            return view()
        with transaction.atomic():
            response = view()
            if request.META.get(CHANGED):
                version = publish(user=request.user if isinstance(request.user, User) else None)
                said = _("Published as %(version)s: it decides from the next message on.") % {"version": version}
                messages.success(request, said)
        return response
