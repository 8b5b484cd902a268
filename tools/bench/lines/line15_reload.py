"""15: new rules are published while customers write: nothing is lost and nobody waits for the building."""

import threading
from collections.abc import Iterator

import psycopg

from tools.bench.context import Context
from tools.bench.desks import run_script, web_only
from tools.bench.ingest import WARM_UP, loaded, make_template
from tools.bench.registry import Line
from tools.bench.result import Result, at_most, shown
from tools.bench.rowcounts import require_all_stored
from tools.stack.desk import Desk

CUSTOMERS = 2_000
RATE = 20
MESSAGES = 500
VERSIONS = 4
CONNECTIONS = 16
JUDGED_BY = "SELECT count(DISTINCT judged->>'version') FROM conversations_message WHERE judged IS NOT NULL"


def measure(context: Context) -> Iterator[Result]:
    """Send at a steady rate to two web processes, first with quiet rules, then while versions are published."""
    count = context.size(MESSAGES, 200)
    versions = context.size(VERSIONS, 2)
    template = make_template(context, customers=context.size(CUSTOMERS, 300), record=1)
    desk = web_only(context.fresh_directory("reload"), template.url, context.redis.url, web=2)
    requests = template.messages.make("reload", WARM_UP + 2 * count)
    with loaded(desk, requests, connections=CONNECTIONS) as load:
        quiet = load.run(count, rate=RATE)
        quiet.require()
        publisher = Publisher(desk, versions)
        busy = load.run(count, rate=RATE)
        publisher.finish()
    not_taken = len(busy.statuses) - busy.count(200)
    note = f"{versions} versions within {count / RATE:.0f} s, {RATE} messages a second, two processes"
    yield at_most("messages not taken while rules are published", not_taken, "", limit=0, note=note)
    require_all_stored(template.url, "reload", WARM_UP + 2 * count - not_taken)
    seen = _versions(template.url)
    yield shown("versions that judged messages", seen, "", note="each message names its own")
    for percent in (50, 99):
        name = f"answer while rules are published, p{percent}"
        yield shown(name, busy.percentile(percent), "ms", raw=quiet.percentile(percent), note="raw: with quiet rules")
    longest = max(busy.milliseconds)
    yield shown("longest answer while rules are published", longest, "ms", raw=max(quiet.milliseconds))


class Publisher:
    """Publishes beside the load, in a process of its own."""

    def __init__(self, desk: Desk, versions: int) -> None:
        """Start at once."""
        self._failure = ""
        self._thread = threading.Thread(target=self._run, args=(desk, versions))
        self._thread.start()

    def finish(self) -> None:
        """Wait for the last version.

        Raises:
            RuntimeError: a version could not be published.
        """
        self._thread.join()
        if self._failure:
            raise RuntimeError(self._failure)

    def _run(self, desk: Desk, versions: int) -> None:
        try:
            run_script(desk, "publish_script", str(versions))
        except RuntimeError as error:
            self._failure = str(error)


def _versions(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(JUDGED_BY).fetchone()
    return int(row[0]) if row else 0


LINE = Line("15", "new rules while customers write", measure)
