"""The customer, on whichever channels they write."""

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conversations.enums import IdentityKind, LeadClass
from conversations.lead_search import LONGEST_SEARCH, make_search
from conversations.models.base import PublicModel
from conversations.models.stored import StoredObject
from conversations.names import LONGEST_NAME
from conversations.phones import show

#: What a lead is looked for by.
SEARCHED = frozenset({"name", "email", "phone"})


class LeadQuerySet(models.QuerySet["Lead"]):
    """Leads; what they are looked for by is written row by row, so that `search` follows."""

    def update(self, **values: Any) -> int:
        """Write columns of many leads at once.

        Raises:
            TypeError: one of them is part of what leads are looked for by.
        """
        if SEARCHED & set(values) and "search" not in values:
            raise TypeError(
                "save leads one by one, or with bulk_update of `search` too, when what they are found by changes"
            )
        return super().update(**values)


class SearchField(models.CharField):  # type: ignore[type-arg]
    """The folded text in which a lead is looked for, made anew whenever its row is written, also in bulk."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the text for the row as it is now."""
        lead = model_instance
        found = lead.make_search() if isinstance(lead, Lead) else str(getattr(lead, self.attname))
        setattr(lead, self.attname, found)
        return found


class Lead(PublicModel):
    """A customer, or somebody who may become one."""

    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True)
    email = models.EmailField(_("email"), blank=True)
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
        help_text=_("New handoffs for this lead go to the owner first."),
    )
    fields = StoredObject(
        _("fields"),
        default=dict,
        blank=True,
        help_text=_("What the AI or an agent wrote down: order number, service, ..."),
    )
    edited = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        editable=False,
        help_text=_("Set by a person. Profiles don't overwrite it."),
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_leads",
        verbose_name=_("merged into"),
        help_text=_("The lead that stands for both; it is never merged itself."),
    )
    # Lists, the API and the admin look for a customer in it; on PostgreSQL with a trigram index.
    search = SearchField(max_length=LONGEST_SEARCH, blank=True, default="", db_default="", editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints = (
            # A page that follows the pointer would never end.
            models.CheckConstraint(condition=~models.Q(merged_into=models.F("id")), name="lead_not_merged_into_itself"),
        )
        indexes = (
            # The admin's page of a customer: who else has this number or address, perhaps the same person.
            models.Index(fields=("phone",), condition=~models.Q(phone=""), name="lead_phone"),
            models.Index(Lower("email"), condition=~models.Q(email=""), name="lead_email"),
        )

    def __str__(self) -> str:
        """Return the best name there is, the same at every door: name, number with its country, e-mail, or a number."""
        return self.name or show(self.phone) or self.email or gettext("Visitor %(number)s") % {"number": self.number}

    @property
    def number(self) -> int:
        """Return four digits for one who has told nothing: the same for ever, though not theirs alone."""
        return 1000 + self.pk.int % 9000

    def make_search(self) -> str:
        """Return what `search` must be."""
        # Whoever is called by a number is found by it. In English, whatever language this process speaks just now.
        called = "" if self.phone or self.email else f"Visitor {self.number}"
        return make_search(name=self.name, email=self.email, phone=self.phone, called=called)

    def lacks(self, name: str) -> bool:
        """Whether a column is empty because nobody filled it, and not because a person emptied it."""
        return not getattr(self, name) and name not in self.edited

    def save(self, *, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Write the row; with `update_fields`, `search` is written along when it depends on one of them."""
        if update_fields is not None:
            names: Collection[str] = set(update_fields)
            update_fields = {*names, "search"} if SEARCHED & set(names) else names
        super().save(update_fields=update_fields, **options)


class LeadIdentity(models.Model):
    """One address under which a channel account knows a lead.

    A lead may have several (phone and business-scoped id). `canonical` is what all spellings of the address have in
    common; an address that went to somebody else has none.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="identities")
    account = models.ForeignKey("conversations.ChannelAccount", on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=IdentityKind,
        default=IdentityKind.PROVIDER,
        db_default="provider",
    )
    external_id = models.CharField(_("address"), max_length=160, help_text=_("As the provider sent it."))
    canonical = models.CharField(max_length=160, null=True, blank=True, editable=False)  # noqa: DJ001 - several without one
    left_at = models.DateTimeField(
        _("given up"), null=True, blank=True, editable=False, help_text=_("When it stopped being theirs.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = (
            # Two webhooks of a new customer at the same instant, in whichever spellings, make one lead.
            models.UniqueConstraint(fields=("account", "canonical"), name="identity_once"),
            # Nobody can forget the canonical form: without it the customer would not be found.
            models.CheckConstraint(
                condition=models.Q(canonical__isnull=False, left_at__isnull=True)
                | models.Q(canonical__isnull=True, left_at__isnull=False),
                name="identity_found",
            ),
        )
        indexes = (
            # A message that was sent before its number went to somebody else.
            models.Index(
                fields=("account", "external_id"), condition=models.Q(left_at__isnull=False), name="identity_left"
            ),
        )

    def __str__(self) -> str:
        """Return the address."""
        return self.external_id
