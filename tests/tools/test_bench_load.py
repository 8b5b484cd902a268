"""The bench's sender and door, against real local servers."""

import http.client
import json
import os
import subprocess
import sys
import threading

import pytest

from tests.standins.server import Asked, Reply, Scripted
from tools.bench.door import ProviderDoor
from tools.bench.load import Load, Outcome, request, webhook
from tools.bench.load_sender import read_requests, write_requests
from tools.bench.processes import CpuClock, FamilyClock
from tools.stack.seed import Seeded
from tools.stack.whatsapp import sign

pytestmark = pytest.mark.long("tools/bench/", "tools/stack/")

SEEDED = Seeded("pub", "secret", "/hooks/whatsapp/pub/", "100", "chat", "pw", "admin@x", "manager@x", ["agent@x"])


def test_the_requests_arrive_whole_and_signed_and_each_answer_is_noted() -> None:
    with Scripted(lambda asked: Reply(202, b"taken")) as server:
        requests = [webhook(SEEDED, sender="1555", message_id=f"wamid.{number}", text="Hällo") for number in range(6)]
        with Load(server.url, requests, connections=2) as load:
            first, second = load.run(4), load.run(2)
    assert (first.statuses, second.statuses) == ([202] * 4, [202] * 2)
    assert len(first.milliseconds) == len(first.started) == 4
    assert min(first.milliseconds) > 0
    ids = sorted(asked.json["entry"][0]["changes"][0]["value"]["messages"][0]["id"] for asked in server.asked)
    assert ids == [f"wamid.{number}" for number in range(6)]
    asked = server.asked[0]
    assert (asked.method, asked.path) == ("POST", SEEDED.webhook_path)
    assert asked.headers["x-hub-signature-256"] == sign("secret", asked.body)["X-Hub-Signature-256"]


def test_several_servers_take_turns() -> None:
    with (
        Scripted(lambda asked: Reply()) as one,
        Scripted(lambda asked: Reply()) as two,
        Load([one.url, two.url], [request("GET", "/")] * 8, connections=2) as load,
    ):
        load.run(8).require()
    assert len(one.asked) + len(two.asked) == 8
    assert one.asked
    assert two.asked


def test_a_paced_request_is_late_from_the_moment_it_should_have_been_sent() -> None:
    busy = threading.Event()

    def slow_at_first(asked: Asked) -> Reply:
        first = not busy.is_set()
        busy.set()
        return Reply(delay=0.3 if first else 0)

    with Scripted(slow_at_first) as server, Load(server.url, [request("GET", "/")] * 3, connections=1) as load:
        outcome = load.run(3, rate=100)
    gaps = [round(later - sooner, 4) for sooner, later in zip(outcome.started, outcome.started[1:], strict=False)]
    assert gaps == [0.01, 0.01]
    assert min(outcome.milliseconds) > 250  # the second and third waited for the first: that counts


def test_a_lost_request_is_no_answer_and_the_next_one_gets_a_new_connection() -> None:
    replies = iter((Reply(cut=True), Reply(200)))
    with (
        Scripted(lambda asked: next(replies)) as server,
        Load(server.url, [request("GET", "/")] * 2, connections=1) as load,
    ):
        outcome = load.run(2)
    assert outcome.statuses == [0, 200]
    with pytest.raises(RuntimeError, match="Of 2 requests not all were answered with 200: 1 x no answer"):
        outcome.require()


def test_more_than_was_prepared_is_refused() -> None:
    with (
        Scripted(lambda asked: Reply()) as server,
        Load(server.url, [request("GET", "/")], connections=1) as load,
        pytest.raises(RuntimeError, match="sender ended"),
    ):
        load.run(2)


def test_figures_of_an_outcome() -> None:
    outcome = Outcome(2.0, [0.0] * 4, [1.0, 2.0, 3.0, 4.0], [200, 200, 200, 503])
    assert (outcome.rate, outcome.percentile(50), outcome.count(503)) == (2.0, 2.0, 1)
    with pytest.raises(RuntimeError, match="1 x 503"):
        outcome.require()


def test_prepared_requests_are_read_as_they_were_written(tmp_path) -> None:
    path = tmp_path / "requests"
    with path.open("wb") as file:
        write_requests(file, [b"one", b"", b"three\r\n"])
    assert read_requests(path.read_bytes()) == [b"one", b"", b"three\r\n"]


def test_the_door_notes_each_message_as_meta_takes_it() -> None:
    with ProviderDoor() as door:
        connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=10)
        for to in ("1555", "1556", "1555"):
            connection.request("POST", "/v26.0/100/messages", json.dumps({"to": to}))
            answer = json.loads(connection.getresponse().read())
            assert answer["messages"][0]["id"].startswith("wamid.")
        arrived = door.arrivals()
        connection.close()
    assert {to: len(times) for to, times in arrived.items()} == {"1555": 2, "1556": 1}
    assert arrived["1555"] == sorted(arrived["1555"])


WORK = "import time\nwhile time.process_time() < 0.2: pass\nprint(flush=True)\ninput()"


def test_a_family_clock_counts_living_and_ended_children() -> None:
    clock = FamilyClock(os.getpid())
    before = clock.seconds()
    with subprocess.Popen([sys.executable, "-c", WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        living = clock.seconds()
    assert living - before >= 0.18
    assert clock.seconds() >= living


def test_the_processor_clock_runs_with_work() -> None:
    clock = CpuClock([os.getpid()])
    before = clock.seconds()
    while clock.seconds() - before < 0.05:
        sum(range(10_000))
    assert clock.seconds() > before
