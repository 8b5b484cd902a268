"""The forms of a scenario and of its phrases."""

import json
from collections.abc import Callable, Collection, Iterable
from datetime import UTC
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskModelForm
from triggers.admin.limits import LimitFields, fields_of_categories, read_limits, write_limits
from triggers.admin.meaning import MeaningFields, read_setting, write_setting
from triggers.enums import Category
from triggers.matching import PatternError
from triggers.matching import PhraseRule as Pattern
from triggers.matching.pattern import parse
from triggers.models import Phrase, Scenario
from triggers.services.groups import groups_in_force, place_of_long_word, told_of_long_word

Choices = Iterable[tuple[str, str]]
_acknowledgements: list[Callable[[], Choices]] = []


def offer_acknowledgements(source: Callable[[], Choices]) -> None:
    """Let a higher floor say which acknowledgements there are (called once, when its admin is loaded)."""
    _acknowledgements.append(source)


def check_pattern(text: str, groups: Collection[str] | None = None) -> None:
    """Refuse a phrase that the engine cannot use, with the engine's own sentence and place.

    `groups`: the names of the draft's word groups, for who checks many phrases and has read them.

    Raises:
        ValidationError: the phrase cannot be read.
    """
    long = place_of_long_word(text)
    if long is not None:
        raise ValidationError(_("At character %(at)d: ") % {"at": long + 1} + told_of_long_word())
    phrase = Pattern(text)
    try:
        parse(phrase.pattern, groups_in_force() if groups is None else groups)
    except PatternError as error:
        at = error.position + len(phrase.text) - len(phrase.pattern) + 1
        where = _("At character %(at)d: ") % {"at": at}
        raise ValidationError(where + error.sentence) from error


class SeenField(forms.CharField):
    """Carries, unseen, the state of the row that the page showed; it is nothing that a person changes."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say no: the field never counts as a change."""
        return False


class SeenForm(forms.Form):
    """Mixed into the form of a row with `updated_at`: a page that was opened before the row's last save cannot save."""

    seen = SeenField(required=False, label="", max_length=60)

    def remember_state(self) -> None:
        """Put the row's state into the page; call it when the form is made."""
        row = getattr(self, "instance", None)
        # An earlier state from the history is older on purpose: it is brought back over what there is.
        if row is not None and row.pk and not hasattr(row, "_history"):
            self.initial["seen"] = state_of(row)

    def is_stale(self) -> bool:
        """Whether somebody saved the row after the page was opened; False for who sent no state."""
        seen, row = self.cleaned_data.get("seen"), getattr(self, "instance", None)
        if not seen or row is None or not row.pk:
            return False
        now = type(row).objects.filter(pk=row.pk).only("updated_at").first()
        return now is not None and seen != state_of(now)


def state_of(row: Any) -> str:
    """Return when the row was last saved, to the microsecond."""
    return str(row.updated_at.astimezone(UTC).isoformat(timespec="microseconds"))


class PhraseForm(DeskModelForm):
    """One phrase."""

    class Meta:
        model = Phrase
        fields = ("scenario", "text", "language", "is_exclusion")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the text room and propose languages."""
        super().__init__(*args, **kwargs)
        attributes: dict[str, dict[str, Any]] = {
            "text": {"class": "desk-phrase", "spellcheck": "false", "dir": "auto"},
            "language": {"class": "desk-language", "size": 6, "placeholder": _("any")},
        }
        for name, attrs in attributes.items():
            if name in self.fields:
                self.fields[name].widget.attrs |= attrs

    def clean_text(self) -> str:
        """Refuse what the engine cannot read."""
        text = " ".join(str(self.cleaned_data["text"]).split())
        if "text" in self.changed_data:
            check_pattern(text)
        return text

    def clean_language(self) -> str:
        """Compare languages in lower case."""
        return str(self.cleaned_data["language"]).strip().lower()


class ScenarioForm(DeskModelForm, LimitFields, MeaningFields, SeenForm):
    """A scenario; its limits are fields here and JSON in the row."""

    acknowledgement = forms.ChoiceField(
        label=_("Acknowledgement"),
        help_text=_("What the customer is told straight away. Edit the texts under Acknowledgements."),
    )

    class Meta:
        model = Scenario
        exclude = ("limits",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill the limit fields from the JSON and tell the page which belong to which category."""
        super().__init__(*args, **kwargs)
        stored = self.instance.limits or {}
        self.initial = {**read_limits(stored), **read_setting(stored), **self.initial}
        self.remember_state()
        if "category" in self.fields:
            self.fields["category"].widget.attrs["data-desk-shows"] = json.dumps(fields_of_categories(Category.values))
        field = self.fields.get("acknowledgement")
        if isinstance(field, forms.ChoiceField):
            field.choices = self._acknowledgement_choices()

    def _acknowledgement_choices(self) -> list[tuple[str, str]]:
        offered = {key: label for source in _acknowledgements for key, label in source()}
        current = self.instance.acknowledgement
        return sorted({current: current, **offered}.items())

    def clean(self) -> dict[str, Any] | None:
        """Turn the limit fields into the JSON of the chosen category."""
        cleaned = super().clean() or self.cleaned_data
        if "category" in self.fields:
            limits = write_limits(str(cleaned.get("category", "")), cleaned, self.instance.limits or {})
            self.instance.limits = write_setting(cleaned, limits)
        if self.is_stale():
            said = _("Someone else saved this scenario while you were editing. Reload the page. Your text is below.")
            self.add_error(None, said)
        return cleaned
