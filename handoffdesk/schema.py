"""Do the database's tables fit the code: whether migrations are missing, or were made by a newer version."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


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


def complaint() -> str:
    """Return what does not fit, for the operator, or "" when everything does."""
    foreign = foreign_migrations()
    if foreign:
        return (
            f"The database was migrated by a newer version ({', '.join(foreign[:3])}); this version must not write to"
            " it. Start the newer version, or restore the backup from before the upgrade."
        )
    missing = missing_migrations()
    return f"{missing} migrations are missing" if missing else ""
