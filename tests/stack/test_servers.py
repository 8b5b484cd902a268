"""A PostgreSQL and a Redis of our own survive their own death as the real ones do."""

from pathlib import Path

import psycopg
import pytest
import redis

from tools.stack.servers import PostgresServer, RedisServer

pytestmark = pytest.mark.long("deploy/", "docs/operations.md", "handoffdesk/", "tools/stack/")


def test_postgresql_keeps_what_was_committed_through_a_crash(directory: Path) -> None:
    with PostgresServer(directory / "postgres") as server:
        url = server.database_url("ours")
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept (number int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        assert not server.make_database("ours")
        server.kill()
        assert not server.is_up()
        server.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
        with psycopg.connect(server.database_url("ours")) as connection:
            assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)
    assert not server.is_up()


def test_redis_comes_back_empty_on_the_same_port(directory: Path) -> None:
    with RedisServer(directory / "redis") as server:
        with redis.Redis.from_url(server.url) as client:
            client.set("key", "value")
        server.kill()
        assert not server.is_up()
        server.start()
        with redis.Redis.from_url(server.url) as client:
            assert client.get("key") is None
    assert not server.is_up()
