"""Django's SQLite back end with one writer at a time inside the process.

SQLite's own busy handler sleeps and is unfair: four writers waited over a second for each other. A lock round each
write transaction queues them, by rank (docs/adr/0002-one-sqlite-writer.md).
"""

from typing import Any

from django.db.backends.sqlite3 import base

from handoffdesk.server.sqlite.writers import WriterLock

_writer = WriterLock()
WAIT_SECONDS = 20.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes the process's writer lock from BEGIN IMMEDIATE to COMMIT or ROLLBACK."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start without the lock."""
        super().__init__(*args, **kwargs)
        self._writing = False

    def _start_transaction_under_autocommit(self) -> None:
        if not self._writing:
            # After the wait SQLite's own busy time-out decides, with its own clear error.
            self._writing = _writer.acquire(timeout=WAIT_SECONDS)
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave out the hooks of a back end
        except BaseException:
            self._stop_writing()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # the stubs leave out the hooks of a back end
        self._stop_writing()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the stubs leave out the hooks of a back end
        finally:
            self._stop_writing()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs leave out the hooks of a back end
        finally:
            self._stop_writing()

    def _stop_writing(self) -> None:
        if self._writing:
            self._writing = False
            _writer.release()
