"""Do the tables have what the migrations that were applied to them make.

A migration that was edited after it was applied leaves tables that no code fits, and nothing that Django looks at says
so. The tables are compared with the migrations that the database says it has, not with all that the code has: what
waits to be applied is no fault, so an upgrade under traffic raises no alarm.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

# What migrations make without a model that names it: {migration: trigger}.
TRIGGERS = {("conversations", "0003_one_voice"): "one_voice"}

SQLITE_COLUMNS = """
SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table'
"""
SQLITE_NAMES = "SELECT name, sql FROM sqlite_master"
POSTGRESQL_COLUMNS = """
SELECT t.relname, c.attname FROM pg_attribute c JOIN pg_class t ON t.oid = c.attrelid
WHERE c.attnum > 0 AND NOT c.attisdropped AND pg_table_is_visible(t.oid) AND t.relkind IN ('r', 'p')
"""
POSTGRESQL_NAMES = """
SELECT relname, '' FROM pg_class WHERE relkind IN ('i', 'I') AND pg_table_is_visible(oid)
UNION ALL SELECT conname, '' FROM pg_constraint
UNION ALL SELECT tgname, '' FROM pg_trigger WHERE NOT tgisinternal
"""


@dataclass(frozen=True, slots=True)
class FoundTables:
    """What the database has: columns of each table, and the names of indexes, constraints and triggers."""

    columns: dict[str, set[str]]
    names: set[str]
    # SQLite knows a table's constraints only by the text that made the table.
    texts: str

    def has_name(self, name: str) -> bool:
        """Return whether an index, a constraint or a trigger has this name."""
        return name in self.names or f'CONSTRAINT "{name}"' in self.texts


def find_misfits() -> list[str]:
    """Return what the applied migrations made and the database has not, for people; empty when all is there."""
    loader = MigrationLoader(connection)
    applied = [key for key in loader.applied_migrations if key in loader.graph.nodes]
    found = read_database()
    state = loader.project_state(applied)
    missing = [text for model in state.apps.get_models(include_auto_created=True) for text in missing_of(model, found)]
    missing += [f"no trigger {name}" for key, name in TRIGGERS.items() if key in applied and not found.has_name(name)]
    return sorted(missing)


def missing_of(model: type[Model], found: FoundTables) -> Iterator[str]:
    """Return what the database has not of one model: its table, or columns, indexes and constraints of it."""
    options = model._meta
    if not options.managed or options.proxy or options.swapped:
        return
    table = options.db_table
    if table not in found.columns:
        yield f"no table {table}"
        return
    for field in options.local_concrete_fields:
        if field.column not in found.columns[table]:
            yield f"no column {table}.{field.column}"
    for part in (*options.indexes, *options.constraints):
        # None: this database cannot have it (on SQLite: nulls that are not distinct), so Django made none.
        if not found.has_name(part.name) and part.create_sql(model, connection.schema_editor()) is not None:
            yield f"no index or constraint {part.name}"


def read_database() -> FoundTables:
    """Read the names of everything, in two statements."""
    is_sqlite = connection.vendor == "sqlite"
    columns: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(SQLITE_COLUMNS if is_sqlite else POSTGRESQL_COLUMNS)
        for table, column in cursor.fetchall():
            columns.setdefault(table, set()).add(column)
        cursor.execute(SQLITE_NAMES if is_sqlite else POSTGRESQL_NAMES)
        rows = cursor.fetchall()
    return FoundTables(columns, {name for name, _text in rows}, "\n".join(text or "" for _name, text in rows))
