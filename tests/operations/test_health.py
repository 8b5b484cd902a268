"""/healthz and /readyz: alive, and able to work, with the names of what is missing."""

import socket

import pytest
import time_machine
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from handoffdesk import __version__
from handoffdesk.celery import app
from handoffdesk.operations.health import REQUIRED
from handoffdesk.operations.heartbeats import NAMES, note_heartbeat
from handoffdesk.operations.jobs import worker_heartbeat
from handoffdesk.operations.models import Heartbeat

pytestmark = pytest.mark.django_db


def ready() -> tuple[int, dict]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()


def live(*names: str) -> None:
    for name in names or NAMES:
        note_heartbeat(name)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_alive_needs_nothing_and_nobody(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": __version__})


def test_ready_when_everything_is_there() -> None:
    live()
    status, report = ready()
    assert status == 200
    assert report == {
        "ready": True, "database": "ok", "migrations": "ok", "keys": "ok", "broker": "ok",
        "heartbeats": dict.fromkeys(NAMES, "ok"),
    }  # fmt: skip


def test_before_the_first_heartbeat_it_is_not_ready() -> None:
    status, report = ready()
    assert (status, report["ready"]) == (503, False)
    assert set(report["heartbeats"].values()) == {"not seen yet"}


@pytest.mark.parametrize("name", REQUIRED)
def test_one_silent_heartbeat_is_named(name) -> None:
    with time_machine.travel(0, tick=False) as clock:
        live(name)
        clock.shift(120)
        live(*(set(NAMES) - {name}))
        status, report = ready()
    assert status == 503
    assert report["heartbeats"][name] == "silent for 120 s"
    assert sum(state == "ok" for state in report["heartbeats"].values()) == len(NAMES) - 1


@pytest.mark.parametrize("name", ["ai", "watchdog"])
def test_a_busy_ai_and_a_missing_watchdog_are_shown_but_do_not_take_the_desk_away(name) -> None:
    live()
    Heartbeat.objects.filter(name=name).delete()
    status, report = ready()
    assert (status, report["heartbeats"][name]) == (200, "not seen yet")


def test_beat_counts_as_dead_after_half_a_minute() -> None:
    with time_machine.travel(0, tick=False) as clock:
        live()
        clock.shift(29)
        assert ready()[0] == 200
        clock.shift(2)
        status, report = ready()
    assert (status, report["heartbeats"]["beat"]) == (503, "silent for 31 s")
    assert report["heartbeats"]["outbound"] == "ok"


def test_missing_migrations_are_named() -> None:
    live()
    recorder = MigrationRecorder(connection)
    own = [node for node in MigrationLoader(connection).graph.nodes if node[0] == "notifications"]
    for node in own:
        recorder.record_unapplied(*node)
    try:
        status, report = ready()
    finally:
        for node in own:
            recorder.record_applied(*node)
    assert status == 503
    assert "migrations are missing" in report["migrations"]


def test_a_dead_broker_is_named(monkeypatch) -> None:
    live()
    monkeypatch.setattr(app.conf, "broker_write_url", f"redis://127.0.0.1:{closed_port()}/0")
    status, report = ready()
    assert status == 503
    assert "OperationalError" in report["broker"]


def test_a_dead_database_is_an_answer_and_no_error() -> None:
    def refuse(*_) -> None:
        raise OperationalError("no database")

    with connection.execute_wrapper(refuse):
        status, report = ready()
    assert status == 503
    assert report["database"] == "OperationalError: no database"
    assert set(report["heartbeats"].values()) == {"OperationalError"}
    assert report["broker"] == "ok"


def test_a_worker_notes_its_own_queue() -> None:
    worker_heartbeat(queue="relay", from_a_newer_version=True)
    _status, report = ready()
    assert report["heartbeats"]["relay"] == "ok"
    assert report["heartbeats"]["outbound"] == "not seen yet"
