"""What customers would be told when a scenario fires: the floor above knows the texts, the hours and the promises."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _

from accounts.models import Team
from conversations.enums import Priority


class Sample(NamedTuple):
    """One acknowledgement as a customer of a language would read it; `source` says which text it was made from."""

    language: str
    hours: str
    text: str
    source: str
    is_own: bool


Source = Callable[[str, Team, Priority], Iterable[Sample]]
_sources: list[Source] = []


def offer_samples(source: Source) -> None:
    """Let a higher floor make the samples of an acknowledgement's key for a team and priority.

    Called once, when its admin is loaded.
    """
    _sources.append(source)


class PreviewForm(forms.Form):
    """The choices on a scenario's page that an acknowledgement depends on."""

    acknowledgement = forms.CharField(max_length=60)
    team = forms.ModelChoiceField(queryset=Team.objects.order_by("name"), required=False)
    handoff_priority = forms.TypedChoiceField(choices=Priority.choices, coerce=int, required=False)


def sample_rows(*, acknowledgement: str, team: Team | None, priority: Priority) -> list[dict[str, Any]]:
    """Return the samples as JSON; without a team on the page, for the first one, and saying so."""
    shown = team or Team.objects.order_by("name").first()
    if shown is None:
        return []
    note = "" if team else _("for example for “%(team)s”") % {"team": shown.name}
    return [
        {**sample._asdict(), "note": note} for source in _sources for sample in source(acknowledgement, shown, priority)
    ]
