"""Regression cases: what the rules must keep doing, accepted here and run against draft and published rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskModelAdmin
from accounts.admin.rendering import badge, plain_text
from accounts.admin_places import AdminPlace, Group
from triggers.enums import Expectation, Opinion
from triggers.matching import PatternError
from triggers.models import RegressionCase, Scenario, Verdict
from triggers.services.regression import CaseResult, judge_cases
from triggers.services.rules import active_ruleset, compile_snapshot, draft_snapshot


@admin.register(RegressionCase)
class RegressionCaseAdmin(DeskModelAdmin):
    """Cases come from a simulation or from the page "Why"; a name and whether it must pass can be changed here."""

    place = AdminPlace(Group.RULES, 80)
    help_texts: Mapping[str, Any] = {
        "name": _("What this case checks, in your own words."),
        "is_active": _("If ticked, rules that fail this case can't be published."),
    }
    change_list_template = "admin/triggers/regressioncase/change_list.html"
    list_display = ("name", "expected", "is_active", "last_word", "created_by", "created_at")
    list_editable = ("is_active",)
    list_filter = ("is_active", "expectation", "created_at")
    list_select_related = ("created_by",)
    search_fields = ("name", "scenario_key")
    fields = ("name", "is_active", "expected", "customer_wrote", "before", "why", "created_by", "created_at")
    readonly_fields = ("expected", "customer_wrote", "before", "why", "created_by", "created_at")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: a case needs a message with its circumstances, which a simulation or the page "Why" has."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegressionCase]:
        """Bring scenario names and the last word on each case's message in the same query."""
        words = Verdict.objects.filter(
            message=OuterRef("message"), scenario_key=OuterRef("scenario_key"), handoff_id__isnull=True
        )
        names = Scenario.objects.filter(key=OuterRef("scenario_key"))
        rows: QuerySet[RegressionCase] = super().get_queryset(request)
        return rows.annotate(
            word=Subquery(words.values("opinion")[:1]), scenario_name=Subquery(names.values("name")[:1])
        )

    @admin.display(description=_("expected"), ordering="expectation")
    def expected(self, case: Any) -> str:
        """Return what the rules must say."""
        return say_demand(case, case.scenario_name or case.scenario_key)

    @admin.display(description=_("latest verdict"))
    def last_word(self, case: Any) -> SafeString | str:
        """Return whether the last verdict on the message still agrees with the case."""
        if case.word is None:
            return "–"
        agrees = (case.word != Opinion.UNNECESSARY) == (case.expectation in (Expectation.FIRES, Expectation.ACTS))
        return badge(_("agrees"), "good") if agrees else badge(_("says the opposite"), "warn")

    @admin.display(description=_("the customer wrote"))
    def customer_wrote(self, case: RegressionCase) -> SafeString:
        """Return the message, escaped."""
        return plain_text(str(case.facts.get("text", "")))

    @admin.display(description=_("before that"))
    def before(self, case: RegressionCase) -> SafeString | str:
        """Return what was said before, escaped."""
        roles = {"user": gettext("Customer"), "bot": gettext("AI"), "agent": gettext("Agent")}
        kept = case.facts.get("context")
        said = [turn for turn in kept if isinstance(turn, dict)] if isinstance(kept, list) else []
        turns = [f"{roles.get(turn.get('role', ''), '')}: {turn.get('text', '')}" for turn in said]
        return plain_text("\n".join(turns)) if turns else "–"

    @admin.display(description=_("message"))
    def why(self, case: RegressionCase) -> SafeString | str:
        """Return a link to the message's page "Why"; a simulation's case has none."""
        if case.message_id is None:
            return str(_("from a simulation"))
        return format_html('<a href="{}">{}</a>', reverse("admin:why", args=(case.message_id,)), _("Why?"))

    def get_urls(self) -> list[URLPattern]:
        """Add the run of all cases."""
        view = self.admin_site.admin_view(self.run_view)
        return [path("run/", view, name="triggers_regressioncase_run"), *super().get_urls()]

    def run_view(self, request: HttpRequest) -> HttpResponse:
        """Judge every case by the published rules and by the draft; nothing is stored."""
        cases = list(self.get_queryset(request).select_related("created_by"))
        published = judge_cases(active_ruleset(), cases)
        try:
            draft, trouble = judge_cases(compile_snapshot(draft_snapshot()), cases), ""
        except PatternError as error:
            draft, trouble = [], str(error)
        runs = _pair(published, draft)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Run of the regression cases"),
            "opts": self.opts,
            "runs": runs,
            "trouble": trouble,
            "blocking": sum(run.blocks for run in runs),
        }
        return TemplateResponse(request, "admin/triggers/regressioncase/run.html", context)


@dataclass(frozen=True, slots=True)
class Run:
    """One case by both rules; `draft` is None when the draft cannot be read."""

    expected: str
    published: CaseResult
    draft: CaseResult | None

    @property
    def case(self) -> RegressionCase:
        """Return the case."""
        return self.published.case

    @property
    def blocks(self) -> bool:
        """Whether the draft may not be published because of this case."""
        return bool(self.draft and not self.draft.passed and self.case.is_active)


def say_demand(case: RegressionCase, name: str) -> str:
    """Return what a case demands of the rules, in a sentence."""
    match case.expectation:
        case Expectation.FIRES:
            return gettext("“%(name)s” fires.") % {"name": name}
        case Expectation.SILENT:
            return gettext("“%(name)s” does not fire.") % {"name": name}
        case Expectation.ACTS:
            return gettext("“%(name)s” triggers a handoff.") % {"name": name}
    return gettext("No handoff.")


def _pair(published: list[CaseResult], draft: list[CaseResult]) -> list[Run]:
    other: list[CaseResult | None] = [*draft] or [None] * len(published)
    return [
        Run(say_demand(by_published.case, _name_of(by_published.case)), by_published, by_draft)
        for by_published, by_draft in zip(published, other, strict=True)
    ]


def _name_of(case: Any) -> str:
    return str(case.scenario_name or case.scenario_key)
