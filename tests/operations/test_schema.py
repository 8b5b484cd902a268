"""A database of another version, or one whose migrations were edited: it is named, and no process works on it."""

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from handoffdesk.operations import schema, tables
from handoffdesk.operations.heartbeats import NAMES, note_heartbeat
from tools.testing.processes import free_port

pytestmark = pytest.mark.django_db
NEWER = ("routing", "0999_of_tomorrow")


@pytest.fixture
def newer() -> Iterator[None]:
    recorder = MigrationRecorder(connection)
    recorder.record_applied(*NEWER)
    yield
    recorder.record_unapplied(*NEWER)


def test_a_database_that_fits_has_no_complaint() -> None:
    assert (schema.foreign_migrations(), schema.missing_migrations(), schema.complaint()) == ([], 0, "")


@pytest.mark.usefixtures("newer")
def test_the_migrations_of_a_newer_version_are_named() -> None:
    assert schema.foreign_migrations() == ["routing.0999_of_tomorrow"]
    assert "migrated by a newer version (routing.0999_of_tomorrow)" in schema.complaint()


def test_an_app_that_the_code_no_longer_has_is_nobodys_matter() -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("gone", "0001_initial")
    assert schema.complaint() == ""


@pytest.mark.usefixtures("newer")
def test_readyz_says_why_it_is_not_ready() -> None:
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert "migrated by a newer version" in answer.json()["migrations"]


@pytest.mark.usefixtures("newer")
def test_the_embedded_desk_does_not_start(settings) -> None:
    settings.PORT = free_port()
    with pytest.raises(CommandError, match="migrated by a newer version"):
        call_command("serve", "--no-demo")


def drop_trigger() -> str:
    on = "" if connection.vendor == "sqlite" else " ON conversations_message"
    return f"DROP TRIGGER one_voice{on}"


@pytest.fixture
def edited() -> Iterator[None]:
    """A database from before somebody edited a migration that it has on record."""
    schema._fitting.clear()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE operations_alarm RENAME COLUMN detail TO details")
    yield
    schema._fitting.clear()


def test_each_kind_of_thing_that_is_missing_is_named() -> None:
    kinds = {
        "ALTER TABLE operations_tally RENAME TO operations_total": "no table operations_tally",
        "ALTER TABLE operations_alarm RENAME COLUMN detail TO details": "no column operations_alarm.detail",
        "DROP INDEX one_open_alarm": "no index or constraint one_open_alarm",
        drop_trigger(): "no trigger one_voice",
    }
    assert tables.find_misfits() == []
    for statement in kinds:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    assert set(tables.find_misfits()) == {*kinds.values()}


def test_what_waits_to_be_applied_is_no_misfit() -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("accounts", "0001_initial")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_apikey RENAME TO accounts_doorkey")
    try:
        # Migrations that depend on it are on record, so it counts as applied.
        assert tables.find_misfits() == ["no table accounts_apikey"]
        for app, name in MigrationRecorder(connection).applied_migrations():
            recorder.record_unapplied(app, name)
        assert tables.find_misfits() == []
        assert "migrations are missing" in schema.complaint()
    finally:
        connection.needs_rollback = True


@pytest.mark.usefixtures("edited")
def test_readiness_is_red_and_no_command_works_on_edited_tables(settings) -> None:
    for name in NAMES:
        note_heartbeat(name)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert "start with an empty database" in answer.json()["migrations"]
    settings.PORT = free_port()
    for command in (("serve", "--no-demo"), ("watchdog",), ("seed_demo",), ("install_preset",)):
        with pytest.raises(CommandError, match=r"do not fit.*no column operations_alarm.detail.*empty database"):
            call_command(*command)
