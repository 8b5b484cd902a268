"""A small threaded HTTP server on loopback: it records what it is asked and answers as told."""

import json
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body read as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """What to answer. `delay` in seconds comes before the first byte; `cut` closes the connection without an answer.

    `drip` spreads the bytes of the body over so many seconds; `cut_after` closes after so many bytes of the body.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: bool = False
    drip: float = 0.0
    cut_after: int | None = None


def reply_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None, delay: float = 0.0) -> Reply:
    """Return a JSON answer."""
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})}, delay)


class _Server(ThreadingHTTPServer):
    """Takes many callers at once, and says nothing of those that break off: processes under test are killed."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what is not the caller's own end."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class StandIn:
    """A server for the length of a `with` block: a subclass overrides `answer`; `asked` holds the requests in order."""

    def __init__(self) -> None:
        """Bind a free port on loopback; the server starts with the `with` block."""
        self.asked: list[Asked] = []
        self.stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler_for(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        """Return the port that the system chose."""
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        """Return the address without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def answer(self, asked: Asked) -> Reply:
        """Return what to answer; called in the request's own thread."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        """Start to serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release every delayed answer and stop."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


class Scripted(StandIn):
    """Answers by one function, for servers that need no more."""

    def __init__(self, reply: Callable[[Asked], Reply]) -> None:
        """Take the function that answers."""
        super().__init__()
        self._reply = reply

    def answer(self, asked: Asked) -> Reply:
        """Ask the function."""
        return self._reply(asked)


def write_body(handler: BaseHTTPRequestHandler, reply: Reply, stopping: threading.Event) -> None:
    """Write the body whole, drop by drop, or only its beginning.

    Raises:
        OSError: the client gave up.
    """
    if reply.cut_after is not None:
        handler.wfile.write(reply.body[: reply.cut_after])
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)
    elif reply.drip:
        for byte in reply.body:
            handler.wfile.write(bytes([byte]))
            if stopping.wait(reply.drip / len(reply.body)):
                return
    else:
        handler.wfile.write(reply.body)


def _handler_for(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, headers, self.rfile.read(length))
            stand_in.asked.append(asked)
            reply = stand_in.answer(asked)
            if reply.delay:
                stand_in.stopping.wait(reply.delay)
            if reply.cut:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self._write(reply)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - the names http.server looks for

        def _write(self, reply: Reply) -> None:
            try:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                write_body(self, reply, stand_in.stopping)
            except OSError:  # the client gave up while we waited: that is what a delay is for
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
            """Stay silent: the tests read `asked`."""

    return Handler
