"""A database of another version: missing migrations and those of a newer version are named, and nothing is served."""

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from handoffdesk import schema
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
