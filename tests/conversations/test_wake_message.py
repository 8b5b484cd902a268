"""The wake-up that we put into a queue ourselves is the one that Celery would have put there."""

from typing import Any

import pytest
from celery import Celery
from kombu import Connection

from conversations import wake_message

IDS: dict[str, str | int] = {"turn_id": 7, "conversation_id": "0190a0b0"}


@pytest.fixture
def app() -> Celery:
    made = Celery("test", broker="memory://", set_as_current=False)
    made.conf.task_routes = {"test.job": {"queue": "fast"}}
    return made


def taken(app: Celery) -> Any:
    """Take the one message of the queue as a worker's consumer does."""
    with app.connection_for_read() as connection:
        assert isinstance(connection, Connection)
        queue = connection.SimpleQueue("fast")
        message = queue.get(timeout=1)
        message.ack()
        assert queue.qsize() == 0
        queue.close()
    return message


def test_it_says_what_celery_says(app) -> None:
    app.send_task("test.job", kwargs=IDS, headers={"request_id": "r1"})
    theirs = taken(app)
    wake_message.put(app, "test.job", IDS, {"request_id": "r1"})
    ours = taken(app)
    assert ours.payload == theirs.payload
    assert ours.content_type == theirs.content_type
    for name in ("lang", "task", "parent_id", "group", "eta", "expires", "retries", "timelimit", "kwargsrepr"):
        assert ours.headers[name] == theirs.headers[name], name
    assert ours.headers["id"] == ours.headers["root_id"] == ours.properties["correlation_id"]
    assert ours.headers["request_id"] == theirs.headers["request_id"] == "r1"
    assert ours.delivery_info == theirs.delivery_info


def test_each_has_its_own_id_and_a_job_without_a_route_the_default_queue(app) -> None:
    first, second = (wake_message.make_message("other.job", "q", IDS, {}) for _ in range(2))
    assert first["headers"]["id"] != second["headers"]["id"]
    assert wake_message.queue_of(app, "other.job") == app.conf.task_default_queue
