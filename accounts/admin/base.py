"""What every page of the desk's admin shares: who may do what, and how read-only rows look."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin

from accounts.admin_places import AdminPlace
from accounts.admin_rights import is_admin, is_manager
from accounts.admin_rows import is_open_to_managers, narrow
from accounts.models import User

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
    _TabularInline = admin.TabularInline[Any, Any]
    _StackedInline = admin.StackedInline[Any, Any]
    DeskModelForm = ModelForm[Any]
else:
    _ModelAdmin, _TabularInline, _StackedInline = admin.ModelAdmin, admin.TabularInline, admin.StackedInline
    DeskModelForm = ModelForm


class StaffPermissions:
    """Grants an admin everything; Django's permission tables are not used, so nobody has to fill them.

    Managers read what `accounts/admin_rows.py` opens to them, and change nothing.
    """

    # The site registers only pages that carry this mark (handoffdesk/admin/site.py).
    is_desk_page = True
    #: Where the page stands on the first page and in the side bar.
    place: AdminPlace | None = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the app is listed."""
        return is_admin(request) or is_manager(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether the rows may be read."""
        return is_admin(request) or (is_manager(request) and is_open_to_managers(self._row_model()))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether a row may be made."""
        return is_admin(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether the row may be changed."""
        return is_admin(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether the row may be deleted."""
        return is_admin(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows that the person may read."""
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc] # mixed into a ModelAdmin
        if is_admin(request) or not isinstance(request.user, User):
            return rows
        return narrow(rows, request.user)

    def _row_model(self) -> type[Model]:
        """Return the model whose rows the page shows."""
        found: type[Model] = self.model  # type: ignore[attr-defined] # mixed into a ModelAdmin
        return found


class ReadOnlyPermissions(StaffPermissions):
    """For what the desk writes itself: it can be read, never made, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: such rows are made by the desk."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: such rows are evidence."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: such rows are evidence."""
        return False


class LabelledColumns:
    """Says what fields are for, and names the editable cells of a list for people who cannot see the column's head."""

    #: What a person who knows no code needs beside a field, where the model does not say it already.
    help_texts: Mapping[str, Any] = {}

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Put the help beside the fields."""
        form = super().get_form(request, obj, change, **kwargs)  # type: ignore[misc] # mixed into a ModelAdmin
        for name, text in self.help_texts.items():
            if name in form.base_fields:
                form.base_fields[name].help_text = text
        return form

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Label each cell with its column."""
        formset: Any = super().get_changelist_formset(request, **kwargs)  # type: ignore[misc] # mixed into a ModelAdmin
        for field in formset.form.base_fields.values():
            field.widget.attrs.setdefault("aria-label", field.label)
        return formset


class DeskModelAdmin(StaffPermissions, LabelledColumns, _ModelAdmin):
    """A page for rows that admins edit."""

    save_on_top = False
    list_per_page = 50
    empty_value_display = "–"


class ConfigurationAdmin(StaffPermissions, LabelledColumns, SimpleHistoryAdmin):
    """A page for configuration: every change is kept with its author and can be taken back."""

    # The library's own list carries an inline style, which the content policy forbids.
    object_history_list_template = "admin/history_list.html"

    list_per_page = 50
    empty_value_display = "–"


class ReadOnlyAdmin(ReadOnlyPermissions, _ModelAdmin):
    """A page for rows that can only be read."""

    list_per_page = 50
    empty_value_display = "–"
    show_full_result_count = False


class _LabelledDeletion:
    """Mixed into a form set: the box that deletes a row says so."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Add the form set's own fields to a row."""
        super().add_fields(form, index)  # type: ignore[misc] # mixed into a form set
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].widget.attrs.setdefault("aria-label", _("Delete this row"))


class DeskTabularInline(StaffPermissions, _TabularInline):
    """Rows edited inside the page of their parent, as a table."""

    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Label each cell with its column, for people who cannot see the head."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        for field in formset.form.base_fields.values():
            field.widget.attrs.setdefault("aria-label", field.label)
        return type("LabelledFormSet", (_LabelledDeletion, formset), {})


class DeskStackedInline(StaffPermissions, _StackedInline):
    """Rows edited inside the page of their parent, one below the other."""

    extra = 0


class ReadOnlyInline(ReadOnlyPermissions, _TabularInline):
    """Rows shown inside the page of their parent."""

    extra = 0
    can_delete = False
    show_change_link = True
