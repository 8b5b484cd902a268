"""All phrases in one list, with import and export."""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from import_export import resources
from import_export.admin import ImportExportMixin
from import_export.fields import Field
from import_export.forms import ExportForm
from import_export.instance_loaders import ModelInstanceLoader
from import_export.tmp_storages import CacheStorage
from import_export.widgets import BooleanWidget, ForeignKeyWidget

from accounts.admin.base import DeskModelAdmin
from accounts.admin_places import AdminPlace, Group
from accounts.admin_rights import is_admin
from triggers.admin.forms import PhraseForm, check_pattern
from triggers.admin.phrase_files import COLUMNS, PhraseCSV, PhraseXLSX, describe_fault
from triggers.admin.publishing import DraftAdmin
from triggers.admin.sentences import sentence_of
from triggers.models import Phrase, Scenario
from triggers.services.groups import groups_in_force

DELETE = "delete"
YES = frozenset({"1", "yes", "true", "x"})


class FileGoneError(Exception):
    """The uploaded file no longer waits: it was confirmed too late, or the cache was emptied."""


class WaitingFile(CacheStorage):
    """The uploaded file between preview and confirmation."""

    def read(self) -> Any:
        """Return the file. Raises FileGoneError."""
        content = super().read()
        if content is None:
            raise FileGoneError
        return content


class PhraseLoader(ModelInstanceLoader):
    """Finds phrases among all of the desk's, read once: a file may hold ten thousand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read every phrase."""
        super().__init__(*args, **kwargs)
        rows = self.get_queryset().select_related("scenario")
        self._found = {(row.scenario.key, row.text, row.language, row.is_exclusion): row for row in rows}

    def get_instance(self, row: Any) -> Phrase | None:
        """Return the phrase that a row is about, if there is one."""
        return self._found.get((row["scenario"], row["text"], row["language"], row["is_exclusion"]))


class ScenarioWidget(ForeignKeyWidget):
    """Reads a scenario's key with the scenarios that the resource has read."""

    known: Mapping[str, Scenario] = {}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Scenario | None:
        """Return the scenario; `before_import_row` has refused a key that there is not."""
        return self.known.get(value)


class PhraseResource(resources.ModelResource):
    """A phrase as a row: the key of its scenario, text, language, exclusion; "yes" under delete removes it."""

    scenario = Field("scenario", "scenario", ScenarioWidget(Scenario, "key"))
    is_exclusion = Field("is_exclusion", "is_exclusion", BooleanWidget(), default=False)

    class Meta:
        model = Phrase
        fields = COLUMNS
        export_order = fields
        import_id_fields = fields
        instance_loader_class = PhraseLoader
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True
        store_row_values = True
        # The library's own marks carry inline styles, which the content policy forbids.
        skip_html_diff = True

    groups: Collection[str] | None = None

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Read scenarios and word groups once for all rows."""
        self.groups = groups_in_force().keys()
        self.fields["scenario"].widget.known = {row.key: row for row in Scenario.objects.all()}

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Read cells as the form does."""
        row["scenario"] = str(row.get("scenario") or "").strip()
        row["text"] = " ".join(str(row.get("text") or "").split())
        row["language"] = str(row.get("language") or "").strip().lower()
        row["is_exclusion"] = str(row.get("is_exclusion") or "").strip().lower() in YES
        if row["scenario"] not in self.fields["scenario"].widget.known:
            said = _("No scenario has the key “%(key)s”.") % {"key": row["scenario"]}
            raise ValidationError({"scenario": said})

    def for_delete(self, row: Any, instance: Any) -> bool:
        """Whether the row asks for its phrase to be removed."""
        return str(row.get(DELETE) or "").strip().lower() in YES

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Refuse a row that the form would refuse."""
        errors = dict(import_validation_errors or {})
        try:
            check_pattern(instance.text, self.groups)
        except ValidationError as error:
            errors["text"] = error
        super().validate_instance(instance, errors, validate_unique)


@admin.register(Phrase)
class PhraseAdmin(DraftAdmin, ImportExportMixin, DeskModelAdmin):
    """Phrases of all scenarios: search, move between languages, import and export as CSV or Excel."""

    place = AdminPlace(Group.RULES, 20)
    help_texts: Mapping[str, Any] = {
        "scenario": _lazy("The scenario these words point to."),
        "text": _lazy(
            "Words in the order customers say them. [one|of|these], (optional), ... up to three words "
            "between. Capitals, accents and typos don't matter."
        ),
    }
    form = PhraseForm
    resource_classes = (PhraseResource,)
    # The plain form: the one with a box for each column brings inline scripts, which the content policy forbids.
    export_form_class = ExportForm
    formats = (PhraseCSV, PhraseXLSX)
    import_template_name = "admin/triggers/phrase/import.html"
    change_list_template = "admin/triggers/phrase/change_list.html"
    # The uploaded file waits for the confirmation where every web process finds it.
    tmp_storage_class = WaitingFile
    list_display = ("sentence", "scenario", "language", "is_exclusion")
    readonly_fields = ("reads_as",)
    fields = ("scenario", "text", "reads_as", "language", "is_exclusion")
    list_editable = ("language", "is_exclusion")
    list_filter = ("scenario", "is_exclusion", "language")
    list_select_related = ("scenario",)
    search_fields = ("text",)
    autocomplete_fields = ("scenario",)
    list_per_page = 100

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Read the shown phrases aloud; the word groups that they name are fetched once for all."""
        changelist = super().get_changelist_instance(request)
        groups = groups_in_force()
        for phrase in changelist.result_list:
            phrase.as_sentence = sentence_of(phrase.text, groups)
        return changelist

    @admin.display(description=_lazy("what customers say"), ordering="text")
    def sentence(self, phrase: Any) -> SafeString:
        """Return the phrase as a person reads it."""
        shown: SafeString = phrase.as_sentence
        return shown

    @admin.display(description=_lazy("reads as"))
    def reads_as(self, phrase: Phrase) -> SafeString | str:
        """Return the saved phrase as a person reads it."""
        return sentence_of(phrase.text, groups_in_force()) if phrase.pk else "–"

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whether phrases may be imported."""
        return is_admin(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whether phrases may be exported."""
        return is_admin(request)

    def add_data_read_fail_error_to_form(self, form: Any, error: Exception) -> None:
        """Say why the file cannot be read; the library would name the exception."""
        chosen = self.formats[int(form.cleaned_data["format"])]
        form.add_error("import_file", describe_fault(error, is_workbook=chosen is PhraseXLSX))

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import into the draft after the preview was confirmed."""
        return self.tell_after(request, lambda: self._import_confirmed(request, **kwargs))

    def _import_confirmed(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                response: HttpResponse = super().process_import(request, **kwargs)
        except FileGoneError:
            messages.error(request, _("Nothing imported: the upload expired. Choose the file again."))
            return redirect("admin:triggers_phrase_import")
        return response

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Tell what came of it; a row that has become bad since the preview refuses all."""
        if result.has_errors() or result.has_validation_errors():
            transaction.set_rollback(True)
            said = _("Nothing imported: the rules changed after the preview. Choose the file again.")
            messages.error(request, said)
            return redirect("admin:triggers_phrase_import")
        self.mark_changed(request)
        response: HttpResponse = super().process_result(result, request)
        return response
