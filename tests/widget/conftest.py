"""Sockets in tests: an own hub for each event loop, and no thread that outlives its test with a connection."""

from collections.abc import AsyncIterator, Iterator

import pytest
from pytest_django import Settings

from notifications.realtime.hub import hub
from notifications.realtime.threads import socket_threads
from tests.standins.redis_wire import RedisStandIn


@pytest.fixture(autouse=True)
def _no_threads_left() -> Iterator[None]:
    """End the socket threads: their lasting connections would keep the test database from being dropped."""
    yield
    socket_threads.stop()


@pytest.fixture
async def open_hub() -> AsyncIterator[None]:
    """Give the test's event loop a hub, and close it again."""
    hub.open()
    yield
    await hub.close()


@pytest.fixture
def in_process(settings: Settings) -> None:
    """Run without Redis, whatever this suite runs on."""
    settings.REDIS_URL = ""


@pytest.fixture
def redis(settings: Settings) -> Iterator[RedisStandIn]:
    """A Redis that the test may break."""
    with RedisStandIn() as server:
        settings.REDIS_URL = server.url
        yield server
