"""The proxy of `make faults`: each mode does to real connections what its name says."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tools.faults.proxy import Mode, Proxy
from tools.testing.processes import free_port

pytestmark = pytest.mark.long("tools/faults/", "tools/stack/")

SECONDS = 5


class Echo:
    """A server that sends back what it gets."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.received = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._echo, args=(connection,), daemon=True).start()

    def _echo(self, connection: socket.socket) -> None:
        with connection:
            try:
                while piece := connection.recv(65536):
                    self.received += len(piece)
                    connection.sendall(piece)
            except OSError:
                return


@pytest.fixture
def echo() -> Iterator[Echo]:
    server = Echo()
    yield server
    server.listener.close()


@pytest.fixture
def proxy(echo: Echo) -> Iterator[Proxy]:
    with Proxy(echo.port) as running:
        yield running


def connect(proxy: Proxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=SECONDS)


def says(connection: socket.socket, words: bytes) -> bytes:
    """Send and read as much back, less when the connection ends."""
    connection.sendall(words)
    got = b""
    while len(got) < len(words) and (piece := connection.recv(65536)):
        got += piece
    return got


def is_cut(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_bytes_pass_both_ways(proxy: Proxy) -> None:
    with connect(proxy) as connection:
        assert says(connection, b"x" * 200_000) == b"x" * 200_000
        assert proxy.open_connections == 2
    assert proxy.accepted == 1


def test_drop_cuts_what_is_open_and_refuses_what_comes(proxy: Proxy) -> None:
    with connect(proxy) as connection:
        says(connection, b"hello")
        proxy.be(Mode.DROP)
        assert is_cut(connection)
    with connect(proxy) as another:
        assert is_cut(another)
    proxy.be(Mode.PASS)
    with connect(proxy) as third:
        assert says(third, b"again") == b"again"


def test_delay_makes_each_way_late(proxy: Proxy) -> None:
    proxy.be(Mode.DELAY, seconds=0.2)
    with connect(proxy) as connection:
        began = time.monotonic()
        assert says(connection, b"hello") == b"hello"
        assert time.monotonic() - began >= 0.4


@pytest.mark.parametrize("when", ["before", "after"])
def test_half_open_swallows_in_silence(proxy: Proxy, echo: Echo, when: str) -> None:
    if when == "before":
        proxy.be(Mode.HALF_OPEN)
    with connect(proxy) as connection:
        if when == "after":
            says(connection, b"hello")
            proxy.be(Mode.HALF_OPEN)
        before = echo.received
        connection.sendall(b"is anybody there?")
        connection.settimeout(0.3)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        assert echo.received == before


def test_cut_breaks_off_within_the_answer(proxy: Proxy) -> None:
    proxy.be(Mode.CUT, bytes=7)
    with connect(proxy) as connection:
        connection.sendall(b"0123456789")
        got = b""
        try:
            while piece := connection.recv(64):
                got += piece
        except ConnectionError:
            pass
        assert b"0123456".startswith(got)


def test_throttle_slows_down(proxy: Proxy) -> None:
    proxy.be(Mode.THROTTLE, bytes=100_000)
    with connect(proxy) as connection:
        began = time.monotonic()
        assert says(connection, b"x" * 20_000) == b"x" * 20_000
        assert time.monotonic() - began >= 0.4


def test_a_server_that_is_away_is_a_connection_that_breaks() -> None:
    with Proxy(free_port()) as proxy, connect(proxy) as connection:
        assert is_cut(connection)
