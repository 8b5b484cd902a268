"""Which rows of the admin managers may read: what a floor opens to them by name, and nothing else."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

from accounts.models import User

Rows = Callable[[User], QuerySet[Any]]
_rows: dict[type[Model], Rows] = {}


def let_managers_read(model: type[Model], rows: Rows) -> None:
    """Open a model's pages to managers, for the rows that `rows` returns. Called once, when the admin is loaded.

    Raises:
        ValueError: it was said before.
    """
    if model in _rows:
        raise ValueError(model)
    _rows[model] = rows


def is_open_to_managers(model: type[Model]) -> bool:
    """Whether managers read any rows of the model."""
    return model in _rows


def narrow(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Keep the rows that a manager may read."""
    if rows.model not in _rows:
        return rows.none()
    return rows.filter(pk__in=_rows[rows.model](user).order_by().values("pk"))
