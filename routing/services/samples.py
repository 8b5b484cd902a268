"""Sample acknowledgements for the admin's preview, made from the real hours and promises."""

from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Team
from routing.calendar import next_opening
from routing.models import AcknowledgementTemplate
from routing.services.acknowledgement import fill, opening_words, wait_words
from routing.services.hours import Promise, promise_of

MINUTE = timedelta(minutes=1)
SAMPLE_NAME = "Ana"


def sample_texts(template: AcknowledgementTemplate, team: Team) -> list[tuple[str, str]]:
    """Return (for whom, text): ordinary and urgent in hours, one text out of hours. Only the customer is invented."""
    if template.hours == AcknowledgementTemplate.Hours.CLOSED:
        return [
            (_("out of hours"), _filled(template, team, {"opens": _opens(template, promise_of(team, urgent=False))}))
        ]
    waits = {urgent: promise_of(team, urgent=urgent).first_response // MINUTE for urgent in (False, True)}
    labels = {False: _("ordinary"), True: _("urgent")}
    return [
        (labels[urgent], _filled(template, team, {"wait": _wait(template, waits[urgent])})) for urgent in (False, True)
    ]


def _filled(template: AcknowledgementTemplate, team: Team, values: dict[str, str]) -> str:
    everyday = {"name": SAMPLE_NAME, "team": team.name, "agent": "", "wait": "", "opens": ""}
    return fill(template.text, everyday | values)


def _wait(template: AcknowledgementTemplate, minutes: int) -> str:
    with translation.override(template.language):
        return wait_words(minutes)


def _opens(template: AcknowledgementTemplate, promise: Promise) -> str:
    opens: datetime | None = next_opening(promise.hours, timezone.now())
    with translation.override(template.language):
        return opening_words(opens, promise.hours.zone) if opens else ""
