"""Pages by key: a page starts where the last one ended, whatever was added meanwhile. No COUNT, no OFFSET."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError as FieldError
from django.db.models import Field, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

Row = TypeVar("Row", bound=Model)

PAGE_SIZE = 50
LARGEST_PAGE = 100


class PageQuery(serializers.Serializer[Any]):
    """Which page, and how many rows."""

    cursor = serializers.CharField(required=False, default="", max_length=1000, help_text="From `next` or `previous`.")
    limit = serializers.IntegerField(required=False, default=PAGE_SIZE, min_value=1, max_value=LARGEST_PAGE)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an order. It is never null: the list leaves such rows out."""

    name: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows: the order's values of one of them, and whether the page lies before it."""

    values: tuple[Any, ...]
    backward: bool


@dataclass(frozen=True, slots=True)
class RowPage(Generic[Row]):
    """The rows of a page and the addresses of its neighbours."""

    rows: list[Row]
    next: str | None
    previous: str | None


def paginate(request: Request, rows: QuerySet[Row], *, order: Sequence[str], query: dict[str, Any]) -> RowPage[Row]:
    """Return one page of the rows in this order, whose last column is the key.

    Raises:
        ValidationError: the cursor is not one of this list.
    """
    columns = [Column(name.removeprefix("-"), name.startswith("-")) for name in order]
    cursor = decode(query["cursor"], rows.model, columns) if query["cursor"] else None
    limit: int = query["limit"]
    backward = cursor is not None and cursor.backward
    if cursor:
        rows = rows.filter(beyond(columns, cursor))
    found = list(rows.order_by(*_ordering(columns, backward=backward))[: limit + 1])
    more, kept = len(found) > limit, found[:limit]
    if backward:
        kept.reverse()
    has_next, has_previous = (True, more) if backward else (more, cursor is not None)
    return RowPage(
        rows=kept,
        next=_address(request, kept[-1], columns, backward=False) if kept and has_next else None,
        previous=_address(request, kept[0], columns, backward=True) if kept and has_previous else None,
    )


def _ordering(columns: Sequence[Column], *, backward: bool) -> list[str]:
    return [f"-{column.name}" if column.descending != backward else column.name for column in columns]


def beyond(columns: Sequence[Column], cursor: Cursor) -> Q:
    """Return the condition "after this place in the order": (a, b) > (x, y), spelled out because directions differ."""
    steps = []
    for depth, column in enumerate(columns):
        equal = {columns[i].name: cursor.values[i] for i in range(depth)}
        side = "lt" if column.descending != cursor.backward else "gt"
        steps.append(Q(**equal) & Q(**{f"{column.name}__{side}": cursor.values[depth]}))
    first = columns[0]
    side = "lte" if first.descending != cursor.backward else "gte"
    # Implied by the rest, but the database enters the index by it: a deep page costs what the first one does.
    return Q(**{f"{first.name}__{side}": cursor.values[0]}) & reduce(or_, steps)


def _address(request: Request, row: Model, columns: Sequence[Column], *, backward: bool) -> str:
    values = [getattr(row, column.name) for column in columns]
    return replace_query_param(request.build_absolute_uri(), "cursor", encode(values, backward=backward))


def encode(values: Sequence[Any], *, backward: bool) -> str:
    """Return a place as text for a URL."""
    plain = [value if isinstance(value, bool | int) else _as_text(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps([int(backward), *plain]).encode()).decode().rstrip("=")


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def decode(text: str, model: type[Model], columns: Sequence[Column]) -> Cursor:
    """Return the place that a text names.

    Raises:
        ValidationError: it is not a place in a list with these columns.
    """
    try:
        backward, *values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        fields = [model._meta.get_field(column.name) for column in columns]
        read = tuple(_read(field, value) for field, value in zip(fields, values, strict=True))
    except (ValueError, TypeError, RecursionError, binascii.Error, FieldError) as error:
        raise ValidationError({"cursor": [_("This is not a valid page of this list.")]}) from error
    return Cursor(values=read, backward=bool(backward))


def _read(field: Any, value: Any) -> Any:
    if not isinstance(field, Field) or not isinstance(value, str | int):
        raise TypeError
    read = field.to_python(value)
    if read is None or (isinstance(read, datetime) and timezone.is_naive(read)):
        raise ValueError
    return read
