"""A Redis that speaks just enough of its wire protocol (RESP2) for publish and subscribe, and can misbehave."""

import contextlib
import socket
import socketserver
import threading
from types import TracebackType
from typing import Self


class RedisStandIn:
    """A server for the length of a `with` block. `is_silent`: it reads and answers nothing, as behind a dead line."""

    def __init__(self) -> None:
        """Bind a free port on loopback."""
        self.is_silent = False
        self.subscriptions = 0
        self.published: list[bytes] = []
        self.subscribed = threading.Semaphore(0)
        self._listeners: dict[socket.socket, set[bytes]] = {}
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._start(0)

    def _start(self, port: int) -> None:
        stand_in = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                stand_in.serve(self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Return the address for `REDIS_URL`."""
        return f"redis://127.0.0.1:{self.port}/3"

    def __enter__(self) -> Self:
        """Serve."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.die()

    def die(self) -> None:
        """Stop listening and cut every connection."""
        self._server.shutdown()
        self._server.server_close()
        self.cut()

    def rise(self) -> None:
        """Listen again on the same port."""
        self._start(self.port)

    def cut(self) -> None:
        """Break every connection, as a restart does."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def serve(self, handler: socketserver.StreamRequestHandler) -> None:
        """Answer one client until it goes."""
        connection = handler.connection
        with self._lock:
            self._connections.add(connection)
        try:
            while (command := _read_command(handler)) is not None:
                if not self.is_silent:
                    self.answer(connection, command)
        except OSError:
            return
        finally:
            with self._lock:
                self._connections.discard(connection)
                self._listeners.pop(connection, None)

    def answer(self, connection: socket.socket, command: list[bytes]) -> None:
        """Answer one command."""
        name = command[0].upper()
        if name == b"SUBSCRIBE":
            with self._lock:
                self._listeners.setdefault(connection, set()).add(command[1])
            self.subscriptions += 1
            connection.sendall(_array(b"subscribe", command[1], 1))
            self.subscribed.release()
        elif name == b"PUBLISH":
            connection.sendall(b":%d\r\n" % self._publish(command[1], command[2]))
        elif name == b"PING":
            connection.sendall(_array(b"pong", b"") if connection in self._listeners else b"+PONG\r\n")
        elif name == b"HELLO":
            connection.sendall(b"-ERR unknown command 'HELLO'\r\n")
        else:
            connection.sendall(b"+OK\r\n")

    def _publish(self, channel: bytes, text: bytes) -> int:
        self.published.append(text)
        with self._lock:
            listeners = [one for one, channels in self._listeners.items() if channel in channels]
        for listener in listeners:
            listener.sendall(_array(b"message", channel, text))
        return len(listeners)


def _array(*parts: bytes | int) -> bytes:
    encoded = [b":%d\r\n" % part if isinstance(part, int) else b"$%d\r\n%s\r\n" % (len(part), part) for part in parts]
    return b"*%d\r\n%s" % (len(parts), b"".join(encoded))


def _read_command(handler: socketserver.StreamRequestHandler) -> list[bytes] | None:
    line = handler.rfile.readline()
    if not line.startswith(b"*"):
        return None
    parts = []
    for _ in range(int(line[1:])):
        size = int(handler.rfile.readline()[1:])
        parts.append(handler.rfile.read(size + 2)[:size])
    return parts
