"""Secrets in forms: they go in, they never come out."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskModelForm
from accounts.models.lost_secret import LostSecret

LONGEST_SECRET = 4_000


class SecretInput(forms.Widget):
    """Says whether a secret is set and takes a new one; with a box to remove it. Never renders the value."""

    is_set = False
    is_lost = False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the field; `value` is deliberately not used."""
        element = (attrs or {}).get("id", f"id_{name}")
        state = (_("entered"), "good") if self.is_set else (_("not entered"), "warn")
        if self.is_lost:
            state = (_("cannot be read: enter it again"), "bad")
        removal: SafeString | str = ""
        if self.is_set or self.is_lost:
            removal = format_html(
                '<label class="desk-secret__remove"><input type="checkbox" name="{}-remove"> {}</label>',
                name,
                _("remove"),
            )
        return format_html(
            '<span class="desk-secret"><span class="desk-badge desk-badge--{}">{}</span>'
            '<input type="password" name="{}" id="{}" autocomplete="new-password" spellcheck="false"'
            ' class="vTextField" placeholder="{}">{}</span>',
            state[1],
            state[0],
            name,
            element,
            _("leave empty to keep it") if self.is_set else "",
            removal,
        )

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, bool]:
        """Return the new text and whether the old one is to go."""
        return str(data.get(name) or "").strip(), f"{name}-remove" in data

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return False: an absent secret is a kept secret, decided by the form."""
        return False


class SecretField(forms.Field):
    """A write-only text; its cleaned value is (new text, remove)."""

    widget = SecretInput

    def clean(self, value: Any) -> Any:
        """Refuse text that cannot be a secret."""
        text, remove = value
        if len(text) > LONGEST_SECRET or "\0" in text:
            raise ValidationError(_("This is too long to be a secret."))
        return text, remove

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether something was typed or removed."""
        text, remove = data
        return bool(text or remove)


class SecretsForm(DeskModelForm):
    """A form whose `secret_fields` are write-only: empty keeps the stored value.

    `sent_to` names for a secret the field with the address that it is sent to: a stored secret never follows to another
    server, where somebody else would read it. It is asked for again.
    """

    secret_fields: tuple[str, ...] = ()
    sent_to: Mapping[str, str] = MappingProxyType({})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Replace each secret's field and take its value out of the form's reach."""
        super().__init__(*args, **kwargs)
        for name in self.secret_fields:
            if name in self.fields:
                old = self.fields[name]
                field = SecretField(required=False, label=old.label, help_text=old.help_text)
                assert isinstance(field.widget, SecretInput)  # noqa: S101 - narrows the type for the next line
                field.widget.is_set = bool(getattr(self.instance, name))
                field.widget.is_lost = isinstance(getattr(self.instance, name), LostSecret)
                self.fields[name] = field
                self.initial[name] = ("", False)

    def clean(self) -> dict[str, Any] | None:
        """Turn (new text, remove) into the text to store."""
        cleaned = super().clean()
        values = self.cleaned_data if cleaned is None else cleaned
        for name in self.secret_fields:
            if name in values:
                text, remove = values[name]
                if not text and not remove and self._has_moved(name, values):
                    self.add_error(name, _("The address points to a different server. Enter this again or remove it."))
                    continue
                values[name] = text or ("" if remove else getattr(self.instance, name))
        return values

    def _has_moved(self, name: str, values: Mapping[str, Any]) -> bool:
        """Return whether a stored secret would be sent to another server than it was entered for."""
        field = self.sent_to.get(name)
        if field is None or field not in values or not getattr(self.instance, name):
            return False
        new, old = str(values[field] or ""), str(self.initial.get(field) or "")
        # Without an address nothing is sent; the next one is compared with none, and the secret is asked for then.
        return bool(new) and _server(new) != _server(old)


def _server(address: str) -> tuple[str, str]:
    parts = urlsplit(address.strip().lower())
    return parts.scheme, parts.netloc
