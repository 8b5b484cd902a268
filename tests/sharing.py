"""Which suite runs which test: once where that says it all, on both databases where they could differ.

`TEST_SHARE` names the suite. Without it, as in `pytest tests/routing`, everything that is asked for runs.

- A test that needs no database runs in the suite of SQLite alone; in MODES also in that of PostgreSQL, which has Redis.
- A test of the database runs on PostgreSQL, and on SQLite too, unless its directory is in ALIKE. There it does when it
  is transactional, or marked `both_databases`: tests/architecture/test_sharing.py says what must be marked.
- A test marked `long` runs in the suite `long` alone. The mark names the files that it covers: with `TEST_CHANGED`, a
  path a line, only those tests run that cover one of them.
"""

import os

import pytest

SHARE = "TEST_SHARE"
CHANGED = "TEST_CHANGED"
# Directories whose tests reach the database through services and queries that other directories try on both.
ALIKE = {
    "access": "who sees what: one filter, tried with every door; tests/conversations and tests/flows use it on both",
    "admin": "pages and forms over services",
    "api": "addresses and answers over services",
    "inbox": "one page",
    "login": "allauth's pages",
    "triggers": "rules are read once and judged in memory",
}
# Directories with tests that need no database and look at Redis or at what stands in for it.
MODES = {"handoffdesk", "jobs", "operations", "realtime", "server", "widget"}
# Words that show that a test may see how a database differs: its errors, its locks, its text.
TELLING = (
    "DataError", "DatabaseError", "IntegrityError", "OperationalError", "ProgrammingError", "Thread(", "\\x00",
    "icontains", "iexact", "select_for_update", "skip_locked", "connection.vendor",
)  # fmt: skip
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_serialized_rollback", "live_server"}


def directory_of(item: pytest.Item) -> str:
    """Return the directory under tests/ that a test lies in."""
    return item.nodeid.split("/")[1]


def needs_database(item: pytest.Item) -> bool:
    """Whether a test asks for the database, by mark or by fixture."""
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))


def is_transactional(item: pytest.Item) -> bool:
    """Whether a test commits: then locks, constraints and isolation are at work."""
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())


def covers(item: pytest.Item, changed: str | None) -> bool:
    """Whether a long test covers one of these paths, or everything counts as changed."""
    prefixes = tuple(prefix for mark in item.iter_markers("long") for prefix in mark.args)
    return changed is None or any(path.startswith(prefixes) for path in changed.splitlines())


def runs_in(share: str, item: pytest.Item, changed: str | None = None) -> bool:
    """Whether this suite runs the test."""
    if share == "long" or item.get_closest_marker("long"):
        return share == "long" and bool(item.get_closest_marker("long")) and covers(item, changed)
    own, both = item.get_closest_marker("only_on"), item.get_closest_marker("both_databases")
    if own:
        return share in own.args
    if share == "postgresql":
        return bool(needs_database(item) or both) or directory_of(item) in MODES
    alike = needs_database(item) and directory_of(item) in ALIKE
    return not alike or bool(both) or is_transactional(item)


def left_out(items: list[pytest.Item], vendor: str) -> list[pytest.Item]:
    """Return what this run does not run: the other suite's share, and what is only about the other database."""
    share = os.environ.get(SHARE, "")
    if share:
        return [item for item in items if not runs_in(share, item, os.environ.get(CHANGED))]
    return [item for item in items if (mark := item.get_closest_marker("only_on")) and vendor not in mark.args]
