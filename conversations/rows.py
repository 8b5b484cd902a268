"""Rows written and read with statements whose text is made once for each model.

The ORM puts every statement together anew, and that takes several times as long as the database needs for it. The
services on a customer message's way therefore write their rows here. Columns, order and the form of each value are the
model's own, so a changed model needs no change here; `tests/conversations/test_rows.py` holds every row against the
one that the ORM writes. With the setting `ROWS_BY_ORM` the ORM itself does it (`conversations/orm_rows.py`); only the
statements that services write themselves and ask with `fetch` stay.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, CharField, Field, ForeignKey, IntegerField, Model, TextField

from conversations import orm_rows

M = TypeVar("M", bound=Model)
Columns: TypeAlias = "tuple[Field[Any, Any], ...]"
Converter = Callable[[Any, Any, Any], Any]
# What both databases take as it is: asking the field for the value's form would give the same value.
_AS_IT_IS: dict[type, type] = {CharField: str, TextField: str, IntegerField: int}


def insert(*rows: Model) -> None:
    """Insert new rows of one model with one statement; keys that the database numbers are set on them.

    Raises:
        IntegrityError: a constraint refuses one of them.
    """
    if rows and settings.ROWS_BY_ORM:
        orm_rows.insert(rows)
    elif rows:
        _note_stored(rows, fetch(_insert_text(type(rows[0]), len(rows), ""), _values_of_new(rows)))


def insert_unless_known(row: Model) -> bool:
    """Insert a row unless one with its unique key is there already; return whether it was inserted.

    Whoever meets a transaction that inserts the same key waits for that one's end.
    """
    if settings.ROWS_BY_ORM:
        return orm_rows.insert_unless_known(row)
    found = fetch(_insert_text(type(row), 1, "ON CONFLICT DO NOTHING"), _values_of_new([row]))
    _note_stored([row][: len(found)], found)
    return bool(found)


def insert_unknown(rows: Sequence[M]) -> list[M]:
    """Insert those rows of one model whose unique keys are not there yet; return them. Their keys are made before."""
    if not rows:
        return []
    if settings.ROWS_BY_ORM:
        return [row for row in rows if orm_rows.insert_unless_known(row)]
    found = {
        key for (key,) in fetch(_insert_text(type(rows[0]), len(rows), "ON CONFLICT DO NOTHING"), _values_of_new(rows))
    }
    new = [row for row in rows if _key(row.pk) in found]
    for row in new:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return new


def find(model: type[M], *joined: str, locked: bool = False, **equal: Any) -> M | None:
    """Return the one row that `select` finds, or None."""
    found = select(model, *joined, locked=locked, limit=1, **equal)
    return found[0] if found else None


def select(
    model: type[M], *joined: str, locked: bool = False, order: str = "", limit: int = 0, **equal: Any
) -> list[M]:
    """Return the rows whose columns (attribute names, `team_id` and not `team`) have these values.

    None among them is NULL, and a tuple any of its values. `joined`: foreign keys whose rows are read along (`account`,
    or `account__team` after it). `locked`: the rows themselves are locked, as `select_for_update(of=("self",),
    no_key=True)` does. `order`: a column, with `-` before it for descending. `limit`: 0 for all.
    """
    if settings.ROWS_BY_ORM:
        return orm_rows.select(model, joined, equal, locked=locked, order=order, limit=limit)
    tests = tuple((name, _test_text(value)) for name, value in equal.items())
    values: list[Any] = []
    for value in equal.values():
        values += value if isinstance(value, tuple) else () if value is None else (value,)
    text = _select_text(model, joined, tests, order) + (f" LIMIT {limit}" if limit else "")
    # SQLite has one writer at a time and no row locks.
    if locked and _database().vendor != "sqlite":
        text += " FOR NO KEY UPDATE OF t"
    return [_with_joined(model, joined, row) for row in fetch(text, values)]


def update(row: Model, names: Collection[str]) -> None:
    """Write these columns (attribute names, `team_id` and not `team`) of a stored row."""
    if settings.ROWS_BY_ORM:
        orm_rows.update(row, names)
        return
    columns = tuple(field for field in row._meta.concrete_fields if field.attname in names)
    key = row._meta.pk
    database = _database()
    with database.cursor() as cursor:
        values = [*_prepared(row, columns, database), *_prepared(row, (key,), database)]
        cursor.execute(_update_text(type(row), columns), values)


def fetch(text: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Return the rows that a statement answers; a UUID among the values takes the database's form."""
    with _database().cursor() as cursor:
        cursor.execute(text, [_key(value) if isinstance(value, UUID) else value for value in values])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def columns_of(model: type[Model], alias: str) -> str:
    """Return all columns of a model, for a SELECT whose rows `make` reads."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def width_of(model: type[Model]) -> int:
    """Return how many columns `columns_of` names."""
    return len(model._meta.concrete_fields)


def make(model: type[M], values: Sequence[Any]) -> M:
    """Return a stored row from the values of `columns_of` as the database gave them."""
    database = _database()
    names, converters = _reading(model, database.vendor)
    if converters:
        read = list(values)
        for position, column, converter in converters:
            read[position] = converter(read[position], column, database)
        values = read
    return model.from_db(database.alias, names, values)


def _database() -> BaseDatabaseWrapper:
    """Return this thread's connection itself: `connection` looks it up for each attribute."""
    return connections[DEFAULT_DB_ALIAS]


def _with_joined(model: type[M], joined: Sequence[str], values: Sequence[Any]) -> M:
    """Return a row with the rows of its foreign keys, from the values of all of them."""
    start = width_of(model)
    row = make(model, values[:start])
    made: dict[str, Any] = {"": row}
    for path in joined:
        before, _, name = path.rpartition("__")
        other = _foreign_key(type(made[before]), name).related_model
        found = values[start : start + width_of(other)]
        start += len(found)
        missing = found[other._meta.concrete_fields.index(other._meta.pk)] is None
        made[path] = None if missing else make(other, found)
        setattr(made[before], name, made[path])
    return row


def _foreign_key(model: type[Model], name: str) -> "ForeignKey[Any, Any]":
    field = model._meta.get_field(name)
    if not isinstance(field, ForeignKey):
        raise TypeError(f"{model.__name__}.{name} is no foreign key")
    return field


@lru_cache(maxsize=256)
def _select_text(model: type[Model], joined: tuple[str, ...], tests: tuple[tuple[str, str], ...], order: str) -> str:
    columns, tables, models = [columns_of(model, "t")], [f'"{model._meta.db_table}" t'], {"": model}
    for path in joined:
        before, _, name = path.rpartition("__")
        column = _foreign_key(models[before], name)
        other = models[path] = column.related_model
        columns.append(columns_of(other, f'"{path}"'))
        # Of a key that may be empty the row may be missing.
        kind = "LEFT JOIN" if column.null else "JOIN"
        here = f'"{before or "t"}"."{column.column}"'
        tables.append(f'{kind} "{other._meta.db_table}" "{path}" ON "{path}"."{other._meta.pk.column}" = {here}')
    by_name = {field.attname: f't."{field.column}"' for field in model._meta.concrete_fields}
    asked = " AND ".join(by_name[name] + test for name, test in tests)
    text = f"SELECT {', '.join(columns)} FROM {' '.join(tables)} WHERE {asked}"  # noqa: S608 - names of our own models
    if order:
        text += f" ORDER BY {by_name[order.removeprefix('-')]}{' DESC' if order.startswith('-') else ''}"
    return text


def _test_text(value: Any) -> str:
    if value is None:
        return " IS NULL"
    return f" IN ({', '.join(['%s'] * len(value))})" if isinstance(value, tuple) else " = %s"


def _note_stored(rows: Sequence[Model], answered: Sequence[tuple[Any, ...]]) -> None:
    for row, (key,) in zip(rows, answered, strict=True):
        if isinstance(row._meta.pk, AutoField):
            row.pk = key
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _values_of_new(rows: Sequence[Model]) -> list[Any]:
    columns, database = _written(type(rows[0])), _database()
    return [value for row in rows for value in _prepared(row, columns, database, add=True)]


def _prepared(row: Model, columns: Columns, database: BaseDatabaseWrapper, *, add: bool = False) -> list[Any]:
    prepared = []
    for field in columns:
        value = field.pre_save(row, add)
        plain = _AS_IT_IS.get(type(field)) is type(value)
        prepared.append(value if plain else field.get_db_prep_save(value, database))
    return prepared


def _key(value: UUID) -> Any:
    return value if connection.features.has_native_uuid_field else value.hex


@lru_cache(maxsize=64)
def _written(model: type[Model]) -> Columns:
    """Return the columns of a new row: all but a key that the database numbers."""
    return tuple(field for field in model._meta.concrete_fields if not isinstance(field, AutoField))


@lru_cache(maxsize=256)
def _insert_text(model: type[Model], count: int, conflict: str) -> str:
    columns = _written(model)
    names = ", ".join(f'"{field.column}"' for field in columns)
    row = f"({', '.join(['%s'] * len(columns))})"
    table, key = model._meta.db_table, model._meta.pk.column
    return f'INSERT INTO "{table}" ({names}) VALUES {", ".join([row] * count)} {conflict} RETURNING "{key}"'  # noqa: S608 - names of our own models


@lru_cache(maxsize=256)
def _update_text(model: type[Model], columns: Columns) -> str:
    settings = ", ".join(f'"{field.column}" = %s' for field in columns)
    return f'UPDATE "{model._meta.db_table}" SET {settings} WHERE "{model._meta.pk.column}" = %s'  # noqa: S608 - names of our own models


@lru_cache(maxsize=64)
def _reading(model: type[Model], _vendor: str) -> tuple[list[str], list[tuple[int, Any, Converter]]]:
    """Return the attributes in the columns' order, and what must be converted on its way from the database."""
    fields = model._meta.concrete_fields
    converters = []
    for position, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        needed = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]
        converters += [(position, column, converter) for converter in needed]
    return [field.attname for field in fields], converters
