"""The whole production set, started once by the units' own commands, and one message all the way through it."""

import ssl
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.stack.browser import PATIENCE_SECONDS, Door
from tests.standins.meta import MetaStandIn
from tools.stack import commands
from tools.stack.desk import Layout, ProductionDesk
from tools.stack.nginx import Nginx
from tools.stack.seed import Seeded, seed
from tools.stack.servers import PostgresServer, RedisServer
from tools.testing.processes import free_port

pytestmark = pytest.mark.long("deploy/", "docs/operations.md", "handoffdesk/", "tools/stack/")

ASKS_FOR_PERSON = "I want to talk to a human"
# uvicorn ends in order and then sends itself the signal that it was ended by.
IN_ORDER = {0, -15}
BEATS_IN_A_STATEMENT = """
    SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%operations_lease%'
"""


class Play:
    """The set with all that surrounds it, for the length of a `with` block."""

    def __init__(self, stack: ExitStack, directory: Path) -> None:
        self.meta = stack.enter_context(MetaStandIn())
        self.postgres = stack.enter_context(PostgresServer(directory / "postgres", durable=False))
        redis = stack.enter_context(RedisServer(directory / "redis"))
        self.public_port = free_port()
        environment = {
            "PUBLIC_BASE_URL": f"https://localhost:{self.public_port}",
            "META_GRAPH_BASE_URL": self.meta.base_url,
        }
        layout = Layout(web=2, beat=2, environment=environment)
        url = self.postgres.database_url("desk")
        self.desk = ProductionDesk(layout, directory / "desk", url, redis.url)
        self.seeded = self._seed()
        stack.enter_context(self.desk)

    def door(self, number: int) -> Door:
        """Return a web process as the proxy reaches it."""
        port = int(self.desk.urls[number - 1].rsplit(":", 1)[1])
        return Door(port, self.public_port, headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"})

    def _seed(self) -> Seeded:
        self.desk.prepare()
        return seed(self.desk, meta_base_url=self.meta.base_url)

    def count(self, query: str) -> int:
        """Return the one number of a query."""
        with psycopg.connect(self.postgres.address_of("desk")) as connection:
            row = connection.execute(query).fetchone()
        assert row is not None
        return int(row[0])


@pytest.mark.timeout(300)
def test_a_message_goes_all_the_way_through_the_production_set(directory: Path) -> None:
    with ExitStack() as stack:
        play = Play(stack, directory)
        cookie = hear_on_the_other_web_process(play)
        two_beats_send_each_sweep_once(play)
        go_through_the_proxy(play, stack, directory, cookie)
        stop_in_time(play)


def hear_on_the_other_web_process(play: Play) -> str:
    """A message taken by web-1 is heard by an agent at web-2, and the customer is acknowledged."""
    front, other = play.door(1), play.door(2)
    cookie = other.log_in(play.seeded.agents[0], play.seeded.password)
    with other.inbox(cookie) as inbox:
        inbox.hear_until(is_kind("hello"))
        posted = {"sender": "15550000001", "message_id": "wamid.one", "text": ASKS_FOR_PERSON}
        assert front.post_message(play.seeded, **posted) == 200
        heard = inbox.hear_until(is_kind("handoff.opened"))
    assert "message.received" in kinds_of(heard)
    wait_for(lambda: bool(play.meta.taken), play.desk.last_words)
    assert play.meta.taken[0]["to"] == "15550000001"
    assert front.post_message(play.seeded, **posted) == 200
    assert play.count("SELECT count(*) FROM conversations_message WHERE provider_id = 'wamid.one'") == 1
    assert len(play.meta.taken) == 1
    return cookie


def two_beats_send_each_sweep_once(play: Play) -> None:
    """One of the two beats holds the lease, and the other says that it stands by."""
    said = [play.desk.processes[name].log_text for name in ("beat-1", "beat-2")]
    assert sum("beat holds the lease" in text for text in said) == 1
    assert play.count("SELECT count(*) FROM operations_lease WHERE name = 'beat' AND holder <> ''") == 1


def go_through_the_proxy(play: Play, stack: ExitStack, directory: Path, cookie: str) -> None:
    """The same through TLS and the shipped site: log in, socket, webhook; a false address gains nothing."""
    ports = [int(url.rsplit(":", 1)[1]) for url in play.desk.urls]
    proxy = stack.enter_context(Nginx(directory / "nginx", ports, port=play.public_port, tls=True))
    trust = ssl.create_default_context(cafile=str(proxy.certificate))
    outside = Door(proxy.port, proxy.port, trust)
    assert outside.log_in(play.seeded.agents[1], play.seeded.password) != cookie
    with outside.inbox(cookie) as inbox:
        inbox.hear_until(is_kind("hello"))
        liar = Door(proxy.port, proxy.port, trust, {"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"})
        assert liar.post_message(play.seeded, sender="15550000002", message_id="wamid.two", text=ASKS_FOR_PERSON) == 200
        inbox.hear_until(is_kind("handoff.opened"))
    wait_for(lambda: len(play.meta.taken) == 2, play.desk.last_words)


def stop_in_time(play: Play) -> None:
    """SIGTERM ends every process within the time that its unit allows, also in the middle of a statement."""
    with psycopg.connect(play.postgres.address_of("desk")) as holder:
        holder.execute("LOCK operations_lease IN ACCESS EXCLUSIVE MODE")
        wait_for(lambda: play.count(BEATS_IN_A_STATEMENT) == 2, play.desk.last_words)
        for process in play.desk.processes.values():
            process.terminate()
        time.sleep(1)  # the signal arrives while the statement still waits
    for name, process in play.desk.processes.items():
        assert process.wait(stop_seconds(name)) in IN_ORDER, (name, process.log_text[-2000:])


def stop_seconds(name: str) -> float:
    """Return TimeoutStopSec of a process's unit."""
    kind = name.rsplit("-", 1)[0]
    files = [commands.UNITS / f"handoffdesk-{kind}{at}.service" for at in ("@", "")]
    unit = next(file for file in files if file.is_file())
    return float(dict(commands.settings_of(unit))["TimeoutStopSec"])


def is_kind(kind: str) -> Callable[[dict[str, Any]], bool]:
    """Tell frames of this kind, or events of it, from others."""
    return lambda frame: kind in kinds_of([frame])


def kinds_of(frames: list[dict[str, Any]]) -> set[str]:
    """Return the types of frames and the kinds of the events in them."""
    return {str(value) for frame in frames for value in (frame.get("type"), frame.get("kind"))}


def wait_for(condition: Callable[[], bool], last_words: Callable[[], str]) -> None:
    """Wait for a condition; fail with the processes' logs when it does not come."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > until:
            pytest.fail(last_words())
        time.sleep(0.05)
