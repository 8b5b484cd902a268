"""What the routing floor adds to the linter: promises that no calendar keeps, scenarios that nobody is there for."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team
from conversations.enums import Priority
from routing.calendar import next_opening
from routing.models import AcknowledgementTemplate
from routing.promises import Broken, Keeper, broken_promises
from routing.services.acknowledgement import STANDARD
from routing.services.hours import promise_of
from triggers.linting import Finding
from triggers.services.snapshots import Snapshot

SENTENCES: dict[str, Any] = {
    "wait_when_closed": gettext_lazy(
        "%(text)s: {wait} has no value while you are closed, so its sentence is left out."
    ),
    "opens_when_open": gettext_lazy("%(text)s: {opens} has no value while you are open, so its sentence is left out."),
    "around_the_clock": gettext_lazy("%(text)s promises “%(words)s”, but %(team)s is not always open."),
    "closed_at": gettext_lazy("%(text)s mentions “%(words)s”, when %(team)s is never open."),
    "sooner_than_sla": gettext_lazy(
        "%(text)s promises “%(words)s”, sooner than the first response target of %(team)s."
    ),
    "soon_when_closed": gettext_lazy("%(text)s promises “%(words)s” while %(team)s is closed."),
}


def acknowledgement_texts() -> Iterable[tuple[str, str]]:
    """Return key and language of each acknowledgement."""
    return AcknowledgementTemplate.objects.order_by().values_list("key", "language").distinct()


def check_promises(draft: Snapshot) -> Iterator[Finding]:
    """Hold every acknowledgement, and every live scenario's team, against calendars and SLA."""
    teams = {team.pk: team for team in Team.objects.order_by("name")}
    keepers = {pk: _keeper(team) for pk, team in teams.items()}
    yield from _check_teams(draft, keepers)
    templates = list(AcknowledgementTemplate.objects.select_related("brand"))
    spoken_for = _teams_by_key(draft, {template.key for template in templates})
    for template in templates:
        wanted = spoken_for.get(template.key, {None})
        mine = tuple(keeper for pk, keeper in keepers.items() if None in wanted or pk in wanted)
        is_open = template.hours == AcknowledgementTemplate.Hours.OPEN
        for broken in dict.fromkeys(broken_promises(template.text, is_open=is_open, keepers=mine)):
            yield _finding(template, broken)


def _keeper(team: Team) -> Keeper:
    """Return the team with the slower of its promises: an acknowledgement may serve both."""
    promises = [promise_of(team, priority=priority) for priority in Priority]
    return Keeper(team.name, promises[0].hours, max(promise.first_response for promise in promises))


def _teams_by_key(draft: Snapshot, there: set[str]) -> dict[str, set[int | None]]:
    """Return for whom each key speaks, by the live scenarios that name it; None is any team."""
    found: dict[str, set[int | None]] = {}
    for rule in draft.rules:
        action = draft.actions[rule.key]
        if rule.mode == "live":
            key = action.acknowledgement if action.acknowledgement in there else STANDARD
            found.setdefault(key, set()).add(action.team)
    return found


def _check_teams(draft: Snapshot, keepers: dict[int, Keeper]) -> Iterator[Finding]:
    now = timezone.now()
    for rule in draft.rules:
        team = draft.actions[rule.key].team
        keeper = keepers.get(team) if team else None
        if rule.mode == "live" and keeper and not _ever_opens(keeper, now):
            sentence = _("It goes to %(team)s, whose calendar never opens, so no response time can be promised.")
            yield Finding(
                "never_open", scenario=rule.key, related=keeper.name, message=sentence % {"team": keeper.name}
            )


def _ever_opens(keeper: Keeper, now: datetime) -> bool:
    return next_opening(keeper.hours, now) is not None


def _finding(template: AcknowledgementTemplate, broken: Broken) -> Finding:
    values = {"text": template, "words": broken.words, "team": broken.team}
    return Finding(
        broken.code,
        related=broken.words,
        message=str(SENTENCES[broken.code]) % values,
        place=("routing_acknowledgementtemplate", template.pk),
    )
