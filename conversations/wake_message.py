"""A wake-up as the message that Celery's workers read, put straight into its queue.

`send_task` prepares for exchanges, results, chains, times and priorities, none of which a wake-up has, and took a third
of what a customer's message cost. The form is version 2 of Celery's message protocol
(https://docs.celeryq.dev/en/stable/internals/protocol.html); `tests/conversations/test_wake_message.py` holds it
against what `send_task` makes.
"""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from celery import Celery
from kombu.exceptions import OperationalError

# What a job without callbacks, errbacks, chain and chord carries behind its arguments.
_EMBED = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}


def put(app: Celery, job: str, ids: Mapping[str, str | int], origin: Mapping[str, str]) -> None:
    """Put a wake-up into its queue over a pooled connection of the application; `origin` are further headers.

    Raises:
        OperationalError: the broker does not take it.
    """
    queue = queue_of(app, job)
    with app.producer_pool.acquire(block=True) as producer:
        connection: Any = producer.connection
        try:
            _put(producer.channel, queue, make_message(job, queue, ids, origin))
        except connection.connection_errors as error:
            raise OperationalError(str(error)) from error


def queue_of(app: Celery, job: str) -> str:
    """Return the queue that the settings name for a job."""
    route = (app.conf.task_routes or {}).get(job, {})
    return str(route.get("queue") or app.conf.task_default_queue)


def make_message(job: str, queue: str, ids: Mapping[str, str | int], origin: Mapping[str, str]) -> dict[str, Any]:
    """Return the message: ids as keyword arguments, everything else as for a job that is to run now."""
    number = str(uuid.uuid4())
    return {
        "body": json.dumps([[], ids, _EMBED]),
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {
            "lang": "py",
            "task": job,
            "id": number,
            "root_id": number,
            "parent_id": None,
            "group": None,
            "eta": None,
            "expires": None,
            "retries": 0,
            "timelimit": [None, None],
            "argsrepr": "()",
            "kwargsrepr": repr(dict(ids)),
            "origin": "wake",
            "ignore_result": True,
            **origin,
        },
        "properties": {
            "correlation_id": number,
            "reply_to": None,
            "delivery_mode": 2,
            "delivery_info": {"exchange": "", "routing_key": queue},
            "priority": 0,
            "delivery_tag": number,
        },
    }


def _put(channel: Any, queue: str, message: dict[str, Any]) -> None:
    client = getattr(channel, "client", None)
    if client is None:
        channel._put(queue, message)
    else:
        # Redis: the channel itself makes a client for each message.
        client.lpush(queue, json.dumps(message))
