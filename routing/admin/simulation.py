"""The page "Simulate": an invented conversation by draft or published rules, with all that would follow."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.admin_pages import register_page
from accounts.admin_places import AdminPlace, Group
from accounts.models import User
from conversations.models import ChannelAccount
from routing.admin.simulation_forms import MOST_NUMBERED, CaseForm, LineFormSet, SettingForm
from routing.rehearsal.simulation import (
    Play,
    SimulatedStep,
    Simulation,
    draft_rules,
    published_rules,
    simulate,
    zone_of,
)
from triggers.admin.shown import ShownDecision, show_decision
from triggers.matching import PatternError
from triggers.services.answers import names_of
from triggers.services.regression import keep_case

MORE_LINES = 2
BLANK = ({"who": "customer"}, {"who": "ai"}, {"who": "customer"})


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One line with what came of it, as the page draws it."""

    number: int
    step: SimulatedStep
    shown: ShownDecision | None


@dataclass(frozen=True, slots=True)
class ShownSimulation:
    """A simulation with what the page needs beside it."""

    play: Play
    simulation: Simulation
    zone: ZoneInfo
    names: dict[str, str]


@require_http_methods(["GET", "HEAD", "POST"])
def simulate_page(request: HttpRequest) -> HttpResponse:
    """Show the form; run it, add lines to it, or keep one of its lines as a regression case."""
    if request.method != "POST":
        setting, lines = SettingForm(initial=_given(request)), LineFormSet(initial=list(BLANK))
        return _answer(request, {"setting": setting, "lines": lines})
    if "more" in request.POST:
        data = _with_more_lines(request.POST)
        return _answer(request, {"setting": SettingForm(data), "lines": LineFormSet(data)})
    setting, lines = SettingForm(request.POST), LineFormSet(request.POST)
    if not (setting.is_valid() and lines.is_valid()):
        return _answer(request, {"setting": setting, "lines": lines, "invalid": True})
    try:
        found = _run(setting, lines)
    except PatternError as error:
        return _answer(request, {"setting": setting, "lines": lines, "trouble": str(error)})
    return _answer(request, {"setting": setting, "lines": lines, **_shown(request, found)})


def _given(request: HttpRequest) -> dict[str, Any]:
    """Return what a link asked for: ?rules=draft or ?rules=published."""
    first = ChannelAccount.objects.filter(is_active=True).first()
    now = timezone.localtime(timezone.now(), zone_of(first)) if first else timezone.localtime()
    asked = {name: request.GET[name] for name in ("rules", "account") if name in request.GET}
    return {"date": now.date().isoformat(), "time": now.strftime("%H:%M"), **asked}


def _with_more_lines(given: QueryDict) -> QueryDict:
    data = given.copy()
    count = given.get("form-TOTAL_FORMS", "")
    first = int(count) if count.isdigit() else 0
    last = min(first + MORE_LINES, MOST_NUMBERED)
    for number, who in zip(range(first, last), ("ai", "customer"), strict=False):
        data[f"form-{number}-who"] = who
    data["form-TOTAL_FORMS"] = str(max(first, last))
    return data


def _run(setting: SettingForm, lines: Any) -> ShownSimulation:
    account = setting.cleaned_data["account"]
    zone = zone_of(account)
    rules = draft_rules() if setting.cleaned_data["rules"] == "draft" else published_rules()
    play = Play(account, setting.customer(), lines.lines(), setting.moment(zone), rules)
    return ShownSimulation(play, simulate(play), zone, names_of([rules.ruleset]))


def _shown(request: HttpRequest, found: ShownSimulation) -> dict[str, Any]:
    saving = "save" in request.POST
    names = sorted(found.names.items(), key=lambda pair: pair[1].casefold())
    case = CaseForm(request.POST if saving else None, found=found.simulation, names=names)
    if saving and case.is_valid():
        _save(request, case, found.simulation)
        case = CaseForm(found=found.simulation, names=names)
    return {
        "found": found,
        "steps": [_show_step(number, step, found) for number, step in enumerate(found.simulation.steps, start=1)],
        "case": case,
        "can_save": any(step.facts for step in found.simulation.steps),
    }


def _show_step(number: int, step: SimulatedStep, found: ShownSimulation) -> ShownStep:
    if step.facts is None or step.decision is None:
        return ShownStep(number, step, None)
    return ShownStep(number, step, show_decision(step.decision, step.facts.text, found.names))


def _save(request: HttpRequest, case: CaseForm, found: Simulation) -> None:
    facts = found.steps[case.cleaned_data["step"]].facts
    if facts is None or not isinstance(request.user, User):
        return
    kept = keep_case(name=case.cleaned_data["name"], facts=facts, demand=case.demand(), user=request.user)
    url = reverse("admin:triggers_regressioncase_change", args=(kept.pk,))
    said = _("Kept as a regression case: {}. It must pass before rules are published.")
    messages.success(request, format_html(said, format_html('<a href="{}">{}</a>', url, kept.name)))


def _answer(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": _("Simulate"), **context}
    return TemplateResponse(request, "admin/routing/simulation.html", context)


register_page(
    "simulate/",
    simulate_page,
    "simulate",
    title=gettext_lazy("Simulate a conversation"),
    place=AdminPlace(Group.RULES, 40),
)
