"""Scenarios: when a person is called, and what then happens."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.admin.base import ConfigurationAdmin
from accounts.admin_places import AdminPlace, Group
from conversations.enums import Priority
from triggers.admin.draft import draft_rule
from triggers.admin.forms import ScenarioForm
from triggers.admin.inlines import PhraseInline
from triggers.admin.limits import FIELD_NAMES
from triggers.admin.meaning import FIELDS as MEANING_FIELDS
from triggers.admin.meaning import show_bands
from triggers.admin.preview import PreviewForm, sample_rows
from triggers.admin.publishing import DraftAdmin
from triggers.admin.trial import PatternError, TrialForm, as_json, judge
from triggers.models import Scenario
from triggers.services.rules import active_version

NEW = "new"


@admin.register(Scenario)
class ScenarioAdmin(DraftAdmin, ConfigurationAdmin):
    """When the AI must step back. Saving changes the draft."""

    place = AdminPlace(Group.RULES, 10)
    help_texts: Mapping[str, Any] = {
        "name": _("Shown to colleagues as the reason for a handoff."),
        "key": _("A short name for reports and files. You can't change it later."),
        "category": _("The kind of reason. It sets which limits you can choose below."),
        "mode": _("Live hands off, shadow only records, off is ignored."),
        "sensitivity": _("Strict needs clear words, eager fires on hints."),
        "limit_vip": _("If ticked, it fires only for VIP customers."),
        "person": _("They get the conversation first. If empty, anyone available in the team."),
        "skip_if_owner": _("Customers with an owner stay with the owner's team. “To team” doesn't apply to them."),
        "makes_task": _("A task stays next to the conversation until it is done."),
        "task_title": _("If empty, the scenario's name."),
        "task_priority": _("How high the task appears."),
    }
    form = ScenarioForm
    inlines = (PhraseInline,)
    change_form_template = "admin/triggers/scenario/change_form.html"
    change_list_template = "admin/triggers/scenario/change_list.html"
    list_display = ("name", "category", "mode", "sensitivity", "priority", "phrase_count")
    list_editable = ("mode", "sensitivity", "priority")
    list_filter = ("mode", "category", "sensitivity", "handoff_priority")
    search_fields = ("name", "key", "phrases__text")
    autocomplete_fields = ("person",)
    filter_horizontal = ("tags",)
    history_list_display = ("mode", "sensitivity", "priority")
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "key", "category", "mode", "sensitivity", "priority", "seen"),
                "description": _(
                    "A scenario is one reason for a handoff. “Shadow” judges and records without handing off: "
                    "a safe way to try a new one."
                ),
            },
        ),
        (
            _("Limits"),
            {
                "fields": FIELD_NAMES,
                "classes": ("desk-limits",),
                "description": _("Only the limits for this category."),
            },
        ),
        (_("Meaning"), {"fields": (*MEANING_FIELDS, "meaning_bands")}),
        (
            _("What happens next"),
            {
                "fields": (
                    "team",
                    "person",
                    "acknowledgement",
                    "handoff_priority",
                    "skip_if_owner",
                    "tags",
                    "reactivation_minutes",
                ),
                "description": _(
                    "The AI pauses, the customer gets the acknowledgement straight away, and the conversation "
                    "goes to the person or the team's next available agent."
                ),
            },
        ),
        (
            _("Task"),
            {
                "fields": ("makes_task", "task_title", "task_priority"),
                "description": _(
                    "A task with contact details and a due time, for the agent who gets the conversation."
                ),
            },
        ),
    )

    @property
    def media(self) -> forms.Media:
        """Add the page's modules."""
        names = ("conditional", "trial", "preview", "lint")
        modules: list[Any] = [Script(f"admin_desk/{name}.js", type="module") for name in names]
        own: forms.Media = super().media + forms.Media(js=modules, css={"all": ["admin_desk/lint.css"]})
        return own

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Propose a key only for a new scenario."""
        return {} if obj else {"key": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Fix the key once made: versions and reports refer to it."""
        return ("key", "meaning_bands") if obj else ("meaning_bands",)

    @admin.display(description=_("From where it counts"))
    def meaning_bands(self, scenario: Scenario | None) -> Any:
        """Return from where on each meaning of the saved scenario is likely, and sure."""
        return show_bands(scenario)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scenario]:
        """Count phrases in the same query."""
        rows: QuerySet[Scenario] = super().get_queryset(request).annotate(phrase_total=Count("phrases", distinct=True))
        return rows

    @admin.display(description=_("phrases"), ordering="phrase_total")
    def phrase_count(self, scenario: Any) -> int:
        """Return how many phrases and exclusions the scenario has."""
        return int(scenario.phrase_total)

    def get_urls(self) -> list[URLPattern]:
        """Add the sentence test and the preview of the acknowledgement."""
        trial = self.admin_site.admin_view(require_POST(self.try_view))
        preview = self.admin_site.admin_view(require_GET(self.preview_view))
        return [
            path("try/", trial, name="triggers_scenario_try"),
            path("preview/", preview, name="triggers_scenario_preview"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list with the sentence test above it."""
        extra = {"trial": TrialForm(), "version": active_version()}
        return super().changelist_view(request, extra_context=extra)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save a scenario, with the sentence test beside it."""
        context = {**(extra_context or {}), "trial": TrialForm(), "version": active_version()}
        return super().changeform_view(request, object_id, form_url, context)

    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or bring back an earlier state of the draft's scenario."""

        def view() -> HttpResponse:
            response: HttpResponse = super(ScenarioAdmin, self).history_form_view(request, *args, **kwargs)
            if request.method == "POST" and response.status_code in {301, 302}:
                self.mark_changed(request)
            return response

        return self.tell_after(request, view)

    def try_view(self, request: HttpRequest) -> JsonResponse:
        """Judge a sentence by the published rules, or by the scenario as it stands on the page (unsaved)."""
        trial = TrialForm(request.POST)
        if not trial.is_valid():
            return JsonResponse({"problem": gettext("Write a sentence of at most 4,000 characters.")}, status=400)
        scenario = request.POST.get("try-scenario", "")
        try:
            rule = self._draft(request, scenario) if scenario else None
            facts = trial.facts()
            found = judge(facts, rule)
        except PatternError as error:
            return JsonResponse({"problem": str(error)}, status=400)
        names = dict(Scenario.objects.values_list("key", "name"))
        if rule:
            names[rule.key] = rule.name
        return JsonResponse(as_json(found, facts, names))

    def preview_view(self, request: HttpRequest) -> JsonResponse:
        """Return what customers would be told, by language and hours, for the choices on the page."""
        form = PreviewForm(request.GET)
        if not form.is_valid():
            return JsonResponse({"rows": []})
        given = form.cleaned_data
        priority = Priority(given["handoff_priority"] or Priority.NORMAL)
        rows = sample_rows(acknowledgement=given["acknowledgement"], team=given["team"], priority=priority)
        return JsonResponse({"rows": rows})

    def _draft(self, request: HttpRequest, scenario: str) -> Any:
        obj = None if scenario == NEW else get_object_or_404(Scenario, pk=scenario if scenario.isdigit() else 0)
        form = self.get_form(request, obj, change=obj is not None)(request.POST, instance=obj)
        formset_class, _inline = next(iter(self.get_formsets_with_inlines(request, obj)))
        return draft_rule(form=form, formset=formset_class(request.POST, instance=form.instance, prefix="phrases"))
