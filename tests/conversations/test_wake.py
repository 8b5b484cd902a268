"""Wake-ups: after the commit, and never in the way when the broker is down."""

import logging
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from celery import Celery, current_app
from django.db import transaction

from conversations import wake as waking
from conversations import wake_message
from conversations.wake import silenced, wake
from handoffdesk.celery import DeskCelery

pytestmark = pytest.mark.django_db(transaction=True)


def make_current(broker: str) -> Celery:
    """Return a Celery application on this broker that is the current one of this thread."""
    app = DeskCelery("test", broker=broker, set_as_current=True)
    app.conf.task_publish_retry = False
    app.conf.broker_transport_options = {"max_retries": 0, "socket_connect_timeout": 1}
    return app


@pytest.fixture
def _own_broker() -> Iterator[None]:
    before = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy, the stubs say Celery
    yield
    before.set_current()
    waking._paused_until = 0.0


@pytest.fixture
def working(_own_broker) -> Celery:
    return make_current("memory://")


@pytest.fixture
def dead(_own_broker) -> Celery:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    return make_current(f"redis://127.0.0.1:{port}/0")


@pytest.fixture
def hanging(_own_broker) -> Iterator[Celery]:
    """A broker that takes connections and says nothing, as behind a line that is half open."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield make_current(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")


def sent(app: Celery) -> list[dict[str, int]]:
    """Return the arguments of what stands in the queue, and empty it."""
    found = []
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue("celery")
        while queue.qsize():
            message = queue.get(timeout=1)
            found.append(message.payload[1])
            message.ack()
        queue.close()
    return found


def test_a_wake_up_goes_out_after_the_commit(working) -> None:
    with transaction.atomic():
        wake("test.job", row_id=7)
        assert sent(working) == []
    assert sent(working) == [{"row_id": 7}]


def test_a_rolled_back_transaction_wakes_nobody(working) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 - the block is the act
        wake("test.job", row_id=7)
        raise RuntimeError
    assert sent(working) == []


def test_history_wakes_nobody(working) -> None:
    with silenced():
        wake("test.job", row_id=7)
    assert sent(working) == []
    wake("test.job", row_id=8)
    assert sent(working) == [{"row_id": 8}]


def test_a_dead_broker_costs_one_log_line_and_then_a_pause(dead, caplog) -> None:
    with caplog.at_level(logging.WARNING, logger="conversations.wake"), transaction.atomic():
        for number in range(5):
            wake("test.job", row_id=number)
    (line,) = caplog.records
    assert (line.getMessage(), line.__dict__["job"], line.__dict__["error"]) == (
        "wake-up dropped", "test.job", "OperationalError",
    )  # fmt: skip
    assert waking._paused_until > 0


def test_the_broker_is_asked_again_after_the_pause(dead, caplog) -> None:
    wake("test.job", row_id=1)
    waking._paused_until = 0.0
    wake("test.job", row_id=2)
    assert len(caplog.records) == 2


def test_a_broker_that_hangs_is_given_up(hanging, caplog) -> None:
    """Without a limit of its own the sender would wait for ever, and this test would end by its time-out."""
    with transaction.atomic():
        wake("test.job", row_id=1)
        wake("test.job", row_id=2)
    (line,) = caplog.records
    assert line.getMessage() == "wake-up dropped"


def test_after_a_pause_one_tries_and_the_others_do_not_wait_with_it(working, monkeypatch) -> None:
    monkeypatch.setattr(waking, "_paused_until", 1e-9)
    seen: list[bool] = []
    put = wake_message.put

    def watched(*args: Any) -> None:
        seen.append(waking._paused_until > 1)
        put(*args)

    monkeypatch.setattr(wake_message, "put", watched)
    wake("test.job", row_id=1)
    assert seen == [True], "while one asks, the others are still in the pause"
    assert waking._paused_until == 0.0
    assert sent(working) == [{"row_id": 1}]
