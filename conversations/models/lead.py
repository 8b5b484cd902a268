"""The customer, on whichever channels he writes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.enums import LeadClass
from conversations.models.base import PublicModel


class Lead(PublicModel):
    """A customer, or somebody who may become one."""

    name = models.CharField(_("name"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(
        _("phone"), max_length=20, blank=True, help_text=_("In E.164 form, for example +12025550142.")
    )
    language = models.CharField(_("language"), max_length=12, blank=True)
    lead_class = models.CharField(_("class"), max_length=8, choices=LeadClass, blank=True, default=LeadClass.UNKNOWN)
    is_vip = models.BooleanField(_("VIP"), default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_leads",
        verbose_name=_("owner"),
        help_text=_("New handoffs of this lead go to the owner first."),
    )
    fields = models.JSONField(
        _("fields"),
        default=dict,
        blank=True,
        help_text=_("What the AI or an agent wrote down: order number, service, ..."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("lead")
        verbose_name_plural = _("leads")

    def __str__(self) -> str:
        """Return the best name there is."""
        return self.name or self.email or self.phone or str(_("Unknown customer"))


class LeadIdentity(models.Model):
    """One address under which a channel account knows a lead.

    A lead may have several (phone and business-scoped id).
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="identities")
    account = models.ForeignKey("conversations.ChannelAccount", on_delete=models.CASCADE, related_name="identities")
    external_id = models.CharField(_("address"), max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = (
            # Two webhooks of a new customer at the same instant make one lead.
            models.UniqueConstraint(fields=("account", "external_id"), name="identity_once"),
        )

    def __str__(self) -> str:
        """Return the address."""
        return self.external_id
