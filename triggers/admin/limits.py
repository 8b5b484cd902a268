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
    PROMISED_HANDOFF = "promised_handoff", _("the AI promised a person without handing off")
    FAILED = "failed", _("the AI could not answer (down, too slow, broken)")
    TOOL_FAILED = "tool_failed", _("an AI tool failed")
    INFORMATION_GAP = "information_gap", _("the AI doesn't know")
    COMPLEX_REQUEST = "complex_request", _("the AI says the request is complex")
    OUT_OF_SCOPE = "out_of_scope", _("the AI says the request is out of scope")


class LimitFields(forms.Form):
    """Every limit as a field; the page shows those of the chosen category."""

    limit_attempts = forms.IntegerField(
        label=_("Failed attempts"),
        required=False,
        min_value=1,
        max_value=20,
        help_text=_("How many answers that didn't help. If empty, 2."),
    )
    limit_confidence = forms.IntegerField(
        label=_("Confidence below, in %"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Fires when the AI is less sure than this. If empty, 45. 0 turns it off."),
    )
    limit_amount = forms.DecimalField(
        label=_("Amount from"),
        required=False,
        min_value=0,
        max_value=10**9,
        decimal_places=2,
        help_text=_(
            "Fires when the customer mentions at least this amount of money. If empty, amounts don't "
            "count. In a custom rule, the other conditions must hold too."
        ),
    )
    limit_currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        choices=(("", _("any, not converted")), *((code, code) for code in CURRENCIES)),
        help_text=_("Amounts in another currency don't count. A plain $ counts as any dollar."),
    )
    limit_quantity = forms.IntegerField(
        label=_("Quantity from"),
        required=False,
        min_value=1,
        max_value=10**7,
        help_text=_(
            "Fires when the customer mentions at least this many: “300 units of”, “order 50 chairs”, "
            "or a number before one of this scenario's phrases. If empty, quantities don't count."
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
            "Fires when the customer writes again after waiting this long for an answer. If empty, "
            "waiting doesn't count."
        ),
    )
    limit_languages = forms.CharField(
        label=_("Languages the team covers"),
        required=False,
        max_length=200,
        help_text=_(
            "Codes separated by commas, for example en, de. Fires when the customer writes in another "
            "language. If empty, languages don't count."
        ),
    )
    limit_vip = forms.BooleanField(label=_("VIP customers only"), required=False)
    limit_classes = forms.MultipleChoiceField(
        label=_("Lead classes"),
        required=False,
        choices=[(c.value, c.label) for c in LeadClass if c.value],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("If none are ticked, hot. In a custom rule, every class."),
    )
    limit_tags = forms.CharField(
        label=_("Tags of the conversation"),
        required=False,
        max_length=400,
        help_text=_("Tag keys, separated by commas. Any one of them is enough."),
    )
    limit_channels = forms.MultipleChoiceField(
        label=_("Channels"),
        required=False,
        choices=channel_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("If none are ticked, every channel."),
    )
    limit_flags = forms.MultipleChoiceField(
        label=_("Or when"),
        required=False,
        choices=Flag,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "What the AI reports about its own answer. Any one is enough. If none are ticked, the category decides."
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
