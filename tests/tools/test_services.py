"""Throw-away servers come up, belong to us, and are gone afterwards, with whatever was reserved."""

import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from tools.stack.servers import server_binary
from tools.testing import postgres, processes, redis_server, services

pytestmark = pytest.mark.long("tools/testing/", "tools/stack/")


@pytest.fixture
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that another user may pass through, as PostgreSQL does when we are root."""
    made = tmp_path_factory.mktemp("servers")
    for folder in (made, *made.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    return made


def test_a_throw_away_postgresql_makes_databases_and_goes(directory: Path) -> None:
    with ExitStack() as stack:
        url = postgres.start(directory, stack)
        if url is None:
            assert server_binary("initdb") is None
            return
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE test_ours_gw0")
            connection.execute("CREATE DATABASE test_other")
        postgres.drop_databases(url, "test_ours")
        with psycopg.connect(url) as connection:
            names = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        assert "test_other" in names
        assert "test_ours_gw0" not in names
    assert not processes.answers(urlsplit(url).port or 0)


def test_a_throw_away_redis_gives_each_worker_an_empty_database(directory: Path) -> None:
    with ExitStack() as stack:
        url = redis_server.start(directory, stack)
        if url is None:
            assert shutil.which("redis-server") is None
            return
        with redis.Redis.from_url(f"{url.removesuffix('/0')}/15") as client:
            client.set("somebody's", "key")
        assert [urlsplit(found).path for found in redis_server.reserve_databases(url, 2)] == ["/14", "/13"]
        assert [urlsplit(found).path for found in redis_server.reserve_databases(url, 1)] == ["/12"]
    assert not processes.answers(urlsplit(url).port or 0)


def test_a_named_server_that_does_not_answer_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = f"127.0.0.1:{processes.free_port()}"
    monkeypatch.setenv("TEST_DATABASE_URL", f"postgres://postgres@{nobody}/postgres")
    monkeypatch.setenv("TEST_REDIS_URL", f"redis://{nobody}/0")
    with ExitStack() as stack:
        found = services.provide(stack, workers=2, wants_browser=False)
    assert (found.database_url, found.redis_urls) == (None, None)
    assert "TEST_DATABASE_URL" in found.missing["postgresql"]
    assert "TEST_REDIS_URL" in found.missing["redis"]


def test_only_what_is_wanted_is_looked_for() -> None:
    with ExitStack() as stack:
        found = services.provide(stack, workers=2, wants_servers=False, wants_browser=False)
    assert found == services.Services(None, None, None, None, {})
