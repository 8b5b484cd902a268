"""Files of phrases: read with their columns checked, and what is wrong with one said in a sentence."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.formats.base_formats import CSV, XLSX
from tablib import Dataset, InvalidDimensions

from accounts.spreadsheets import bare_rows, guard_rows

COLUMNS = ("scenario", "text", "language", "is_exclusion")


class _Guarded:
    """Mixed into a format: cells leave so that no program computes them, and come back as they were.

    The library's own rule drops the sign: a phrase would come back as another one.
    """

    def _escape_formulae(self, dataset: Dataset) -> None:
        rows = guard_rows(list(dataset))
        for _row in rows:
            dataset.lpop()
        dataset.extend(rows)


def _bare(dataset: Dataset) -> Dataset:
    return Dataset(*bare_rows(list(dataset)), headers=dataset.headers)


class PhraseCSV(_Guarded, CSV):
    """CSV in UTF-8, with or without the byte order mark that spreadsheets write."""

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Any:
        """Read the rows. Raises ValidationError for other columns, and whatever an unreadable file makes fail."""
        text = in_stream.decode("utf-8-sig") if isinstance(in_stream, bytes) else in_stream
        dataset = super().create_dataset(text, **kwargs)
        check_columns(dataset.headers)
        return _bare(dataset)


class PhraseXLSX(_Guarded, XLSX):
    """The first sheet of an Excel workbook."""

    def create_dataset(self, in_stream: Any) -> Any:
        """Read the rows. Raises ValidationError for other columns, and whatever an unreadable file makes fail."""
        try:
            dataset = super().create_dataset(in_stream)
        except StopIteration:
            check_columns(())
            raise
        check_columns(dataset.headers)
        return _bare(dataset)


def check_columns(headers: Iterable[Any] | None) -> None:
    """Refuse a file whose first row lacks a column. Raises ValidationError."""
    if not set(COLUMNS) <= set(headers or ()):
        said = _("The first row must name these columns: %(columns)s.")
        raise ValidationError(said % {"columns": ", ".join(COLUMNS)})


def describe_fault(error: Exception, *, is_workbook: bool) -> str:
    """Say in one sentence why a file could not be read."""
    if isinstance(error, ValidationError):
        return str(error.messages[0])
    if isinstance(error, InvalidDimensions):
        return _("A row in this file has more or fewer cells than the first row.")
    if is_workbook:
        return _("This file is not an Excel workbook.")
    return _("This file cannot be read as UTF-8 CSV.")
