"""All phrases in one list, with import and export."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from import_export import resources
from import_export.admin import ImportExportMixin
from import_export.fields import Field
from import_export.forms import ExportForm
from import_export.tmp_storages import CacheStorage
from import_export.widgets import BooleanWidget, ForeignKeyWidget

from accounts.admin.base import DeskModelAdmin, is_admin
from triggers.admin.forms import PhraseForm, check_pattern
from triggers.admin.publishing import PublishingAdmin
from triggers.models import Phrase, Scenario

DELETE = "delete"
YES = frozenset({"1", "yes", "true", "x"})


class PhraseResource(resources.ModelResource):
    """A phrase as a row: the key of its scenario, text, language, exclusion; "yes" under delete removes it."""

    scenario = Field("scenario", "scenario", ForeignKeyWidget(Scenario, "key"))
    is_exclusion = Field("is_exclusion", "is_exclusion", BooleanWidget(), default=False)

    class Meta:
        model = Phrase
        fields = ("scenario", "text", "language", "is_exclusion")
        export_order = fields
        import_id_fields = fields
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Read cells as the form does."""
        row["text"] = " ".join(str(row.get("text") or "").split())
        row["language"] = str(row.get("language") or "").strip().lower()
        row["is_exclusion"] = str(row.get("is_exclusion") or "").strip().lower() in YES

    def for_delete(self, row: Any, instance: Any) -> bool:
        """Whether the row asks for its phrase to be removed."""
        return str(row.get(DELETE) or "").strip().lower() in YES

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Refuse a row that the form would refuse."""
        errors = dict(import_validation_errors or {})
        try:
            check_pattern(instance.text)
        except ValidationError as error:
            errors["text"] = error
        super().validate_instance(instance, errors, validate_unique)


@admin.register(Phrase)
class PhraseAdmin(PublishingAdmin, ImportExportMixin, DeskModelAdmin):
    """Phrases of all scenarios: search, move between languages, import and export as CSV or Excel."""

    form = PhraseForm
    resource_classes = (PhraseResource,)
    # The plain form: the one with a box for each column brings inline scripts, which the content policy forbids.
    export_form_class = ExportForm
    import_template_name = "admin/triggers/phrase/import.html"
    # The uploaded file waits for the confirmation where every web process finds it.
    tmp_storage_class = CacheStorage
    list_display = ("text", "scenario", "language", "is_exclusion")
    list_editable = ("language", "is_exclusion")
    list_filter = ("scenario", "is_exclusion", "language")
    list_select_related = ("scenario",)
    search_fields = ("text",)
    autocomplete_fields = ("scenario",)
    list_per_page = 100

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whether phrases may be imported."""
        return is_admin(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whether phrases may be exported."""
        return is_admin(request)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import after the preview was confirmed, and publish in the same transaction."""
        return self.publish_after(request, lambda: self._import_confirmed(request, **kwargs))

    def _import_confirmed(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().process_import(request, **kwargs)
        if response.status_code == HTTPStatus.FOUND:
            self.mark_changed(request)
        return response
