"""The business's own accounts on the channels."""

from secrets import token_urlsafe

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from conversations.models.secrets import EncryptedObjectField
from conversations.phones import country_of, from_person


def make_public_id() -> str:
    """Return 128 random bits for a URL that strangers cannot guess."""
    return token_urlsafe(16)


class ChannelAccount(models.Model):
    """One number, one page, one chat window, ... with its secrets and its team.

    What a channel needs to know and what it can, its adapter declares (`conversations/adapters/<channel>/channel.py`).
    """

    class Health(models.TextChoices):
        """Whether the provider still accepts us."""

        OK = "ok", _("working")
        BROKEN = "broken", _("broken: sending stopped")

    kind = models.CharField(_("channel"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    public_id = models.CharField(_("public id"), max_length=40, unique=True, default=make_public_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="channel_accounts", verbose_name=_("team"))
    brand = models.ForeignKey(
        "conversations.Brand",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="channel_accounts",
        verbose_name=_("brand"),
        help_text=_("The name customers are answered under. If empty, the default brand."),
    )
    external_id = models.CharField(_("id at the provider"), max_length=80, blank=True)
    display_address = models.CharField(_("displayed address"), max_length=80, blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Two letters. Used for phone numbers without a country code. If empty, the country of the "
            "displayed address."
        ),
    )
    secrets = EncryptedObjectField(
        _("secrets"),
        default=dict,
        blank=True,
        help_text=_("What the channel's declaration asks for, by name."),
    )
    simulator = models.BooleanField(_("simulator"), default=False, help_text=_("Messages are recorded but not sent."))
    autopilot = models.BooleanField(
        _("AI answers"), default=True, help_text=_("If off, every new conversation goes to the team.")
    )
    ai_profile = models.ForeignKey(
        "conversations.AiProfile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("AI profile"),
    )
    allowed_origins = models.TextField(
        _("allowed origins"),
        blank=True,
        help_text=_("Origins that can embed the widget, one per line. If empty, only this site."),
    )
    health = models.CharField(_("health"), max_length=10, choices=Health, default=Health.OK)
    health_note = models.CharField(_("health note"), max_length=300, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("channel account")
        verbose_name_plural = _("channel accounts")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "external_id"), condition=~models.Q(external_id=""), name="channel_account_once"
            ),
        )

    def __str__(self) -> str:
        """Return the name, marked when it is simulated."""
        return f"{self.name} ({_('simulator')})" if self.simulator else self.name

    @property
    def phone_country(self) -> str:
        """Return the country whose numbers are written here without a country code, or empty."""
        return self.country or country_of(from_person(self.display_address))
