"""The plainest threaded WSGI server: the limit for HTTP through the desk's own entry point.

    python -m tools.bench.plain_wsgi PORT THREADS

Runs in a desk's environment and serves its WSGI handler. One thread for each connection from its first request to its
end, blocking sockets, kept-alive connections, bodies by Content-Length; no event loop, no hop between threads, no
streaming, no time-outs: what a server must do less than this is nothing, so nothing faster could stand in its place.
"""

import io
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from typing import BinaryIO

import django

django.setup()

from handoffdesk.wsgi import application  # noqa: E402 - after the settings are read

BACKLOG = 128
Application = Callable[..., Iterable[bytes]]


def serve(port: int, threads: int) -> None:
    """Answer until the process ends; `threads` connections at once."""
    listener = socket.create_server(("127.0.0.1", port), backlog=BACKLOG)
    workers = [threading.Thread(target=_accept_all, args=(listener,), daemon=True) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _accept_all(listener: socket.socket) -> None:
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, connection.makefile("rb") as reader:
            while answer_one(reader, connection, application):
                pass


def answer_one(reader: BinaryIO, connection: socket.socket, app: Application) -> bool:
    """Answer the next request of a connection; return False when there is none."""
    first = reader.readline()
    if not first.strip():
        return False
    method, target, _ = first.decode("latin-1").split(" ", 2)
    environ = _environ(method, target)
    while line := reader.readline().decode("latin-1").strip():
        name, value = line.split(":", 1)
        variable = name.upper().replace("-", "_")
        environ[variable if variable in {"CONTENT_LENGTH", "CONTENT_TYPE"} else f"HTTP_{variable}"] = value.strip()
    environ["wsgi.input"] = io.BytesIO(reader.read(int(str(environ.get("CONTENT_LENGTH") or 0))))
    head: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
        head.append(f"HTTP/1.1 {status}")
        head.extend(f"{name}: {value}" for name, value in headers)

    answer = app(environ, start)
    try:
        body = b"".join(answer)
    finally:
        getattr(answer, "close", lambda: None)()
    connection.sendall("\r\n".join([*head, "", ""]).encode("latin-1") + body)
    return True


def _environ(method: str, target: str) -> dict[str, object]:
    path, _, query = target.partition("?")
    return {
        "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr, "wsgi.multithread": True,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
