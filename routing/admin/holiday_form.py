"""Which holidays to import."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from routing.services.holidays import countries, regions_of


class HolidayForm(forms.Form):
    """Country, region, year."""

    country = forms.ChoiceField(label=_("Country"), choices=countries)
    region = forms.CharField(
        label=_("Region"),
        required=False,
        max_length=20,
        help_text=_("A state or region code, for example BY for Bavaria. If empty, the holidays of the whole country."),
    )
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer this year and the next two."""
        super().__init__(*args, **kwargs)
        this = timezone.localdate().year
        year = self.fields["year"]
        assert isinstance(year, forms.TypedChoiceField)  # noqa: S101 - narrows the type
        year.choices = [(number, str(number)) for number in range(this, this + 3)]

    def clean(self) -> dict[str, Any] | None:
        """Refuse a region that the country does not have, and name those it has."""
        cleaned = super().clean() or self.cleaned_data
        region = str(cleaned.get("region", "")).strip().upper()
        known = regions_of(cleaned.get("country", ""))
        if region and region not in known:
            listed = ", ".join(known) or "–"
            self.add_error("region", _("No such region. Choose from: %(regions)s.") % {"regions": listed})
        cleaned["region"] = region
        return cleaned
