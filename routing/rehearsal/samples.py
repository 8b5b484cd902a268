"""Sample acknowledgements for the admin's preview, made from the real hours and promises."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Team
from conversations.enums import Priority
from conversations.models import Brand
from routing.calendar import Hours, is_open, next_opening
from routing.models import AcknowledgementTemplate
from routing.services.acknowledgement import UNITS, builtin_text, fill, find_template, opening_words, wait_words
from routing.services.hours import Promise, promise_of

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# In hours; a team that is open for longer at a stretch as good as never closes.
LONGEST_SHIFT = 24 * 14
SAMPLE_NAME = "Ana"


class Preview(NamedTuple):
    """One acknowledgement as a customer would read it; `source`: which text it was made from."""

    language: str
    hours: str
    text: str
    source: str
    is_own: bool


class WantedSample(NamedTuple):
    """Which acknowledgement: key, the customer's language, in or out of hours."""

    key: str
    language: str
    open_now: bool


def sample_texts(template: AcknowledgementTemplate, team: Team) -> list[tuple[str, str]]:
    """Return (for whom, text): in hours for each priority, those that wait alike together; else one text.

    Only the customer is invented.
    """
    if template.hours == AcknowledgementTemplate.Hours.CLOSED:
        return [(_("out of hours"), _filled(template, team, {"opens": _opens(template, promise_of(team))}))]
    waits = {priority: promise_of(team, priority=priority).first_response // MINUTE for priority in Priority}
    by_wait: dict[int, list[str]] = {}
    for priority, minutes in waits.items():
        by_wait.setdefault(minutes, []).append(str(priority.label))
    return [
        (", ".join(labels), _filled(template, team, {"wait": _wait(template, minutes)}))
        for minutes, labels in by_wait.items()
    ]


def _filled(template: AcknowledgementTemplate, team: Team, values: dict[str, str]) -> str:
    business = template.brand.name if template.brand else _default_name()
    everyday = {"name": SAMPLE_NAME, "business": business, "team": team.name, "agent": "", "wait": "", "opens": ""}
    return fill(template.text, everyday | values)


def _default_name() -> str:
    return Brand.objects.filter(is_default=True).values_list("name", flat=True).first() or ""


def _wait(template: AcknowledgementTemplate, minutes: int) -> str:
    with translation.override(template.language):
        return wait_words(minutes)


def _opens(template: AcknowledgementTemplate, promise: Promise) -> str:
    opens: datetime | None = next_opening(promise.hours, timezone.now())
    with translation.override(template.language):
        return opening_words(opens, promise.hours.zone) if opens else ""


def preview_texts(key: str, team: Team, priority: Priority) -> list[Preview]:
    """Return what customers of each language would be told in and out of hours, from the real hours and promises."""
    promise = promise_of(team, priority=priority)
    texts = AcknowledgementTemplate.objects.values_list("language", flat=True).distinct()
    languages = dict.fromkeys((*UNITS, *sorted(texts)))
    opens, business = _next_opening_after_a_closing(promise.hours), _default_name()
    hours = [(True, _("in hours"))] + ([] if promise.hours.always_open else [(False, _("out of hours"))])
    return [
        _preview(WantedSample(key, language, open_now), label, business, team, promise, opens)
        for language in languages
        for open_now, label in hours
    ]


def _next_opening_after_a_closing(hours: Hours) -> datetime | None:
    """Return when people are back the next time that they are gone; while open that is after the coming closing."""
    at = timezone.now()
    for _hour in range(LONGEST_SHIFT):
        if not is_open(hours, at):
            return next_opening(hours, at)
        at += HOUR
    return None


def _preview(
    wanted: WantedSample, label: str, business: str, team: Team, promise: Promise, opens: datetime | None
) -> Preview:
    template = find_template(wanted.key, wanted.language, open_now=wanted.open_now)
    source, is_own = _source_of(template, wanted)
    with translation.override(template.language if template else wanted.language):
        values = {
            "name": SAMPLE_NAME,
            "business": business,
            "team": team.name,
            "agent": "",
            "wait": wait_words(promise.first_response // MINUTE) if wanted.open_now else "",
            "opens": opening_words(opens, promise.hours.zone) if opens and not wanted.open_now else "",
        }
        builtin = builtin_text(wanted.key, open_now=wanted.open_now)
        text = fill(template.text, values) if template else ""
        return Preview(wanted.language, label, text or fill(builtin, values), source, is_own)


def _source_of(template: AcknowledgementTemplate | None, wanted: WantedSample) -> tuple[str, bool]:
    if template is None:
        return _("built-in sentence: no text set"), False
    if template.key != wanted.key:
        return _("the text of “%(key)s” (%(language)s)") % {"key": template.key, "language": template.language}, False
    if template.language != wanted.language:
        return _("the text in “%(language)s”: no text in this language") % {"language": template.language}, False
    return _("own text"), True
