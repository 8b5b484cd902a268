"""F9: another process holds SQLite's writer lock for 15 s; the disk is full (SQLite, and PostgreSQL's tables)."""

import pwd
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

import psycopg

from tools.faults.agent import Agent
from tools.faults.context import Context
from tools.faults.load import Load, Posted, Saying, plan
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import Scene, embedded, production
from tools.faults.small_disk import SmallDisk, small_disk
from tools.faults.snapshot import integrity
from tools.faults.threads import conversations
from tools.stack.desk import Layout

LOCK_SECONDS = 15
LONGEST_FULL_SECONDS = 60
FULL_WORDS = "disk is full"
PER_SECOND = 20
AI_SECONDS = 15
DISK_MEGABYTES = 20
TABLES_MEGABYTES = 64
GOOD = {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.SERVICE_UNAVAILABLE}
LONG = " and a long story about the parcel" * 90


class Person:
    """An agent who goes on working: reads and writes notes all the time, and keeps what the desk says."""

    def __init__(self, scene: Scene) -> None:
        """Log in while everything works."""
        self._agent = Agent(scene.desk.urls[0], scene.seeded.agents[0], scene.seeded.password).log_in()
        self._stop = threading.Event()
        self.answers: list[tuple[float, int, str]] = []
        self._thread = threading.Thread(target=self._work, args=(scene,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the work."""
        self._stop.set()
        self._thread.join()

    def _work(self, scene: Scene) -> None:
        key = ""
        while not self._stop.wait(0.3):
            if not key:
                # Looked up once: on a full disk even a reader of SQLite may find no room for its own notes.
                key = next(iter(conversations(scene).values()), "")
                continue
            status, body = self._agent.act(key, "note", body="A note" + LONG)
            self.answers.append((time.time(), status, str(body)))
            status, text = self._agent.ask("GET", "/api/v1/conversations/")
            self.answers.append((time.time(), status, text.decode(errors="replace")))

    def complaints(self) -> list[str]:
        """Return what a person must never see."""
        strange = {status for _, status, _ in self.answers} - GOOD
        raw = [text for _, _, text in self.answers if "database is locked" in text or "Traceback" in text]
        return [*([f"a person got {sorted(strange)}"] if strange else []), *(text[:80] for text in raw[:1])]

    def was_told(self, words: str) -> bool:
        """Whether any refusal said so."""
        return any(status == HTTPStatus.SERVICE_UNAVAILABLE and words in text for _, status, text in self.answers)


def run(context: Context) -> Iterator[Result]:
    """Lock, then fill the disk of an embedded desk, then that of PostgreSQL's tables."""
    with embedded(context, "locked", ai_seconds=AI_SECONDS) as scene:
        yield locked(context, scene)
    directory = context.fresh_directory("full")
    try:
        with (
            small_disk(directory / "data", megabytes=DISK_MEGABYTES) as disk,
            embedded(context, "full", ai_seconds=AI_SECONDS, directory=directory) as scene,
        ):
            result = full(context, scene, disk, "F9 disk full, SQLite")
            yield replace(result, note=f"{result.note}; integrity_check: {integrity(scene.database)}")  # type: ignore[arg-type]
        with tables_on_small_disk(context) as (scene, disk):
            yield full(context, scene, disk, "F9 disk full, PostgreSQL")
    except PermissionError as error:
        yield Result("F9 disk full", 0, 0, 0, 0, 0, 0, None, ok=False, note=str(error))


def locked(context: Context, scene: Scene) -> Result:
    """Hold the writer's lock in this process while customers and an agent go on."""
    seconds = context.size(LOCK_SECONDS, 5)

    def hold(_load: Load, _person: Person) -> None:
        with closing(sqlite3.connect(scene.database, timeout=30, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            other.execute("ROLLBACK")

    sayings = plan("F9", PER_SECOND * (seconds + 4), customers=40, chance=context.chance("locked"))
    return during(scene, "F9 lock, SQLite", sayings, hold)


def full(context: Context, scene: Scene, disk: SmallDisk, fault: str) -> Result:
    """Fill the disk under load until it has been felt for a while, then empty it; nothing is restarted."""
    refusals = context.size(60, 15)

    def fill(load: Load, person: Person) -> None:
        until = time.monotonic() + LONGEST_FULL_SECONDS
        while time.monotonic() < until and (refused(load.posted) < refusals or not person.was_told(FULL_WORDS)):
            disk.fill()
            time.sleep(0.1)
        disk.empty()

    short = plan("F9", context.size(400, 200), customers=60, chance=context.chance(fault))
    sayings = [replace(saying, text=saying.text + LONG) for saying in short]
    result = during(scene, fault, sayings, fill, must_refuse=True)
    context.progress(result.note)
    return result


def during(
    scene: Scene, fault: str, sayings: list[Saying], hurt: Callable[[Load, Person], None], *, must_refuse: bool = False
) -> Result:
    """Post and work, hurt, wait until everything is settled, audit."""
    person = Person(scene)
    load = Load(scene.desk.urls, scene.seeded, clients=8, patience=180).start(sayings, per_second=PER_SECOND)
    time.sleep(2)
    hurt(load, person)
    ended = time.monotonic()
    posted = load.join()
    settled = scene.wait_settled(180)
    recovered = time.monotonic() - ended
    person.stop()
    findings = scene.audit(posted.accepted)
    complaints = [*person.complaints(), *door(posted, must_refuse=must_refuse)]
    if settled is None:
        complaints.append("it did not settle")
    if must_refuse and not person.was_told(FULL_WORDS):
        complaints.append("nobody was told that the disk is full")
    slowest = max((answer.seconds for answer in posted.answers if answer.status == HTTPStatus.OK), default=0.0)
    note = f"{refused(posted)} webhooks refused with 503, the slowest 200 after {slowest:.1f} s"
    return findings.result(
        fault, injected=1, messages=len(posted.accepted), recover=recovered, complaints=complaints, note=note
    )


def refused(posted: Posted) -> int:
    """Return how many webhooks were refused so far."""
    return sum(answer.status == HTTPStatus.SERVICE_UNAVAILABLE for answer in list(posted.answers))


def door(posted: Posted, *, must_refuse: bool) -> list[str]:
    """The provider gets 200 or 503, nothing else, and everything is taken in the end."""
    strange = posted.statuses() - {HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE}
    wrong = [f"the door answered {sorted(strange)}"] if strange else []
    if posted.given_up:
        wrong.append(f"{len(posted.given_up)} messages were never taken")
    if must_refuse and HTTPStatus.SERVICE_UNAVAILABLE not in posted.statuses():
        wrong.append("the disk was never full for the door")
    return wrong


@contextmanager
def tables_on_small_disk(context: Context) -> Iterator[tuple[Scene, SmallDisk]]:
    """Start a production set whose tables (not PostgreSQL's log of transactions) lie on a small disk."""
    place = context.fresh_directory("small") / "disk"
    place.parent.chmod(0o711)
    with (
        small_disk(place, megabytes=TABLES_MEGABYTES, owner=owner_of_cluster()) as disk,
        psycopg.connect(context.postgres.url, autocommit=True) as admin,
        default_tablespace(admin, place),
        production(context, "tables", Layout(web=2, watchdog=0), ai_seconds=AI_SECONDS) as scene,
    ):
        yield scene, disk


@contextmanager
def default_tablespace(admin: psycopg.Connection[Any], place: Path) -> Iterator[None]:
    """Let new tables lie there; at the end the databases of this case go before their disk does."""
    admin.execute(f"CREATE TABLESPACE small LOCATION '{place}'".encode())
    admin.execute("ALTER ROLE CURRENT_USER SET default_tablespace = 'small'")
    try:
        yield
    finally:
        admin.execute("ALTER ROLE CURRENT_USER RESET default_tablespace")
        for (name,) in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'f9_tables%'").fetchall():
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
        admin.execute("DROP TABLESPACE small")


def owner_of_cluster() -> int:
    """Return the number of the user as whom PostgreSQL runs when we are root."""
    return pwd.getpwnam("postgres").pw_uid


CASE = Case("F9", "SQLite's lock held by another process; the disk full", run)
