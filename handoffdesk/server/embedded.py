"""The whole desk in one process: daphne, Celery workers in threads, beat, and the watchdog."""

import logging
import sys
import threading
from collections.abc import Callable
from typing import Any

from celery import Celery, beat
from celery.worker import WorkController, state
from daphne.server import Server
from twisted.internet import reactor
from twisted.internet.threads import deferToThread

from conversations.ai.client import warm
from handoffdesk.celery import app, make_app
from handoffdesk.jobs.quiet import QuietScheduler
from handoffdesk.operations.watchdog.watch import WatchThread

logger = logging.getLogger(__name__)

# Queues and threads of each worker: slow AI never delays an acknowledgement.
WORKERS = ((("outbound",), 3), (("relay", "sweeps"), 2), (("ai",), 6))
STOP_SECONDS = 60.0
# Python's default of 5 ms makes each wake-up of the event loop wait for busy threads.
SWITCH_SECONDS = 0.0005
# The largest text that a browser may send over a socket; a chat message is limited further by its consumer.
SOCKET_BYTES = 64 * 1024


class EmbeddedBeat:
    """Celery beat in a thread of this process."""

    def __init__(self, application: Celery) -> None:
        """Read the schedule of this application; look for due jobs at least once a second."""
        self._service = beat.Service(application, max_interval=1, scheduler_cls=QuietScheduler)
        self._thread = threading.Thread(
            target=self._service.start, kwargs={"embedded_process": False}, name="beat", daemon=True
        )

    def start(self) -> None:
        """Start sending jobs."""
        self._thread.start()

    def stop(self) -> None:
        """Send nothing more."""
        self._service.stop(wait=True)


class Workers:
    """Celery workers, beat and the watchdog in threads of this process."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._threads: list[threading.Thread] = []
        self._beat = EmbeddedBeat(app)
        self._watch = WatchThread()

    def start(self) -> None:
        """Start the workers, then beat and the watchdog."""
        for queues, threads in WORKERS:
            worker = WorkController(
                # Which queues are consumed is kept in the application, so two workers in one process need two.
                app=make_app(f"embedded-{queues[0]}", current=False),
                hostname=f"{queues[0]}@embedded",
                pool_cls="threads",
                concurrency=threads,
                queues=queues,
                without_gossip=True,
                without_mingle=True,
                without_heartbeat=True,
                loglevel="WARNING",
            )
            thread = threading.Thread(target=worker.start, name=f"worker-{queues[0]}", daemon=True)
            thread.start()
            self._threads.append(thread)
        self._beat.start()
        self._watch.start()

    def stop(self) -> None:
        """Stop beat, let running jobs finish, and return when the workers have ended (or after a minute)."""
        self._watch.stop()
        self._beat.stop()
        state.should_stop = 0  # type: ignore[assignment]  # the stubs know only None
        for thread in self._threads:
            thread.join(STOP_SECONDS)
            if thread.is_alive():
                logger.warning("a worker did not stop in time", extra={"worker": thread.name})


def run(application: Callable[..., Any], *, host: str, port: int, on_ready: Callable[[], None]) -> None:
    """Serve this ASGI application until SIGINT or SIGTERM; then stop listening, finish the jobs in flight, and return.

    Raises:
        CannotListenError: the port is taken.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    workers = Workers()

    def ready() -> None:
        workers.start()
        warm()
        on_ready()

    reactor.addSystemEventTrigger("before", "shutdown", deferToThread, workers.stop)  # type: ignore[arg-type]  # stub
    server = Server(
        application,
        endpoints=[f"tcp:port={port}:interface={host}"],
        ready_callable=ready,
        server_name="handoffdesk",
        websocket_timeout=-1,
        ping_interval=25,
        websocket_max_message_size=SOCKET_BYTES,
        websocket_max_frame_size=SOCKET_BYTES,
    )
    server.run()
