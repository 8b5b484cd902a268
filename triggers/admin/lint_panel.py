"""What the linter says, shown: a page for the whole draft, and a panel on the page of a scenario."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from accounts.admin_pages import register_page
from accounts.admin_places import AdminPlace, Group
from triggers.admin.inlines import SEARCH
from triggers.linting import ERROR, Finding
from triggers.models import Phrase, Scenario, WordGroup
from triggers.services.lint import blocking, lint_draft

# The search of a scenario's phrases takes no more.
_SEARCH_LENGTH = 200
SAVED = "desk.saved_scenario"


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding with the place to mend it: `url` may be empty, `where` is what the link says.

    `phrase`: the link leads to a phrase.
    """

    message: str
    is_error: bool
    where: str
    url: str
    phrase: bool = False


def shown_findings(findings: Iterable[Finding]) -> list[ShownFinding]:
    """Return findings with links to the phrase, the scenario or the row that they are about. One query."""
    rows = {key: (pk, name) for key, pk, name in Scenario.objects.values_list("key", "pk", "name")}
    return [_shown(finding, rows) for finding in findings]


def _shown(finding: Finding, rows: dict[str, tuple[int, str]]) -> ShownFinding:
    is_error = finding.severity == ERROR
    if finding.place is not None:
        name, pk = finding.place
        return ShownFinding(finding.message, is_error, _("Open"), reverse(f"admin:{name}_change", args=(pk,)))
    if finding.scenario not in rows:
        return ShownFinding(finding.message, is_error, finding.scenario, "")
    pk, name = rows[finding.scenario]
    url = reverse("admin:triggers_scenario_change", args=(pk,))
    if finding.phrase:
        url += "?" + urlencode({SEARCH: finding.phrase[:_SEARCH_LENGTH]}) + "#phrases-group"
    return ShownFinding(finding.message, is_error, name, url, phrase=bool(finding.phrase))


def note_saved(request: HttpRequest, row: Scenario | Phrase | WordGroup) -> None:
    """Remember what this request saved, until the end of the view; a word group is no single scenario's."""
    scenario = row.scenario if isinstance(row, Phrase) else row
    if isinstance(scenario, Scenario):
        request.META[SAVED] = scenario


def tell_findings(request: HttpRequest) -> None:
    """Say how much the linter finds in the scenario that was saved. Call it with no transaction open: it takes time."""
    scenario: Scenario | None = request.META.get(SAVED)
    findings = lint_draft(changed={scenario.key}) if scenario else []
    if scenario is None or not findings:
        return
    said = ngettext(
        "The linter found %(count)d problem in “%(name)s”.", "The linter found %(count)d problems in “%(name)s”.",
        len(findings),
    )  # fmt: skip
    url = reverse("admin:triggers_scenario_change", args=(scenario.pk,)) + "#desk-lint-title"
    link = format_html('{} <a href="{}">{}</a>', said % {"count": len(findings), "name": scenario}, url, _("View"))
    messages.add_message(request, messages.ERROR if blocking(findings) else messages.WARNING, link)


@require_GET
def lint_page(request: HttpRequest) -> HttpResponse:
    """Show what the linter says of the draft; with `?scenario=` (a key) only of that one, and then only the list."""
    key = request.GET.get("scenario", "")
    findings = lint_draft(changed={key} if key else None)
    if key:
        return TemplateResponse(request, "admin/triggers/lint_findings.html", {"findings": findings, "own": True})
    context = {**admin.site.each_context(request), "title": _("Linter findings"), "findings": findings}
    return TemplateResponse(request, "admin/triggers/lint.html", context)


register_page("triggers/lint/", lint_page, "lint", title=gettext_lazy("Linter"), place=AdminPlace(Group.RULES, 90))
