"""The page "Why": why a message called a person or did not, by the rules that judged it and by today's."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.admin_pages import register_page
from accounts.models import User
from conversations.models import Message
from triggers.admin.shown import say_decision, show_decision
from triggers.engine import Decision, ScenarioResult
from triggers.matching import PatternError
from triggers.models import RegressionCase
from triggers.services.answers import is_judged, result_of
from triggers.services.explain import Explanation, Occasion, all_results, explain
from triggers.services.verdicts import NotJudged, ReviewWord, UnknownScenario, give_verdict, withdraw_verdict, words_on

FIRES, SILENT, UNDO = "fires", "silent", "undo"


@require_http_methods(["GET", "HEAD", "POST"])
def why_page(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Show a message's decisions; a click says that a scenario should (not) have fired, or takes that back."""
    message = get_object_or_404(
        Message.objects.select_related("conversation__lead", "conversation__account"), pk=message_id
    )
    if request.method == "POST":
        _take_word(request, message)
        return HttpResponseRedirect(reverse("admin:why", args=(message.pk,)))
    try:
        explanation, trouble = explain(message), ""
    except PatternError as error:
        explanation, trouble = explain(message, with_draft=False), str(error)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Why?"),
        "message": message,
        "explanation": explanation,
        "trouble": trouble,
        "occasions": [_show(occasion, explanation) for occasion in explanation.occasions],
        "verdicts": _verdicts(message, explanation),
        "said": set(_said(message)),
    }
    return TemplateResponse(request, "admin/triggers/why.html", context)


def _take_word(request: HttpRequest, message: Message) -> None:
    """Read the pressed button, whose value is a word and a scenario's key."""
    said, _colon, key = request.POST.get("say", "").partition(":")
    user = request.user
    if not isinstance(user, User) or said not in (FIRES, SILENT, UNDO):
        messages.error(request, _("Nothing was changed."))
        return
    if said == UNDO:
        withdraw_verdict(message=message, scenario_key=key, user=user, binds=True)
        messages.success(request, _("Undone. The regression case is gone too."))
        return
    word = ReviewWord(key, should_fire=said == FIRES, note=request.POST.get("note", ""), binds=True)
    try:
        give_verdict(message=message, word=word, user=user)
    except NotJudged:
        messages.error(request, _("This message was not judged, so there is nothing to correct."))
    except UnknownScenario:
        messages.error(request, _("No such scenario."))
    else:
        messages.success(request, _("Saved as a regression case. It must pass before rules are published."))


def _show(occasion: Occasion, explanation: Explanation) -> dict[str, Any]:
    results = all_results(occasion)
    return {
        "title": _title(occasion),
        "shown": show_decision(
            occasion.then,
            occasion.facts.text,
            explanation.names,
            results=results,
            notes={result.key: _notes(result, occasion) for result in results},
        ),
        "version": occasion.then.version,
        "others": _others(occasion, explanation),
        "facts": occasion.facts,
    }


def _title(occasion: Occasion) -> str:
    if not occasion.with_reply:
        return _("When the message arrived")
    if occasion.facts.signals is None:
        return _("Before the AI answered, by what the message means")
    return _("After the AI answered")


def _notes(result: ScenarioResult, occasion: Occasion) -> tuple[str, ...]:
    """Return where other rules differ from what a scenario said then."""
    found = [_difference(result, occasion.published, _("the published rules"))]
    if occasion.draft:
        found.append(_difference(result, occasion.draft, _("the draft")))
    return tuple(note for note in found if note)


def _difference(result: ScenarioResult, decision: Decision, rules: str) -> str:
    now = result_of(decision, result.key)
    if not is_judged(now) and not is_judged(result):
        return ""
    if now is None or not is_judged(now):
        return _("Off or removed in %(rules)s.") % {"rules": rules}
    if now.fired and not result.fired:
        return _("Fires under %(rules)s: %(why)s.") % {"rules": rules, "why": now.why}
    if result.fired and not now.fired:
        return _("No longer fires under %(rules)s: %(why)s.") % {"rules": rules, "why": now.why}
    return ""


def _others(occasion: Occasion, explanation: Explanation) -> list[tuple[str, str]]:
    """Return what the published rules and the draft decide now, as name and sentence."""
    published = _("Published rules now (v%(number)d)") % {"number": occasion.published.version}
    found = [(published, say_decision(occasion.published, explanation.names))]
    if occasion.draft:
        found.append((_("Draft"), say_decision(occasion.draft, explanation.names)))
    return found


def _said(message: Message) -> Iterator[str]:
    """Yield the values of the buttons that would say again what was said last."""
    last = {verdict.scenario_key: verdict for verdict in reversed(words_on(message))}
    for verdict in last.values():
        yield f"{FIRES if verdict.should_fire else SILENT}:{verdict.scenario_key}"


def _verdicts(message: Message, explanation: Explanation) -> list[dict[str, Any]]:
    cases = {case.scenario_key: case for case in RegressionCase.objects.filter(message=message)}
    return [
        {
            "verdict": verdict,
            "name": explanation.names.get(verdict.scenario_key, verdict.scenario_key),
            "case": cases.get(verdict.scenario_key),
        }
        for verdict in words_on(message)
    ]


register_page("why/<uuid:message_id>/", why_page, "why")
