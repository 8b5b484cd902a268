"""HTTP through the fixed threads: what arrives, what leaves, and which connections stay open."""

import asyncio
import io
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.db import connection

from handoffdesk.server import http_threads
from handoffdesk.server.http_environ import build_environ
from handoffdesk.server.http_threads import HttpThreads


def scope(**changes: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": "/hooks/ünï/",
        "query_string": b"a=1&b=%C3%BC",
        "headers": [(b"host", b"desk.example"), (b"content-type", b"application/json")],
        "client": ("203.0.113.9", 4711),
        "server": ("10.0.0.1", 8000),
        **changes,
    }


class Wire:
    """The server's side of one ASGI request."""

    def __init__(self, *parts: bytes, hangs_up: bool = False) -> None:
        self.incoming = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
        self.incoming.append({"type": "http.disconnect"} if hangs_up else {"type": "http.request", "more_body": False})
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        return self.incoming.pop(0)

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)


@pytest.fixture
def serve() -> Iterator[Callable[..., HttpThreads]]:
    made: list[HttpThreads] = []

    def make(app: Callable[..., Iterable[bytes]], **options: Any) -> HttpThreads:
        made.append(HttpThreads(app, **({"threads": 2} | options)))
        return made[-1]

    yield make
    for server in made:
        server.threads.stop()


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answer with the body, and its length as the application was told."""
    start_response("200 OK", [("X-Length", environ["CONTENT_LENGTH"]), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return [environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))]


async def test_a_streamed_body_arrives_whole_with_its_length(serve: Callable[..., HttpThreads]) -> None:
    parts = [bytes([number]) * 65_536 for number in range(16)]
    wire = Wire(*parts)
    await serve(echo)(scope(), wire.receive, wire.send)
    assert wire.body == b"".join(parts)
    headers = wire.sent[0]["headers"]
    assert (b"x-length", b"1048576") in headers
    assert [value for name, value in headers if name == b"set-cookie"] == [b"a=1", b"b=2"]
    assert wire.sent[-1]["more_body"] is False


async def test_a_body_over_the_limit_is_answered_with_413(serve: Callable[..., HttpThreads]) -> None:
    wire = Wire(b"x" * 600, b"x" * 600)
    await serve(echo, max_body=1_000)(scope(), wire.receive, wire.send)
    assert wire.sent[0]["status"] == 413


async def test_half_a_request_reaches_nobody(serve: Callable[..., HttpThreads]) -> None:
    called: list[object] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        called.append(environ)
        return []

    wire = Wire(b'{"half":', hangs_up=True)
    await serve(app)(scope(), wire.receive, wire.send)
    assert (called, wire.sent) == ([], [])


async def test_slow_bodies_hold_no_thread(serve: Callable[..., HttpThreads]) -> None:
    """More half-sent requests than threads, and still another is answered."""
    server = serve(echo, threads=1)
    never = asyncio.Event()

    async def stall() -> dict[str, Any]:
        await never.wait()
        return {"type": "http.disconnect"}

    stalled = [asyncio.create_task(server(scope(), stall, Wire().send)) for _ in range(5)]
    wire = Wire(b"quick")
    await server(scope(), wire.receive, wire.send)
    assert wire.body == b"quick"
    never.set()
    await asyncio.gather(*stalled)


class Chunks:
    """A large answer that notes how it was closed."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.closed_in: list[str] = []

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"x" * 65_536 for _ in range(self.count))

    def close(self) -> None:
        self.closed_in.append(threading.current_thread().name)


async def test_a_large_answer_is_streamed_in_pieces_and_closed_in_its_thread(serve: Callable[..., HttpThreads]) -> None:
    chunks = Chunks(80)

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Chunks:
        start_response("200 OK", [])
        return chunks

    wire = Wire()
    await serve(app)(scope(), wire.receive, wire.send)
    assert len(wire.body) == 80 * 65_536
    assert len(wire.sent) > 4
    assert max(len(message.get("body", b"")) for message in wire.sent) < 2 * http_threads.PIECE_BYTES
    assert len(chunks.closed_in) == 1
    assert chunks.closed_in[0].startswith("http")


async def test_a_client_that_stops_reading_gives_its_thread_back(
    serve: Callable[..., HttpThreads], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_threads, "STREAM_SECONDS", 0.05)
    chunks = Chunks(80)

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Chunks:
        start_response("200 OK", [])
        return chunks

    async def stuck(message: dict[str, Any]) -> None:
        await asyncio.Event().wait()

    await serve(app)(scope(), Wire().receive, stuck)
    assert len(chunks.closed_in) == 1


def environ_of(*headers: tuple[bytes, bytes], **changes: Any) -> dict[str, Any]:
    return build_environ(scope(headers=list(headers), **changes), io.BytesIO(), 7)


def test_the_environment_says_who_asks_for_what() -> None:
    environ = environ_of((b"host", b"desk.example"), (b"content-type", b"text/plain"))
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/hooks/ünï/"
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) == ("203.0.113.9", "https")
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("text/plain", "7")
    assert (environ["HTTP_HOST"], environ["QUERY_STRING"]) == ("desk.example", "a=1&b=%C3%BC")
    assert environ_of(client=None)["REMOTE_ADDR"] == ""
    assert environ_of(root_path="/desk", path="/desk/hooks/")["PATH_INFO"] == "/hooks/"


def test_a_header_with_an_underscore_does_not_pass_for_a_proxys() -> None:
    environ = environ_of(
        (b"x-forwarded-proto", b"http"), (b"x_forwarded_proto", b"https"), (b"X_Forwarded-For", b"10.0.0.1")
    )
    assert environ["HTTP_X_FORWARDED_PROTO"] == "http"
    assert "HTTP_X_FORWARDED_FOR" not in environ


def test_headers_that_would_change_the_meaning_are_dropped() -> None:
    environ = environ_of((b"proxy", b"http://evil"), (b"content-length", b"999"), (b"transfer-encoding", b"chunked"))
    assert not {"HTTP_PROXY", "HTTP_CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"} & set(environ)
    assert environ["CONTENT_LENGTH"] == "7"


def test_a_repeated_header_is_joined() -> None:
    environ = environ_of((b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"accept", b"x"), (b"accept", b"y"))
    assert (environ["HTTP_COOKIE"], environ["HTTP_ACCEPT"]) == ("a=1; b=2", "x,y")


@pytest.mark.django_db(transaction=True)
async def test_each_thread_keeps_one_connection_whatever_the_load(serve: Callable[..., HttpThreads]) -> None:
    seen: dict[str, set[int]] = {}

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        seen.setdefault(threading.current_thread().name, set()).add(id(connection.connection))
        start_response("204 No Content", [])
        return []

    server = serve(app, threads=3)
    wires = [Wire() for _ in range(60)]
    await asyncio.gather(*(server(scope(), wire.receive, wire.send) for wire in wires))
    assert {wire.sent[0]["status"] for wire in wires} == {204}
    assert len(seen) <= 3
    assert all(len(connections) == 1 for connections in seen.values())
