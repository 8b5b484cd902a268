"""The forms of the page "Simulate": who writes, when, by which rules, and the lines."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.formsets import formset_factory
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.enums import LeadClass
from conversations.lengths import LONGEST_READ
from conversations.models import ChannelAccount, Tag
from routing.rehearsal.simulation import MOST_LINES, SimulatedCustomer, SimulatedLine, Simulation
from triggers.enums import Expectation
from triggers.services.regression import NAME_LENGTH, Demand

TEXT_TOO_LONG = _("At most 4,000 characters.")
# Office hours and time zones are known about as far as this.
EARLIEST = date(2000, 1, 1)
YEARS_AHEAD = 10
# Lines that were taken away leave gaps, so more may be numbered than may be written.
MOST_NUMBERED = 60
LANGUAGES = (
    ("", _("unknown")),
    ("en", _("English")),
    ("de", _("German")),
    ("es", _("Spanish")),
    ("fr", _("French")),
    ("it", _("Italian")),
    ("nl", _("Dutch")),
    ("pl", _("Polish")),
    ("pt", _("Portuguese")),
    ("zh", _("Chinese")),
)
# What the AI can report of its own answer, by the fields of a draft.
REPORTS = (
    ("escalate", _("asks for a person")),
    ("promised_handoff", _("promises a person")),
    ("information_gap", _("doesn't know")),
    ("out_of_scope", _("calls it out of scope")),
    ("urgent", _("calls it urgent")),
    ("failed", _("couldn't answer")),
)


class SettingForm(forms.Form):
    """Account, rules, customer and time."""

    account = forms.ModelChoiceField(
        label=_("Channel account"), queryset=ChannelAccount.objects.none(), empty_label=None
    )
    rules = forms.ChoiceField(
        label=_("Rules"), choices=(("draft", _("draft")), ("published", _("published"))), initial="draft"
    )
    when = forms.ChoiceField(
        label=_("When"),
        choices=(("now", _("now")), ("at", _("at the time below"))),
        initial="now",
        help_text=_("Uses who is available right now, whatever time you choose."),
    )
    date = forms.DateField(label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    name = forms.CharField(label=_("Customer's name"), required=False, max_length=160)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=LANGUAGES)
    lead_class = forms.ChoiceField(label=_("Lead class"), required=False, choices=LeadClass)
    is_vip = forms.BooleanField(label=_("VIP customer"), required=False)
    owner = forms.ModelChoiceField(
        label=_("Customer's owner"), required=False, queryset=User.objects.none(), empty_label=_("no one")
    )
    tags = forms.ModelMultipleChoiceField(
        label=_("Tags of the conversation"),
        required=False,
        queryset=Tag.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer today's accounts, people and tags."""
        super().__init__(*args, **kwargs)
        sources: dict[str, QuerySet[Any]] = {
            "account": ChannelAccount.objects.select_related("team").filter(is_active=True),
            "owner": User.objects.filter(is_active=True),
            "tags": Tag.objects.all(),
        }
        for name, rows in sources.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
            field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """Ask for date and time when a time is wanted, and for a date that calendars know."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("when") == "at":
            for name in ("date", "time"):
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Enter a date and time."))
            if fault := _date_fault(given.get("date")):
                self.add_error("date", fault)
        return given

    def moment(self, zone: ZoneInfo) -> datetime:
        """Return the time of the first line; a given one is read in this zone."""
        given = self.cleaned_data
        if given["when"] == "now":
            return timezone.now()
        return datetime.combine(given["date"], given["time"], tzinfo=zone).astimezone(UTC)

    def customer(self) -> SimulatedCustomer:
        """Return who writes."""
        given = self.cleaned_data
        return SimulatedCustomer(
            name=given["name"],
            language=given["language"],
            is_vip=given["is_vip"],
            lead_class=given["lead_class"],
            tags=tuple(given["tags"]),
            owner=given["owner"],
        )


def _date_fault(day: date | None) -> str:
    latest = date(timezone.localdate().year + YEARS_AHEAD, 12, 31)
    if day is None or EARLIEST <= day <= latest:
        return ""
    said = gettext("Choose a date from %(first)s to %(last)s.")
    return said % {"first": EARLIEST.isoformat(), "last": latest.isoformat()}


class LineForm(forms.Form):
    """One line; without words it counts as not written."""

    who = forms.ChoiceField(
        label=_("Who"), required=False, choices=(("customer", _("Customer")), ("ai", _("AI"))), initial="customer"
    )
    text = forms.CharField(
        label=_("says"),
        required=False,
        strip=False,
        max_length=LONGEST_READ,
        error_messages={"max_length": TEXT_TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    confidence = forms.IntegerField(label=_("Confidence in %"), required=False, min_value=0, max_value=100)
    reports = forms.MultipleChoiceField(
        label=_("The AI"), required=False, choices=REPORTS, widget=forms.CheckboxSelectMultiple
    )

    def line(self) -> SimulatedLine | None:
        """Return the line of a valid form, None when nothing was written."""
        given = self.cleaned_data
        text, by_ai = given.get("text", ""), given.get("who") == "ai"
        reports = frozenset(given.get("reports", ())) if by_ai else frozenset()
        # An answer that failed has no words.
        if not text.strip() and "failed" not in reports:
            return None
        confidence = given.get("confidence") if by_ai else None
        return SimulatedLine(text, by_ai, None if confidence is None else confidence / 100, reports)


class _Lines(forms.BaseFormSet):  # type: ignore[type-arg] # generic only in the stubs
    def lines(self) -> list[SimulatedLine]:
        """Return what was written."""
        return [line for form in self.forms if (line := form.line())]

    def clean(self) -> None:
        """Refuse a play without a customer, and one that never ends."""
        if any(form.errors for form in self.forms):
            return
        lines = self.lines()
        if not any(not line.by_ai for line in lines):
            raise ValidationError(gettext("Write at least one customer line."))
        if len(lines) > MOST_LINES:
            raise ValidationError(gettext("At most %(most)d lines.") % {"most": MOST_LINES})


LineFormSet = formset_factory(LineForm, formset=_Lines, extra=0, max_num=MOST_NUMBERED, absolute_max=MOST_NUMBERED)


class CaseForm(forms.Form):
    """What is to be kept of a simulation as a regression case."""

    prefix = "case"
    step = forms.TypedChoiceField(label=_("Line"), coerce=int)
    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    expectation = forms.ChoiceField(label=_("Expected"), choices=Expectation)
    scenario = forms.ChoiceField(label=_("Scenario"), required=False)

    def __init__(self, *args: Any, found: Simulation, names: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the lines that were judged and the scenarios; propose what came, of the last line."""
        super().__init__(*args, **kwargs)
        judged = [number for number, step in enumerate(found.steps) if step.facts]
        self._choose("step", [(number, _line_name(number, found)) for number in judged])
        self._choose("scenario", [("", "–"), *names])
        for name, value in _proposed(found, judged).items():
            self.initial.setdefault(name, value)

    def _choose(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """Ask for the scenario that the expectation speaks of."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("expectation") == Expectation.NOBODY:
            given["scenario"] = ""
        elif not given.get("scenario") and "scenario" not in self.errors:
            self.add_error("scenario", _("Choose a scenario."))
        return given

    def demand(self) -> Demand:
        """Return what the rules must say."""
        return Demand(Expectation(self.cleaned_data["expectation"]), self.cleaned_data["scenario"])


def _line_name(number: int, found: Simulation) -> str:
    text = " ".join(found.steps[number].line.text.split())
    short = text if len(text) <= 60 else f"{text[:59]}…"
    return f"{number + 1}: {short}"


def _proposed(found: Simulation, judged: Sequence[int]) -> dict[str, Any]:
    if not judged:
        return {}
    acting = [number for number in judged if (decision := found.steps[number].decision) and decision.fired]
    step = (acting or judged)[-1]
    decision = found.steps[step].decision
    if decision is None or not decision.fired:
        return {"step": step, "expectation": Expectation.NOBODY}
    return {"step": step, "expectation": Expectation.ACTS, "scenario": decision.scenario}
