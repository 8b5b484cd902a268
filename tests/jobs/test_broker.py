"""The embedded mode's broker, under real Celery workers in threads of this process."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from celery import Celery, current_app
from celery.app.trace import reset_worker_optimizations
from celery.worker import WorkController, state
from kombu import Connection

from handoffdesk.jobs import broker

URL = "inprocess://"
LONG = 20.0


@pytest.fixture(autouse=True)
def _own_queues() -> Iterator[None]:
    before = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy, the stubs say Celery
    yield
    broker.InProcessChannel.queues.clear()
    # A worker makes its application the one of the whole process.
    reset_worker_optimizations(before)
    before.set_default()
    before.set_current()


def put(queue: str, *numbers: int, **headers: object) -> None:
    with Connection(URL) as connection, connection.Producer() as producer:
        for number in numbers:
            producer.publish({"n": number}, routing_key=queue, headers={"task": "job", **headers})


def take_all(queue: str) -> list[int]:
    found = []
    with Connection(URL) as connection:
        simple = connection.SimpleQueue(queue)
        while simple.qsize():
            message = simple.get(timeout=1)
            found.append(message.payload["n"])
            message.ack()
        simple.close()
    return found


def test_messages_come_in_order() -> None:
    put("a", 3, 1, 2)
    assert take_all("a") == [3, 1, 2]


def test_a_wake_up_that_waits_already_is_not_put_again() -> None:
    put("a", 1, 2, 1, 1)
    assert take_all("a") == [1, 2]


def test_a_wake_up_is_taken_again_as_soon_as_the_first_one_has_been_handed_out() -> None:
    put("a", 1)
    with Connection(URL) as connection:
        simple = connection.SimpleQueue("a")
        first = simple.get(timeout=1)
        put("a", 1)
        assert simple.qsize() == 1, "the job that runs may have read the database before the second wake-up's commit"
        first.ack()
        simple.close()


def test_another_queue_and_a_job_that_expires_are_something_else() -> None:
    put("a", 1)
    put("b", 1)
    assert (take_all("a"), take_all("b")) == ([1], [1])
    put("a", 1, 1, expires="2999-01-01T00:00:00Z")
    assert take_all("a") == [1, 1]


def test_a_purged_queue_is_empty() -> None:
    put("a", 1, 2)
    with Connection(URL) as connection:
        assert connection.SimpleQueue("a").clear() == 2
    assert take_all("a") == []


def test_waiting_ends_by_its_time_out_and_by_nothing_else() -> None:
    with Connection(URL) as connection, connection.SimpleQueue("a"), pytest.raises(TimeoutError):
        connection.drain_events(timeout=0.01)


class Crew:
    """Workers of one process, as `handoffdesk/server/embedded.py` runs them."""

    def __init__(self, act: Callable[[int], None], **queues: int) -> None:
        self._threads = []
        # A thread of the pool looks the job up in the process's own application, where there is one.
        current_app.task(name="test.job")(act)
        for queue, threads in queues.items():
            app = Celery(f"crew-{queue}", broker=URL, set_as_current=False, fixups=[])
            app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1, worker_hijack_root_logger=False)
            app.task(name="test.job")(act)
            worker = WorkController(
                app=app, hostname=f"{queue}@test", pool_cls="threads", concurrency=threads, queues=[queue],
                without_gossip=True, without_mingle=True, without_heartbeat=True, loglevel="ERROR",
            )  # fmt: skip
            self.app = app
            self._threads.append(threading.Thread(target=worker.start, daemon=True))

    def __enter__(self) -> "Crew":
        for thread in self._threads:
            thread.start()
        return self

    def send(self, queue: str, number: int) -> None:
        self.app.send_task("test.job", args=[number], queue=queue)

    def __exit__(self, *_: object) -> None:
        state.should_stop = 0  # type: ignore[assignment]  # the stubs know only None
        for thread in self._threads:
            thread.join(LONG)
        state.should_stop = None
        current_app.tasks.pop("test.job", None)
        assert not any(thread.is_alive() for thread in self._threads), "a worker did not stop"


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.005)


def test_several_workers_in_one_process_sleep_are_rung_and_finish_before_they_stop() -> None:
    """Celery knows one crew for each process, so this is one test.

    A drain may wait for two seconds: were a bell missing, the jobs one by one would take more than a minute.
    """
    done: list[int] = []
    gate = threading.Event()

    def act(number: int) -> None:
        gate.wait(LONG)
        done.append(number)

    with Crew(act, left=2, right=1) as crew:
        for number in range(4):
            crew.send("left" if number % 2 else "right", number)
        # Prefetch is one a thread: two of the left and one of the right are out, the fourth waits in its queue.
        wait_for(lambda: [len(broker.InProcessChannel.queues[name]) for name in ("left", "right")] == [0, 1])
        gate.set()
        wait_for(lambda: len(done) == 4)
        for number in range(4, 44):
            crew.send("right", number)
            wait_for(lambda wanted=number + 1: len(done) == wanted)  # type: ignore[misc]  # bound at once
        gate.clear()
        crew.send("right", 44)
        wait_for(lambda: len(broker.InProcessChannel.queues["right"]) == 0)
        threading.Timer(0.3, gate.set).start()
    assert sorted(done) == list(range(45)), "the job in flight at the stop was finished"
