"""JSON columns that a damaged row cannot take a page down with."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)


class DamagedObject(dict[str, Any]):
    """Stands where an object should be: empty to whoever reads it, and stored again as it was found."""

    def __init__(self, found: Any) -> None:
        """Keep what was found."""
        super().__init__()
        self.found = found


class DamagedList(list[Any]):
    """The same for a list."""

    def __init__(self, found: Any) -> None:
        """Keep what was found."""
        super().__init__()
        self.found = found


def is_damaged(value: object) -> bool:
    """Return whether a stored value was not what its column holds."""
    return isinstance(value, DamagedObject | DamagedList)


class _StoredJson(models.JSONField):
    """A JSON column that holds one kind of container. Migrations see Django's own field."""

    container: type[dict[Any, Any]] | type[list[Any]]
    damaged: Callable[[Any], dict[str, Any] | list[Any]]

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Call itself what it is to the database."""
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, options

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        """Return what is stored, or a stand-in for what is no JSON (Django gives its text) or another kind of it."""
        read = super().from_db_value(value, expression, connection)
        # A transform in a query (payload__agent) reads a part of it, of any kind.
        if read is None or isinstance(read, self.container) or getattr(expression, "target", None) is not self:
            return read
        logger.error("a stored value is damaged", extra={"model": self.model._meta.label, "field": self.name})
        return self.damaged(read)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Store a stand-in as what it stands for."""
        return super().get_db_prep_value(value.found if is_damaged(value) else value, connection, prepared)


class StoredObject(_StoredJson):
    """A JSON column that holds an object."""

    container = dict
    damaged = DamagedObject


class StoredList(_StoredJson):
    """A JSON column that holds a list."""

    container = list
    damaged = DamagedList
