"""F15: a deployment under load: a migration, foreign jobs in the queues, a rolling restart, and a downgrade."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from celery import Celery

from tests.standins.openai import report
from tools.faults.context import Context
from tools.faults.journal import ANSWER
from tools.faults.load import Load, Posted, plan
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import TURN_LEASE_SECONDS, Scene, production
from tools.stack.desk import Layout, readiness

PER_SECOND = 10
# The model is slow, so that turns are under way whenever a worker is asked to stop.
MODEL_SECONDS = 1.0
# What stands for the migration of a new version: a nullable column and an index on the largest table.
MIGRATION = (
    "ALTER TABLE conversations_message ADD COLUMN of_the_new_version varchar(20) NULL",
    "CREATE INDEX CONCURRENTLY message_of_the_new_version ON conversations_message (of_the_new_version)",
)
NEWER = "INSERT INTO django_migrations (app, name, applied) VALUES ('routing', '0999_of_the_new_version', now())"
NO_LONGER_NEWER = "DELETE FROM django_migrations WHERE name = '0999_of_the_new_version'"


def run(context: Context) -> Result:
    """Do all of it while customers write, then audit."""
    complaints: list[str] = []
    with production(context, "desk", Layout(web=2, ai=2, outbound=2, watchdog=0)) as scene:
        scene.model.behave = lambda _asked: report(ANSWER, delay=MODEL_SECONDS)
        load = scene.load()
        count = PER_SECOND * context.size(90, 60)
        with under_load(context, load, count):
            migrated = migrate(scene)
            context.progress(f"migrated under load in {migrated:.1f} s")
            foreign_jobs(context)
            restarts = rolling_restart(context, scene)
            complaints += downgrade(scene)
        posted = load.posted
        recover = scene.wait_settled(TURN_LEASE_SECONDS + 60)
        complaints += list(disturbances(posted))
        complaints += list(foreign_complaints(scene))
        findings = scene.audit(posted.accepted)
        stranded = scene.ask("SELECT count(*) FROM conversations_aiturn WHERE attempts > 1")[0][0]
    return findings.result(
        "F15", injected=restarts + 5, messages=len(posted.accepted), recover=recover, complaints=complaints,
        note=(
            f"{restarts} processes restarted; migration {migrated:.1f} s, webhooks p99"
            f" {posted.percentile(0.99) * 1000:.0f} ms over all; {stranded} turns begun again; downgrade refused"
        ),
    )  # fmt: skip


@contextmanager
def under_load(context: Context, load: Load, count: int) -> Iterator[None]:
    """Post during the block; what is not posted by its end is left out."""
    load.start(plan("F15", count, customers=count // 2, chance=context.chance("plan")), per_second=PER_SECOND)
    time.sleep(3)
    try:
        yield
        time.sleep(2)
    finally:
        load.stop()


def migrate(scene: Scene) -> float:
    """Change the tables as the next version's migration would; return how many seconds that took."""
    began = time.monotonic()
    with psycopg.connect(str(scene.database), autocommit=True) as connection:
        connection.execute("SET lock_timeout = '5s'")
        for statement in MIGRATION:
            connection.execute(statement.encode())
    return time.monotonic() - began


def foreign_jobs(context: Context) -> None:
    """Put into the queues what another version may have left there."""
    with Celery(broker=context.redis.url) as stranger:
        for queue in ("outbound", "ai", "relay", "sweeps"):
            stranger.send_task("routing.of_another_version", kwargs={"conversation_id": "x"}, queue=queue)
        # A job that we have, with an argument that we do not know, and for a row that is gone.
        gone = "00000000-0000-7000-8000-000000000000"
        stranger.send_task(
            "conversations.deliver", kwargs={"conversation_id": gone, "of": "tomorrow"}, queue="outbound"
        )


def rolling_restart(context: Context, scene: Scene) -> int:
    """Ask one process after the other to stop, wait, and start it again; return how many."""
    for name, process in scene.desk.processes.items():
        process.terminate()
        code = process.wait(60)
        process.start()
        if name.startswith("web"):
            scene.desk.wait_ready(60)
        context.progress(f"restarted {name} (it ended with {code})")
    return len(scene.desk.processes)


def downgrade(scene: Scene) -> Iterator[str]:
    """Let the database be a newer version's: the desk must say so and not start."""
    scene.change(NEWER)
    try:
        refusals = (scene.desk.manage("serve", "--no-demo").stderr, readiness(scene.desk.urls[0]))
    finally:
        scene.change(NO_LONGER_NEWER)
    yield from (f"no clear refusal: {text[-200:]}" for text in refusals if "migrated by a newer version" not in text)


def disturbances(posted: Posted) -> Iterator[str]:
    """Yield what customers' webhooks must not see: a broken connection is the drain's, a 5xx is nobody's."""
    strange = posted.statuses() - {0, 200}
    if strange:
        yield f"the door answered {sorted(strange)}"


def foreign_complaints(scene: Scene) -> Iterator[str]:
    """Yield the workers that did not say what they could not run, and those that ended over it."""
    for queue in ("outbound", "ai", "relay", "sweeps"):
        workers = [process for name, process in scene.desk.processes.items() if name.startswith(f"{queue}-")]
        if not any("routing.of_another_version" in worker.log_text for worker in workers):
            yield f"no {queue} worker has logged the unknown job"
        yield from (f"{worker.name} ended" for worker in workers if not worker.alive)


CASE = Case("F15", "SIGTERM, a migration, foreign jobs and a downgrade under load", run)
