"""Brands: the names under which the desk speaks to customers."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskModelAdmin, DeskModelForm
from accounts.admin_places import AdminPlace, Group
from conversations.models import Brand
from conversations.services.brands import LARGEST_LOGO, LogoRefusedError, draw_logo, make_default


class BrandForm(DeskModelForm):
    """A brand; its logo is kept as a small picture of our own drawing."""

    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, up to 1 MB, ideally square. Shown in the chat on your website."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    class Meta:
        model = Brand
        fields = ("name", "ai_name", "logo", "is_default")

    def clean_logo(self) -> Any:
        """Accept pictures only, and keep none as it came."""
        given = self.cleaned_data["logo"]
        if not isinstance(given, UploadedFile):
            return given
        try:
            return draw_logo(given.read(LARGEST_LOGO + 1))
        except LogoRefusedError as error:
            raise ValidationError(_("This is not a PNG, JPEG or WebP image, or it is too large.")) from error

    def clean_is_default(self) -> bool:
        """Keep a default: another brand takes its place, none cannot."""
        wanted = bool(self.cleaned_data["is_default"])
        if not wanted and self.instance.pk and self.initial.get("is_default"):
            raise ValidationError(_("To change the default brand, open another brand and tick this there."))
        return wanted

    def _get_validation_exclusions(self) -> set[str]:
        """Leave “only one default” to the save, which takes it from the other brand."""
        return {*super()._get_validation_exclusions(), "is_default"}  # type: ignore[misc] # Django's own, not in the stubs


@admin.register(Brand)
class BrandAdmin(DeskModelAdmin):
    """What customers call you, for each shop that the desk serves."""

    place = AdminPlace(Group.CHANNELS, 5)
    help_texts: Mapping[str, Any] = {
        "name": _("The name customers know. The AI answers for this business only."),
        "ai_name": _("For example Fern. Customers are always told it's an AI. If empty, “AI assistant”."),
        "is_default": _("Used by channels without their own brand."),
    }
    form = BrandForm
    list_display = ("name", "ai_name", "is_default", "channels", "own_articles")
    search_fields = ("name", "ai_name")
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "ai_name", "logo", "is_default"),
                "description": _(
                    "One brand is enough for most. With two shops on this desk make a brand for each, choose it on "
                    "the shop's channels, and on the articles that hold for that shop alone."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Brand]:
        """Order the default first, and count what names each brand."""
        rows: QuerySet[Brand] = super().get_queryset(request)
        channels = Count("channel_accounts", distinct=True)
        articles = Count("articles", distinct=True)
        return rows.annotate(channel_total=channels, article_total=articles).order_by("-is_default", "name")

    @admin.display(description=_("own channels"))
    def channels(self, brand: Any) -> int:
        """Return how many channel accounts name it."""
        return int(brand.channel_total)

    @admin.display(description=_("own articles"))
    def own_articles(self, brand: Any) -> int:
        """Return how many articles hold for it alone."""
        return int(brand.article_total)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Offer the first brand as the default."""
        return {"is_default": not Brand.objects.exists(), **super().get_changeform_initial_data(request)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep the default one."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_default)

    def save_model(self, request: HttpRequest, obj: Brand, form: Any, change: bool) -> None:
        """Save; a new default takes the place of the old one, and the first brand is always the default."""
        wanted = obj.is_default or not Brand.objects.exclude(pk=obj.pk).exists()
        obj.is_default = change and bool(form.initial.get("is_default"))
        super().save_model(request, obj, form, change)
        if wanted:
            make_default(brand_id=obj.pk)
            obj.is_default = True

    def get_actions(self, request: HttpRequest) -> Any:
        """Leave out deleting many: the default one must stay."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}
