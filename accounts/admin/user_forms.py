"""The form of one person."""

import zoneinfo
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskModelForm
from accounts.languages import language_choices
from accounts.models import User
from accounts.services.admins import another_admin_remains


def time_zone_choices(empty: Any) -> list[tuple[str, Any]]:
    """Return every time zone name after an empty choice."""
    return [
        ("", empty),
        *((name, name) for name in sorted(zoneinfo.available_timezones()) if "/" in name or name == "UTC"),
    ]


class UserForm(DeskModelForm):
    """Name, address, access. The password is the person's own business."""

    editor: ClassVar[Any] = None
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=lambda: language_choices(_("the browser's language"))
    )

    class Meta:
        model = User
        fields = ("name", "email", "time_zone", "language", "is_staff", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the time zones."""
        super().__init__(*args, **kwargs)
        if "time_zone" in self.fields:
            field = self.fields["time_zone"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
            field.choices = time_zone_choices(_("the site's time zone"))

    def clean_email(self) -> str:
        """Compare and store addresses in lower case."""
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any] | None:
        """Refuse to lock oneself out and to remove the last admin."""
        cleaned = super().clean() or self.cleaned_data
        loses = self.instance.pk and not (cleaned.get("is_staff") and cleaned.get("is_active"))
        if loses and self.instance.pk == self.editor.pk:
            self.add_error(None, _("You can't remove your own admin rights or deactivate yourself. Another admin can."))
        elif loses and not another_admin_remains(without=[self.instance.pk]):
            self.add_error(None, _("This is the last admin. Make someone else an admin first."))
        return cleaned
