"""Do the database's tables fit the code: migrations that are missing, of a newer version, or edited once applied."""

import time

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from handoffdesk.operations.tables import find_misfits

# A migration is applied an instant before it is on record; only what is still wrong afterwards is wrong.
SECOND_LOOK_SECONDS = 1.0

# The sets of migrations whose tables this process has found to be there: one look is enough.
_fitting: set[frozenset[tuple[str, str]]] = set()


def missing_migrations() -> int:
    """Return how many migrations of the code the database has not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def foreign_migrations() -> list[str]:
    """Return the migrations that the database has and the code does not know: a newer version made them.

    Rows of an app that the code does not have at all are left aside: its tables are nobody's any more.
    """
    loader = MigrationLoader(connection)
    known = loader.disk_migrations
    applied = loader.applied_migrations
    return sorted(f"{app}.{name}" for app, name in applied if app in loader.migrated_apps and (app, name) not in known)


def misfit() -> str:
    """Return what to do about tables that do not fit the migrations on record, or "" when they do.

    After a first good look it costs one statement.
    """
    applied = frozenset(MigrationLoader(connection).applied_migrations)
    if applied in _fitting:
        return ""
    missing = find_misfits()
    if missing:
        time.sleep(SECOND_LOOK_SECONDS)
        missing = find_misfits()
    if not missing:
        _fitting.add(applied)
        return ""
    more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
    return (
        f"The tables of this database do not fit the migrations it has on record ({', '.join(missing[:3])}{more}):"
        " start with an empty database or data directory, or restore a backup that this version made."
    )


def newer() -> str:
    """Return what to do about a database that a newer version has migrated, or "" when none has."""
    foreign = foreign_migrations()
    if not foreign:
        return ""
    return (
        f"The database was migrated by a newer version ({', '.join(foreign[:3])}); this version must not write to"
        " it. Start the newer version, or restore the backup from before the upgrade."
    )


def complaint() -> str:
    """Return what does not fit, for the operator, or "" when everything does."""
    # A newer version may have taken away what this one's migrations made.
    if wrong := newer() or misfit():
        return wrong
    missing = missing_migrations()
    return f"{missing} migrations are missing" if missing else ""
