"""The one entry point under both servers, as real processes: doors that need no database."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from django.conf import settings
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from tools.stack import commands
from tools.testing import processes

START_SECONDS = 60


def is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False


@pytest.fixture(scope="module", params=sorted(commands.WEB))
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run one server; give host and port."""
    log, port = tmp_path_factory.mktemp(request.param) / "server.log", processes.free_port()
    command = commands.web(request.param, port)
    with log.open("ab") as output:
        environment = os.environ | {"PORT": str(port)}
        server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=output, stderr=output)
    try:
        give_up = time.monotonic() + START_SECONDS
        while not is_up(f"http://127.0.0.1:{port}"):
            assert server.poll() is None, log.read_text(encoding="utf-8")[-2000:]
            assert time.monotonic() < give_up, "the server did not start"
            time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        processes.stop(server, signal_number=signal.SIGTERM)


async def test_a_logged_out_browser_learns_why_it_is_sent_away(address: str) -> None:
    async with connect(f"ws://{address}/ws/inbox/", origin=Origin(f"http://{address}")) as socket:
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 4401


async def test_a_foreign_page_and_an_unknown_path_get_no_socket(address: str) -> None:
    for path, origin in (("/ws/inbox/", "https://evil.example"), ("/ws/inbox/", None), ("/ws/other/", None)):
        with pytest.raises(InvalidStatus) as refused:
            async with connect(f"ws://{address}{path}", origin=Origin(origin) if origin else None):
                pass
        assert refused.value.response.status_code == 403


async def test_messages_are_not_compressed_one_by_one(address: str) -> None:
    """Compression costs three times the time and twice the memory of each socket."""
    async with connect(
        f"ws://{address}/ws/inbox/", origin=Origin(f"http://{address}"), compression="deflate"
    ) as socket:
        assert socket.response is not None
        assert "Sec-WebSocket-Extensions" not in socket.response.headers


def test_http_reaches_django_with_a_large_body(address: str) -> None:
    request = urllib.request.Request(f"http://{address}/healthz", data=b"x" * 1_000_000, method="POST")
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(request, timeout=20)
    assert answer.value.code in {403, 405}
    assert answer.value.headers["Content-Security-Policy"]
    answer.value.close()


def test_a_chunked_body_arrives(address: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield from (b"x" * 1_000 for _ in range(10))

    request = urllib.request.Request(f"http://{address}/healthz", data=pieces(), method="POST")
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(request, timeout=20)
    assert answer.value.code in {403, 405}
    answer.value.close()
