"""Takes prepared webhooks in this process, in a desk's environment, and records what each asks of SQLite.

    python -m tools.bench.sqlite_script REQUESTS RECORDED

REQUESTS is a file of `load_sender.write_requests`; RECORDED becomes JSON: for each request its statements with their
parameters. SQLite has no log of its own, so the statements are taken where Django hands them to the driver, and their
number is compared with what SQLite itself reports to have begun.
"""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402 - after the settings are read
from django.db.backends.signals import connection_created  # noqa: E402
from django.db.backends.sqlite3.base import SQLiteCursorWrapper  # noqa: E402

from handoffdesk.wsgi import application  # noqa: E402
from tools.bench.load_sender import read_requests  # noqa: E402
from tools.bench.statements import same_savepoints  # noqa: E402

END = "COMMIT"


class Recording:
    """The statements since the last `take`."""

    def __init__(self) -> None:
        """Begin with none."""
        self._statements: list[tuple[str, list[Any]]] = []
        self._begun = 0
        self._last = ""

    def watch(self, connection: BaseDatabaseWrapper, **_: object) -> None:
        """Record a new connection."""
        connection.execute_wrappers.append(self._record)
        connection.connection.set_trace_callback(self._trace)

    def take(self) -> list[tuple[str, list[Any]]]:
        """Return the statements since the last call.

        Raises:
            RuntimeError: SQLite has begun more or fewer than were recorded.
        """
        taken, begun = self._statements, self._begun
        self._statements, self._begun, self._last = [], 0, ""
        if len(taken) != begun:
            raise RuntimeError(f"{len(taken)} statements were recorded and SQLite began {begun}")
        return taken

    def _record(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if many:
            raise RuntimeError("a statement with many rows of parameters cannot be recorded")
        text = SQLiteCursorWrapper.convert_query(None, sql) if params is not None else sql  # type: ignore[arg-type]
        self._statements.append((same_savepoints(text), list(params or ())))
        return execute(sql, params, many, context)

    def _trace(self, text: str) -> None:
        if text == self._last:
            return  # the same statement once more: it goes on in a trigger
        self._last = text
        self._begun += 1
        if text == END:
            # The driver commits by itself, without a cursor.
            self._statements.append((END, []))


def post(request: bytes) -> None:
    """Let Django answer a whole request.

    Raises:
        RuntimeError: the answer is not 200.
    """
    head, body = request.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    environ = {
        "REQUEST_METHOD": lines[0].split(" ")[0],
        "PATH_INFO": lines[0].split(" ")[1],
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
    }
    for line in lines[1:]:
        name, value = line.split(": ", 1)
        variable = name.upper().replace("-", "_")
        environ[variable if variable in {"CONTENT_LENGTH", "CONTENT_TYPE"} else f"HTTP_{variable}"] = value
    statuses: list[str] = []

    def start(status: str, _headers: list[tuple[str, str]], _error: object = None, /) -> Callable[[bytes], object]:
        statuses.append(status)
        return io.BytesIO().write

    application(environ, start).close()
    if statuses != ["200 OK"]:
        raise RuntimeError(f"a webhook was answered with {statuses}")


def record(requests: list[bytes]) -> list[list[tuple[str, list[Any]]]]:
    """Return the statements of each request."""
    recording = Recording()
    connection_created.connect(recording.watch)
    parts = []
    for request in requests:
        post(request)
        parts.append(recording.take())
    return parts


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(record(read_requests(Path(sys.argv[1]).read_bytes()))), encoding="utf-8")
