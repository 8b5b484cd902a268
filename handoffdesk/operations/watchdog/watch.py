"""The watch itself: one round a second, in a process of its own or in a thread of the embedded desk."""

import logging
import threading
import time

from django.db import Error, close_old_connections, connection

from conversations.failures import describe
from handoffdesk.operations.heartbeats import Pulse
from handoffdesk.operations.metrics.tallies import Book
from handoffdesk.operations.watchdog.alarms import Alarms
from handoffdesk.operations.watchdog.backlog import find_backlog
from handoffdesk.operations.watchdog.customers import find_forgotten
from handoffdesk.operations.watchdog.mail import Post
from handoffdesk.operations.watchdog.signs import Signs
from handoffdesk.operations.watchdog.standin import StandIn
from notifications.realtime.publisher import catch_up
from routing.services.leaving import sweep_strays

logger = logging.getLogger(__name__)

ROUND_SECONDS = 1.0
START_SECONDS = 2.0
# Who lives is asked every round; rows are looked through in every fifth, for people who left by no door in every 30th.
ROUNDS_A_SEARCH = 5
ROUNDS_A_SWEEP_OF_STRAYS = 30


class Watch:
    """Looks, tells, and stands in."""

    def __init__(self) -> None:
        """Start looking now: whatever was silent before had its reasons."""
        self.signs, self.stand_in, self.post, self.book = Signs(), StandIn(), Post(), Book()
        self.alarms = Alarms(self.post)
        self._pulse = Pulse("watchdog")
        self._rounds = 0
        self._stands_in = False

    def run(self, over: threading.Event) -> None:
        """Make rounds until `over` is set."""
        while not over.is_set():
            began = time.monotonic()
            self.round()
            over.wait(max(ROUND_SECONDS - (time.monotonic() - began), 0.1))
        self.stand_in.close()
        self.post.close()
        connection.close()

    def round(self) -> None:
        """Make one round; without a database it says so and holds still."""
        try:
            close_old_connections()
            self._pulse.beat()
            self.signs.look()
            self._step_in_or_out()
            catch_up()
            if self._rounds % ROUNDS_A_SWEEP_OF_STRAYS == 0:
                sweep_strays()
                self.alarms.remember_admins()
            if self._rounds % ROUNDS_A_SEARCH == 0:
                self._search()
            self._rounds += 1
            self.alarms.database_is_back()
        except Error as error:
            self.alarms.database_is_away(type(error).__name__)
            logger.warning("the watchdog waits for the database", extra=describe(error))
            connection.close()

    def _step_in_or_out(self) -> None:
        away = self.signs.are_workers_away or any(map(self.signs.is_queue_silent, ("outbound", "ai", "relay")))
        if away != self._stands_in:
            log = logger.error if away else logger.warning
            log("the watchdog stands in for the workers" if away else "the workers are back")
            self._stands_in = away
        if away:
            self.stand_in.step_in()

    def _search(self) -> None:
        found = dict(self.signs.find()) | dict(find_forgotten()) | dict(find_backlog())
        self.alarms.settle(found)
        self.book.add_up()


class WatchThread:
    """The watch in a thread of the embedded desk."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin the watch."""
        self._thread.start()

    def stop(self) -> None:
        """End it and wait for what it runs."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        # Behind the server's start, which it must not slow down.
        if not self._over.wait(START_SECONDS):
            Watch().run(self._over)
