"""The form of a channel account."""

import json
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.admin.secrets import SecretsForm
from conversations.countries import country_choices
from conversations.models import ChannelAccount

KINDS = (("whatsapp", "WhatsApp"), ("webchat", _("Web chat")))
# Which fields make sense for which channel; the page hides the others.
FIELDS_OF_KIND = {
    "whatsapp": [
        "external_id",
        "display_address",
        "app_secret",
        "verify_token",
        "access_token",
        "simulator",
        "webhook",
        "verify_help",
    ],
    "webchat": ["allowed_origins", "snippet", "chat_page"],
}


class ChannelAccountForm(SecretsForm):
    """A channel account; its secrets are write-only."""

    secret_fields = ("app_secret", "verify_token", "access_token")
    kind = forms.ChoiceField(label=_("Channel"), choices=KINDS)
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=lambda: [("", _("The country of the shown address")), *country_choices()],
        help_text=_("Phone numbers that colleagues write without a country code are of this country."),
    )

    class Meta:
        model = ChannelAccount
        fields = (
            "kind",
            "name",
            "team",
            "autopilot",
            "ai_profile",
            "is_active",
            "external_id",
            "display_address",
            "country",
            "app_secret",
            "verify_token",
            "access_token",
            "simulator",
            "allowed_origins",
            "text_limit",
        )
        help_texts = {
            "app_secret": _(
                "From the app's basic settings at Meta. It proves that webhooks are genuine: without it they are "
                "refused."
            ),
            "verify_token": _("Make one up and enter the same text at Meta when you connect the webhook."),
            "access_token": _("A permanent token of a system user; messages are sent with it."),
            "allowed_origins": _(
                "One a line, for example https://shop.example.com. Empty: the widget works on this site only."
            ),
            "text_limit": _("In characters; longer answers are refused by the provider."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Tell the page which fields belong to which channel."""
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].widget.attrs["data-desk-shows"] = json.dumps(FIELDS_OF_KIND)

    def clean_allowed_origins(self) -> str:
        """Accept whole origins only, one a line, each once."""
        origins: dict[str, None] = {}
        for line in str(self.cleaned_data["allowed_origins"]).split():
            address = urlsplit(line.rstrip("/"))
            if address.scheme not in {"http", "https"} or not address.hostname or address.path or address.query:
                raise ValidationError(
                    _("“%(line)s” is no origin. Write for example https://shop.example.com."), params={"line": line}
                )
            origins[f"{address.scheme}://{address.netloc}".lower()] = None
        return "\n".join(origins)

    def clean(self) -> dict[str, Any] | None:
        """Refuse an account that could not receive or send."""
        cleaned = super().clean() or self.cleaned_data
        live = cleaned.get("is_active") and not cleaned.get("simulator")
        if live and self.kind_of(cleaned) == "whatsapp":
            for name in ("external_id", "app_secret", "access_token"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(
                        name, _("A live WhatsApp account needs this. Or tick “simulator” or untick “active”.")
                    )
        return cleaned

    def kind_of(self, cleaned: dict[str, Any]) -> str:
        """Return the channel: chosen for a new account, fixed for an old one."""
        return str(cleaned.get("kind") or self.instance.kind)
