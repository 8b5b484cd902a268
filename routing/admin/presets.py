"""The page on which an admin looks at the shipped presets and installs one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.admin_pages import register_page
from accounts.admin_places import AdminPlace, Group
from accounts.models import User
from routing.rehearsal.presets import Installed, PresetPlan, install_preset, plan_preset
from triggers.presets import Preset, load_preset, preset_names
from triggers.services.presets.plans import PresetShelf, read_shelf

LANGUAGE_NAMES = {
    "en": gettext_lazy("English"),
    "es": gettext_lazy("Spanish"),
    "de": gettext_lazy("German"),
    "fr": gettext_lazy("French"),
    "it": gettext_lazy("Italian"),
    "pt": gettext_lazy("Portuguese"),
    "pl": gettext_lazy("Polish"),
    "nl": gettext_lazy("Dutch"),
    "zh": gettext_lazy("Chinese"),
}


@dataclass(frozen=True, slots=True)
class PresetScenarioView:
    """A scenario of a preset; `state` is here, new or removed (it was brought once and an admin took it away)."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class PresetCard:
    """A preset as the page shows it; `plan` is what installing it now would add."""

    preset: Preset
    plan: PresetPlan
    scenarios: Sequence[PresetScenarioView]
    included: Sequence[str]
    languages: str
    added: Sequence[tuple[str, int]]

    @property
    def state(self) -> str:
        """Return none (nothing of its own is here), some (there is something to add) or all."""
        if all(scenario.state != "here" for scenario in self.scenarios):
            return "none"
        return "all" if self.plan.is_empty else "some"


@require_http_methods(["GET", "POST"])
def presets_page(request: HttpRequest) -> HttpResponse:
    """Show every preset with what it would add; install one."""
    if request.method == "POST":
        _install(request)
        return redirect("admin:presets")
    shelf = read_shelf()
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Presets"),
        "cards": [_card(load_preset(name), shelf) for name in preset_names()],
    }
    return TemplateResponse(request, "admin/presets.html", context)


def _install(request: HttpRequest) -> None:
    name = request.POST.get("name", "")
    if name not in preset_names() or not isinstance(request.user, User):
        raise Http404
    found = install_preset(name=name, user=request.user, restore="restore" in request.POST)
    title = found.plan.rules.preset.title
    if found.plan.is_empty:
        messages.info(request, _("%(preset)s: already installed.") % {"preset": title})
        return
    messages.success(request, format_html("{} {}", _told(found), _next_step(found)))
    if found.plan.teams:
        names = get_text_list([team.name for team in found.plan.teams], _("and"))
        said = ngettext(
            "The new team %(names)s has only you as its manager: <a href='{}'>add people</a>.",
            "The new teams %(names)s have only you as their manager: <a href='{}'>add people</a>.",
            len(found.plan.teams),
        )
        link = reverse("admin:accounts_team_changelist")
        messages.warning(request, format_html(said.replace("%(names)s", "{}"), names, link))


def _told(found: Installed) -> str:
    rules = found.plan.rules
    parts = [
        _counted(len(rules.created), ngettext("%d scenario", "%d scenarios", len(rules.created))),
        _counted(rules.phrase_count, ngettext("%d phrase", "%d phrases", rules.phrase_count)),
        _counted(len(rules.tags), ngettext("%d tag", "%d tags", len(rules.tags))),
        _counted(len(found.plan.texts), ngettext("%d acknowledgement", "%d acknowledgements", len(found.plan.texts))),
        _counted(len(found.plan.teams), ngettext("%d team", "%d teams", len(found.plan.teams))),
    ]
    what = get_text_list([part for part in parts if part], _("and"))
    return _("%(preset)s: added %(what)s.") % {"preset": rules.preset.title, "what": what}


def _counted(count: int, words: str) -> str:
    return words % count if count else ""


def _next_step(found: Installed) -> str:
    if found.version:
        return _("Published as %(version)s. It applies from the next message.") % {"version": found.version}
    if not found.waits:
        return ""
    link = reverse("admin:publish")
    said = _("The new rules are in the draft: <a href='{}'>review and publish</a>.")
    return format_html(said, link)


def _card(preset: Preset, shelf: PresetShelf) -> PresetCard:
    plan = plan_preset(name=preset.name, shelf=shelf)
    names = {scenario.rule.key: scenario.rule.name for scenario in preset.scenarios}
    removed = {scenario.rule.key for scenario in plan.rules.left_out}
    own = preset.own_keys
    states = {key: "here" if key in shelf.lines else "removed" if key in removed else "new" for key in own}
    return PresetCard(
        preset=preset,
        plan=plan,
        scenarios=[PresetScenarioView(names[key], states[key]) for key in own],
        included=[load_preset(layer.name).title for layer in preset.layers[:-1]],
        languages=", ".join(str(LANGUAGE_NAMES[code]) for code in preset.languages),
        added=[(names[key], len(lines)) for key, lines in plan.rules.added.items()],
    )


register_page("presets/", presets_page, "presets", title=gettext_lazy("Presets"), place=AdminPlace(Group.RULES, 15))
