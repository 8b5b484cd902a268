"""The week and its rows as CSV and XLSX. What somebody wrote is never a formula."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from tablib import Dataset

from accounts.spreadsheets import guard_rows
from handoffdesk.reports.cards import Card

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def answer_file(kind: str, name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return a table as a file of a kind of `KINDS`."""
    table = Dataset(*guard_rows(rows), headers=list(heads))
    content = table.export(kind)
    response = HttpResponse(content, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def week_heads() -> list[str]:
    """Return what the columns of a week's file are called."""
    names = (_("Metric"), _("Definition"), _("Unit"), _("Value"), _("90th percentile"), _("Counted"), _("Of them"))
    spread = (_("From (95 %)"), _("To (95 %)"))
    return [*names, *spread, _("Four weeks before"), _("Target"), _("Judgement")]


def week_rows(cards: Iterable[Card]) -> list[list[Any]]:
    """Return a row for each metric: values as numbers, times in seconds, shares from 0 to 1."""
    return [_week_row(card) for card in cards]


def _week_row(card: Card) -> list[Any]:
    metric, figure = card.metric, card.trend.figure
    spread = [figure.interval.low, figure.interval.high] if figure.interval else ["", ""]
    numbers = [figure.value, figure.late, figure.count, figure.hits if card.hits else None, *spread, card.trend.usual]
    words = [str(metric.title), str(metric.sentence), metric.unit.value]
    return [*words, *("" if number is None else number for number in numbers), card.target, card.judgement]
