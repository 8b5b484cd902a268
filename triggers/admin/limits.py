"""A scenario's limits as form fields: people see attempts and per cent, the engine gets JSON."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from conversations.adapters.registry import channel_choices
from conversations.enums import LeadClass
from triggers.signals.money import CURRENCIES

PREFIX = "limit_"

LIMITS_OF_CATEGORY: dict[str, tuple[str, ...]] = {
    "failed_attempts": ("attempts", "flags"),
    "low_confidence": ("confidence", "flags"),
    "information_gap": ("flags",),
    "complex_request": ("flags",),
    "out_of_scope": ("flags",),
    "high_value": ("amount", "currency", "quantity"),
    "lead_class": ("classes",),
    "vip": ("tags",),
    "business_rule": (
        "tags",
        "channels",
        "vip",
        "classes",
        "hours",
        "unanswered",
        "languages",
        "amount",
        "currency",
        "quantity",
    ),
}


class Flag(TextChoices):
    """What the AI can report of its own turn."""

    ESCALATION_REQUESTED = "escalation_requested", _("the AI asks for a person")
    PROMISED_HANDOFF = "promised_handoff", _("the AI promised a person without asking for one")
    FAILED = "failed", _("the AI could not answer (down, too slow, broken)")
    TOOL_FAILED = "tool_failed", _("a tool of the AI failed")
    INFORMATION_GAP = "information_gap", _("the AI lacks the knowledge")
    COMPLEX_REQUEST = "complex_request", _("the AI calls the request complex")
    OUT_OF_SCOPE = "out_of_scope", _("the AI calls the request out of scope")


class LimitFields(forms.Form):
    """Every limit as a field; the page shows those of the chosen category."""

    limit_attempts = forms.IntegerField(
        label=_("Failed attempts"),
        required=False,
        min_value=1,
        max_value=20,
        help_text=_("After how many answers that did not help. Empty: 2."),
    )
    limit_confidence = forms.IntegerField(
        label=_("Confidence below, in %"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Fires when the AI is less sure than this. Empty: 45. 0: never for this reason."),
    )
    limit_amount = forms.DecimalField(
        label=_("Amount from"),
        required=False,
        min_value=0,
        max_value=10**9,
        decimal_places=2,
        help_text=_(
            "Fires when the customer names at least this amount of money. Empty: amounts do not count. In an own rule "
            "it must hold beside the other conditions."
        ),
    )
    limit_currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        choices=(("", _("any, not converted")), *((code, code) for code in CURRENCIES)),
        help_text=_("Amounts in another currency do not count. A bare $ counts as any dollar."),
    )
    limit_quantity = forms.IntegerField(
        label=_("Quantity from"),
        required=False,
        min_value=1,
        max_value=10**7,
        help_text=_(
            "Fires when the customer speaks of at least so many: “300 units of”, “order 50 chairs”, or a number before "
            "one of this scenario's phrases. Empty: numbers of things do not count."
        ),
    )
    limit_hours = forms.ChoiceField(
        label=_("Opening hours"),
        required=False,
        choices=(("", _("at any time")), ("open", _("only while open")), ("closed", _("only while closed"))),
        help_text=_("The hours of the conversation's team."),
    )
    limit_unanswered = forms.IntegerField(
        label=_("Unanswered for, in minutes"),
        required=False,
        min_value=1,
        max_value=60 * 24 * 30,
        help_text=_(
            "Fires when the customer writes again after waiting so long for an answer of the AI or a person. Empty: "
            "waiting does not count."
        ),
    )
    limit_languages = forms.CharField(
        label=_("Languages that the team covers"),
        required=False,
        max_length=200,
        help_text=_(
            "Codes with commas between, for example en, de. Fires when the customer writes another one. Empty: "
            "languages do not count."
        ),
    )
    limit_vip = forms.BooleanField(label=_("VIP customers only"), required=False)
    limit_classes = forms.MultipleChoiceField(
        label=_("Lead classes"),
        required=False,
        choices=[(c.value, c.label) for c in LeadClass if c.value],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: hot; in an own rule, every class."),
    )
    limit_tags = forms.CharField(
        label=_("Tags of the conversation"),
        required=False,
        max_length=400,
        help_text=_("Keys of tags, with commas between; one of them is enough."),
    )
    limit_channels = forms.MultipleChoiceField(
        label=_("Channels"),
        required=False,
        choices=channel_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every channel."),
    )
    limit_flags = forms.MultipleChoiceField(
        label=_("Or when"),
        required=False,
        choices=Flag,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "What the AI reports of its own answer; any of these is enough. None ticked: the category's own rule."
        ),
    )


def words(text: str) -> list[str]:
    """Return a comma-separated text as a list, each word once."""
    return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


def _percent(value: Any) -> int:
    return round(float(value) * 100)


def _share(value: int) -> float:
    return value / 100


def _codes(text: str) -> list[str]:
    return [code.lower() for code in words(text)]


_TO_FIELD: dict[str, Callable[[Any], Any]] = {"confidence": _percent, "tags": ", ".join, "languages": ", ".join}
_TO_JSON: dict[str, Callable[[Any], Any]] = {
    "confidence": _share,
    "tags": words,
    "languages": _codes,
    "amount": float,
}
KEYS = (
    "attempts",
    "confidence",
    "amount",
    "currency",
    "quantity",
    "classes",
    "tags",
    "channels",
    "vip",
    "hours",
    "unanswered",
    "languages",
    "flags",
)
FIELD_NAMES = tuple(PREFIX + key for key in KEYS)


def read_limits(limits: dict[str, Any]) -> dict[str, Any]:
    """Return the fields' initial values; a stored value that no field can show is left out."""
    values = {}
    for key in KEYS:
        if key in limits:
            try:
                values[PREFIX + key] = _TO_FIELD[key](limits[key]) if key in _TO_FIELD else limits[key]
            except (TypeError, ValueError):
                continue
    return values


def write_limits(category: str, cleaned: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON for a category: its own fields that are filled in; keys that no field edits stay."""
    limits = {key: value for key, value in before.items() if key not in KEYS}
    for key in LIMITS_OF_CATEGORY.get(category, ()):
        value = cleaned.get(PREFIX + key)
        # Not `in`: a confidence of 0 equals False, and counts.
        if not (value is None or value is False or value in ("", [])):
            limits[key] = _TO_JSON[key](value) if key in _TO_JSON else value
    return limits


def fields_of_categories(categories: list[str]) -> dict[str, list[str]]:
    """Return which fields each category shows."""
    return {category: [PREFIX + key for key in LIMITS_OF_CATEGORY.get(category, ())] for category in categories}
