"""Back-tests: ask for one, watch it, read what it found."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin_places import AdminPlace, Group
from accounts.admin_rights import is_admin
from accounts.models import User
from triggers.admin.backtest_view import result_context
from triggers.enums import RunState
from triggers.models import Backtest
from triggers.services.backtests.control import LONGEST_WEEKS, OPEN, AlreadyRunning, start_backtest, stop_backtest


class BacktestForm(forms.Form):
    """How far back."""

    weeks = forms.IntegerField(
        label=_("Weeks"),
        min_value=1,
        max_value=LONGEST_WEEKS,
        initial=4,
        help_text=_("How many weeks of customer messages to judge again, with the published rules and with the draft."),
    )


@admin.register(Backtest)
class BacktestAdmin(ReadOnlyAdmin):
    """The draft against the published rules, on what customers really wrote."""

    place = AdminPlace(Group.RULES, 70)
    list_display = ("created_at", "requested_by", "weeks", "version", "state", "progress", "change")
    list_select_related = ("requested_by", "version")
    list_filter = ("state",)
    change_list_template = "admin/triggers/backtest/list.html"

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let an admin ask for one."""
        return is_admin(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Backtest]:
        """Leave the rules of both sides in the database."""
        rows: QuerySet[Backtest] = super().get_queryset(request)
        return rows.defer("snapshot", "groups", "version__snapshot", "version__groups")

    @admin.display(description=_("judged"))
    def progress(self, backtest: Backtest) -> str:
        """Return how many messages are judged, of how many."""
        return gettext("%(done)d of %(total)d") % {"done": backtest.done, "total": backtest.total}

    @admin.display(description=_("handoffs"))
    def change(self, backtest: Backtest) -> str:
        """Return how many handoffs the draft gains and loses."""
        found = backtest.summary.get("handoffs")
        return f"+{found['gained']} −{found['lost']}" if found else "–"

    def get_urls(self) -> list[URLPattern]:
        """Add the progress, and the button that stops."""
        own = (("progress", require_GET(self.progress_view)), ("stop", require_POST(self.stop_view)))
        pages = [
            path(f"<uuid:backtest_id>/{name}/", self.admin_site.admin_view(view), name=f"triggers_backtest_{name}")
            for name, view in own
        ]
        return [*pages, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for the weeks and start."""
        form = BacktestForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            user = request.user if isinstance(request.user, User) else None
            try:
                backtest = start_backtest(user=user, weeks=form.cleaned_data["weeks"])
            except AlreadyRunning:
                messages.error(request, gettext("A back-test is already running. Wait for it to finish, or stop it."))
                return HttpResponseRedirect(reverse("admin:triggers_backtest_changelist"))
            return HttpResponseRedirect(_address("change", backtest.pk))
        context = {**self.admin_site.each_context(request), "title": gettext("Back-test the draft"), "form": form}
        return TemplateResponse(request, "admin/triggers/backtest/add.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show how far it is, or what it found."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=403)
        backtest = self.get_object(request, object_id)
        if backtest is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Back-test"),
            "backtest": backtest,
            "told": told_progress(backtest),
        }
        if backtest.state == RunState.DONE:
            context |= result_context(request, backtest)
        return TemplateResponse(request, "admin/triggers/backtest/result.html", context)

    def progress_view(self, request: HttpRequest, backtest_id: UUID) -> JsonResponse:
        """Return how far it is, for the page that waits."""
        return JsonResponse(told_progress(get_object_or_404(self.get_queryset(request), pk=backtest_id)))

    def stop_view(self, request: HttpRequest, backtest_id: UUID) -> HttpResponse:
        """Stop it."""
        if stop_backtest(backtest_id=backtest_id):
            messages.success(request, gettext("Stopped."))
        return HttpResponseRedirect(_address("change", backtest_id))


def told_progress(backtest: Backtest) -> dict[str, Any]:
    """Return how far it is, in numbers and as a sentence."""
    return {
        "open": backtest.state in OPEN,
        "state": backtest.state,
        "done": backtest.done,
        "total": backtest.total,
        "said": _say(backtest),
    }


def _say(backtest: Backtest) -> str:
    if backtest.state == RunState.QUEUED:
        return gettext("Waiting to start.")
    if backtest.state == RunState.RUNNING and not backtest.done:
        return gettext("Preparing the rules.")
    said = ngettext("%(done)d of %(total)d message judged.", "%(done)d of %(total)d messages judged.", backtest.total)
    return said % {"done": backtest.done, "total": backtest.total}


def _address(page: str, backtest_id: UUID) -> str:
    return reverse(f"admin:triggers_backtest_{page}", args=(backtest_id,))
