"""What `conversations.rows` does, by the ORM: slower, the same rows. The setting `ROWS_BY_ORM` chooses it.

It is there to rule the statements out when a fault is looked for, and as their oracle: the same journeys are played
with both, and the rows compared (`tests/flows/test_rows_twin.py`).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

M = TypeVar("M", bound=Model)


def insert(rows: Sequence[Model]) -> None:
    """Insert new rows of one model.

    Raises:
        IntegrityError: a constraint refuses one of them.
    """
    type(rows[0])._base_manager.bulk_create(rows)


def insert_unless_known(row: Model) -> bool:
    """Insert a row unless one with its unique key is there already; return whether it was inserted.

    Raises:
        IntegrityError: another constraint refuses it.
    """
    try:
        with transaction.atomic():
            insert([row])
    except IntegrityError:
        if _is_known(row):
            return False
        raise
    return True


def select(
    model: type[M], joined: Sequence[str], equal: Mapping[str, Any], *, locked: bool, order: str, limit: int
) -> list[M]:
    """Return the rows whose columns have these values, as `rows.select` does."""
    found = model._base_manager.filter(**dict(_test(name, value) for name, value in equal.items()))
    found = found.select_related(*joined) if joined else found
    found = found.order_by(order) if order else found.order_by()
    if locked:
        found = found.select_for_update(of=("self",), no_key=True)
    return list(found[:limit] if limit else found)


def update(row: Model, names: Collection[str]) -> None:
    """Write these columns of a stored row."""
    columns = [field for field in row._meta.concrete_fields if field.attname in names]
    values = {field.attname: field.pre_save(row, add=False) for field in columns}
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def _test(name: str, value: Any) -> tuple[str, Any]:
    if value is None:
        return f"{name}__isnull", True
    return (f"{name}__in", value) if isinstance(value, tuple) else (name, value)


def _is_known(row: Model) -> bool:
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError:
        return True
    return False
