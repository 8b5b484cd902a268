"""What a scenario answers to by meaning, as form fields; and from where on that counts, as people read it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conversations.encoding.choose import current_encoder
from triggers.enums import MeaningName
from triggers.meaning.heads import head_for
from triggers.models import Scenario
from triggers.signals.meaning import DEFAULT, EXAMPLE_BANDS, EXAMPLES, SETTING

#: By its own phrases, not at all, by what is ticked.
USUAL, OFF, CHOSEN = "", "off", "chosen"
FIELDS = ("meaning_use", "meaning_names")


class MeaningFields(forms.Form):
    """Whether and by what a scenario is recognised in words that no phrase has."""

    meaning_use = forms.ChoiceField(
        label=gettext_lazy("Recognise by meaning"),
        required=False,
        choices=(
            (USUAL, gettext_lazy("by its phrases, as examples")),
            (CHOSEN, gettext_lazy("by what is ticked below")),
            (OFF, gettext_lazy("not at all: phrases alone")),
        ),
        help_text=gettext_lazy(
            "Before the AI answers, the message is compared by meaning, in any language. When sure, it hands off. When "
            "likely, the AI answers and offers a person."
        ),
    )
    meaning_names = forms.MultipleChoiceField(
        label=gettext_lazy("It means"),
        required=False,
        choices=[(EXAMPLES, gettext_lazy("the same as one of its phrases")), *MeaningName.choices],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick as many as you like. Any one of them is enough."),
    )


def read_setting(limits: dict[str, Any]) -> dict[str, Any]:
    """Return the fields' initial values."""
    named = limits.get(SETTING)
    if not isinstance(named, list):
        return {"meaning_use": USUAL, "meaning_names": list(DEFAULT)}
    return {"meaning_use": CHOSEN if named else OFF, "meaning_names": named}


def write_setting(cleaned: dict[str, Any], limits: dict[str, Any]) -> dict[str, Any]:
    """Return the limits with what was chosen; without the key where its own phrases count, as is usual."""
    others = {name: value for name, value in limits.items() if name != SETTING}
    match cleaned.get("meaning_use"):
        case "off":
            return {**others, SETTING: []}
        case "chosen":
            return {**others, SETTING: list(cleaned.get("meaning_names") or ())}
    return others


def show_bands(scenario: Scenario | None) -> SafeString | str:
    """Return from where on each meaning of a scenario is likely and sure, in its sensitivity, as a small table."""
    rows = list(_rows(scenario)) if scenario and scenario.pk else []
    if not rows:
        return _("It is recognised by its phrases alone.") if scenario and scenario.pk else "–"
    body = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", rows)
    return format_html(
        "<table><thead><tr><th>{}</th><th>{}</th><th>{}</th></tr></thead><tbody>{}</tbody></table>",
        _("Meaning"), _("Offers a person from"), _("Hands off from"), body,
    )  # fmt: skip


def _rows(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Yield name and both limits of what the saved scenario answers to."""
    encoder = current_encoder()
    head = head_for(encoder.name) if encoder else None
    labels = dict(MeaningName.choices)
    for name in scenario.limits.get(SETTING, DEFAULT):
        if encoder is None:
            yield str(labels.get(name, name)), _("this desk has no encoder"), "–"
        elif name == EXAMPLES:
            likely, sure = EXAMPLE_BANDS[scenario.sensitivity]
            yield _("the same as one of its phrases"), f"{likely:.3f}", f"{sure:.3f}"
        else:
            likely, sure = head.bands(scenario.sensitivity, name) if head else (2.0, 2.0)
            yield str(labels.get(name, name)), _share(likely), _share(sure)


def _share(limit: float) -> str:
    """Return a probability in per cent; above 1 it is never reached."""
    return f"{limit:.0%}" if limit <= 1 else _("never")
