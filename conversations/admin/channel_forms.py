"""The form of a channel account: what it asks for, each channel declares (`conversations/adapters/declaration.py`)."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskModelForm
from accounts.admin.secrets import SecretField, SecretInput
from accounts.models.lost_secret import LostSecrets
from conversations.adapters.declaration import COLUMNS, LONGEST_VALUE, AccountField, Channel, Door
from conversations.adapters.registry import CHANNELS, channel_choices
from conversations.countries import country_choices
from conversations.models import ChannelAccount

# What the page shows for a door, besides the fields that the channel declares.
SHOWN_AT_PROVIDER = {Door.WEBHOOK: ("simulator",), Door.WIDGET: ()}
SHOWN_TO_CONNECT = {
    Door.WEBHOOK: ("webhook", "verify_help"),
    Door.WIDGET: ("allowed_origins", "verify_help", "snippet", "chat_page"),
}


def fields_at_provider(channels: Iterable[Channel]) -> tuple[str, ...]:
    """Return the names of what these channels ask for, in their order, each once."""
    names = [name for channel in channels for name in (*COLUMNS, *SHOWN_AT_PROVIDER[channel.door])]
    declared = [field.name for channel in channels for field in channel.fields]
    return tuple(dict.fromkeys(name for name in (*declared, *names) if name in declared or name not in COLUMNS))


def fields_to_connect(channels: Iterable[Channel]) -> tuple[str, ...]:
    """Return the rows that show how these channels are connected, each once."""
    return tuple(dict.fromkeys(name for channel in channels for name in SHOWN_TO_CONNECT[channel.door]))


def stored_names() -> frozenset[str]:
    """Return the names of every declared field that is no column."""
    return frozenset(field.name for channel in CHANNELS.values() for field in channel.fields) - frozenset(COLUMNS)


class ChannelAccountForm(DeskModelForm):
    """A channel account; its secrets are write-only: empty keeps the stored one."""

    kind = forms.ChoiceField(label=_("Channel"), choices=channel_choices)
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=lambda: [("", _("Same as the displayed address")), *country_choices()],
        help_text=_("Used for phone numbers entered without a country code."),
    )

    class Meta:
        model = ChannelAccount
        fields = (
            "kind",
            "name",
            "team",
            "brand",
            "autopilot",
            "ai_profile",
            "is_active",
            "external_id",
            "display_address",
            "country",
            "simulator",
            "allowed_origins",
        )
        # Of the two columns: the channel's declaration says more, where it does.
        help_texts = {
            "external_id": _("By which the provider knows the account."),
            "display_address": _("Shown to customers."),
            "allowed_origins": _(
                "One per line, for example https://shop.example.com. If empty, the widget works on this site only."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add what the channel declares: of a new account what any channel does, and the page hides the others'."""
        super().__init__(*args, **kwargs)
        self.kept = self.instance.secrets
        known = CHANNELS.get(self.instance.kind)
        for name in (*COLUMNS, *stored_names()):
            asking = [
                (channel, field) for channel in _channels(known) for field in channel.fields if field.name == name
            ]
            if asking:
                self._add(asking)
        if "kind" in self.fields:
            shows = {key: (*fields_at_provider([one]), *fields_to_connect([one])) for key, one in CHANNELS.items()}
            self.fields["kind"].widget.attrs["data-desk-shows"] = json.dumps(shows)

    def _add(self, asking: list[tuple[Channel, AccountField]]) -> None:
        first = asking[0][1]
        field = self.fields.get(first.name) if first.name in COLUMNS else _make_field(first, self.kept)
        if field is None:  # the page shows the column to somebody who may not change it
            return
        texts = {str(field.help): channel for channel, field in asking if field.help}
        field.label = str(first.label)
        if len(texts) > 1:
            field.help_text = " ".join(f"{channel.label}: {text}" for text, channel in texts.items())
        elif texts:
            field.help_text = next(iter(texts))
        self.fields[first.name] = field
        if first.name not in COLUMNS:
            self.initial[first.name] = ("", False) if first.secret else self.kept.get(first.name, "")

    def clean_allowed_origins(self) -> str:
        """Accept whole origins only, one a line, each once."""
        origins: dict[str, None] = {}
        for line in str(self.cleaned_data["allowed_origins"]).split():
            address = urlsplit(line.rstrip("/"))
            if address.scheme not in {"http", "https"} or not address.hostname or address.path or address.query:
                raise ValidationError(
                    _("“%(line)s” isn't a valid origin. Use a form like https://shop.example.com."),
                    params={"line": line},
                )
            origins[f"{address.scheme}://{address.netloc}".lower()] = None
        return "\n".join(origins)

    def clean(self) -> dict[str, Any] | None:
        """Refuse a value of the wrong form, and an account that could not receive or send."""
        cleaned = super().clean() or self.cleaned_data
        channel = CHANNELS.get(str(cleaned.get("kind") or self.instance.kind))
        if channel is None:
            return cleaned
        self._read_values(channel, cleaned)
        if cleaned.get("is_active") and not cleaned.get("simulator") and channel.door is Door.WEBHOOK:
            said = gettext("A live %(channel)s account needs this. Or tick “simulator” or untick “active”.")
            columns = {name: str(cleaned.get(name) or "") for name in COLUMNS}
            for field in channel.missing({**columns, **self.kept}):
                if field.name in self.fields and field.name not in self.errors:
                    self.add_error(field.name, said % {"channel": channel.label})
        return cleaned

    def _read_values(self, channel: Channel, cleaned: dict[str, Any]) -> None:
        """Put what was entered into the structure that will be stored, and complain of what cannot be right."""
        entered: dict[str, str] = {}
        for field in channel.fields:
            value = cleaned.get(field.name)
            if value is None:
                continue
            text, is_removed = value if isinstance(value, tuple) else (str(value).strip(), not value)
            if text and field.pattern and not field.pattern.fullmatch(text):
                self.add_error(field.name, str(field.complaint) or gettext("Check the format."))
            if field.name not in COLUMNS and (text or is_removed):
                entered[field.name] = text
        if isinstance(self.kept, LostSecrets):
            self._replace_lost(channel, entered)
        else:
            self.kept = {**self.kept, **entered}

    def _replace_lost(self, channel: Channel, entered: dict[str, str]) -> None:
        """Keep what no key opens until all of it is entered again: then, and only then, it may go."""
        secret = [field.name for field in channel.fields if field.secret and field.name not in COLUMNS]
        if not set(entered) & set(secret):
            return
        for name in secret:
            if name not in entered:
                self.add_error(name, gettext("It cannot be read: enter it again too, or tick “remove”."))
        self.kept = entered

    def save(self, commit: bool = True) -> Any:
        """Store the structure with the rest."""
        self.instance.secrets = self.kept
        return super().save(commit)


def _channels(known: Channel | None) -> list[Channel]:
    return [known] if known else list(CHANNELS.values())


def _make_field(declared: AccountField, kept: dict[str, str]) -> forms.Field:
    if not declared.secret:
        return forms.CharField(required=False, max_length=LONGEST_VALUE)
    field = SecretField(required=False)
    assert isinstance(field.widget, SecretInput)  # noqa: S101 - narrows the type for the next line
    field.widget.is_set = bool(kept.get(declared.name))
    field.widget.is_lost = isinstance(kept, LostSecrets)
    return field
