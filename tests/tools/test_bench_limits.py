"""The raw limits of the bench: what is read from a log, copied and asked again."""

import socket
import sqlite3
from typing import Any

import pytest

from tools.bench.plain_wsgi import answer_one
from tools.bench.population import POSTGRESQL, SQLITE, copy_statement
from tools.bench.sqlite_limit import SqliteLimit, copy_file
from tools.bench.statements import MARK, Statement, read_parameters, read_parts, same_savepoints
from tools.stack.whatsapp import customer_address

pytestmark = pytest.mark.long("tools/bench/", "tools/stack/")

LOG = f"""\
2026-11-21 05:00:00.000 UTC [7] desk> LOG:  statement: SET TIME ZONE 'UTC'
2026-11-21 05:00:00.001 UTC [7] desk> LOG:  execute <unnamed>: SELECT set_config('TimeZone', $1, false)
2026-11-21 05:00:00.001 UTC [7] desk> DETAIL:  parameters: $1 = 'UTC'
2026-11-21 05:00:00.002 UTC [7] desk> LOG:  statement: BEGIN
2026-11-21 05:00:00.002 UTC [8] other> LOG:  statement: SELECT 'not ours'
2026-11-21 05:00:00.003 UTC [7] desk> LOG:  execute _pg3_0: INSERT INTO t
\tVALUES ($1, $2)
2026-11-21 05:00:00.003 UTC [7] desk> DETAIL:  parameters: $1 = 'it''s $2 = ''x''', $2 = NULL
2026-11-21 05:00:00.004 UTC [7] desk> LOG:  statement: SAVEPOINT "s140_x7"
2026-11-21 05:00:00.004 UTC [7] desk> LOG:  statement: COMMIT
2026-11-21 05:00:00.005 UTC [9] desk> LOG:  statement: {MARK}
2026-11-21 05:00:00.006 UTC [7] desk> LOG:  execute _pg3_1: SELECT 1
2026-11-21 05:00:00.007 UTC [9] desk> LOG:  statement: {MARK}
2026-11-21 05:00:00.008 UTC [7] desk> LOG:  statement: SELECT 'after the last mark'
"""


def test_the_log_is_read_in_parts_with_their_parameters() -> None:
    first, second = read_parts(LOG, "desk")
    assert first == [
        Statement("BEGIN"),
        Statement("INSERT INTO t\nVALUES ($1, $2)", ("it's $2 = 'x'", None)),
        Statement("SAVEPOINT savepoint"),
        Statement("COMMIT"),
    ]
    assert [statement.is_commit for statement in first] == [False, False, False, True]
    assert second == [Statement("SELECT 1")]


def test_parameters_are_read_as_postgresql_quotes_them() -> None:
    assert read_parameters("parameters: $1 = '{\"a\": 1}', $2 = '', $3 = NULL, $10 = '''NULL'''") == (
        '{"a": 1}', "", None, "'NULL'",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ('SAVEPOINT "s1_x1"', "SAVEPOINT savepoint"),
        ('RELEASE SAVEPOINT "s1_x2"', "RELEASE SAVEPOINT savepoint"),
        ('ROLLBACK TO SAVEPOINT "s1_x2"', "ROLLBACK TO SAVEPOINT savepoint"),
        ('SELECT "SAVEPOINT"', 'SELECT "SAVEPOINT"'),
    ],
)
def test_savepoints_have_one_name(asked: str, kept: str) -> None:
    assert same_savepoints(asked) == kept


def test_copied_customers_have_keys_and_addresses_of_their_own() -> None:
    connection = sqlite3.connect(":memory:")
    key = "0123456789abcdef0123456789abcdef"
    connection.execute("CREATE TABLE lead (id char(32) PRIMARY KEY, name text)")
    connection.execute(
        "CREATE TABLE identity (id integer PRIMARY KEY, lead_id char(32), external_id text UNIQUE, provider_id text)"
    )
    connection.execute("INSERT INTO lead VALUES (?, 'Sam')", (key,))
    connection.execute("INSERT INTO identity VALUES (7, ?, ?, 'wamid')", (key, customer_address(0)))
    for table in ("lead", "identity"):
        columns = [(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({table})")]
        connection.execute(copy_statement(SQLITE, table, columns, 300))
    rows = connection.execute(
        "SELECT external_id, provider_id, name FROM identity JOIN lead ON lead.id = lead_id ORDER BY external_id"
    ).fetchall()
    assert rows[0] == (customer_address(0), "wamid", "Sam")
    assert rows[299] == (customer_address(299), "wamid.299", "Sam")
    assert len({address for address, _, _ in rows}) == 300


def test_on_postgresql_the_same_columns_are_made_by_its_own_functions() -> None:
    statement = copy_statement(POSTGRESQL, "t", [("id", "bigint"), ("lead_id", "uuid"), ("body", "text")], 5)
    assert statement.startswith('INSERT INTO t ("lead_id", "body") SELECT overlay(t."lead_id"::text placing')
    assert statement.endswith('t."body" FROM t, generate_series(1, 4) AS numbers(n)')


def test_sqlite_statements_are_asked_again_slice_by_slice(tmp_path) -> None:
    source, copy = tmp_path / "a.sqlite3", tmp_path / "b" / "b.sqlite3"
    with sqlite3.connect(source) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (n integer UNIQUE)")
    copy_file(source, copy)
    parts = [[("BEGIN IMMEDIATE", []), ("INSERT INTO t VALUES (?)", [number]), ("COMMIT", [])] for number in range(5)]
    limit = SqliteLimit(copy, parts, warm_up=1)
    assert limit.round(3) > 0
    assert len(limit.milliseconds) == 3
    limit.close()
    rows = sqlite3.connect(copy).execute("SELECT n FROM t ORDER BY n").fetchall()
    assert rows == [(0,), (1,), (2,), (3,)]


def test_the_plain_server_answers_as_wsgi_says() -> None:
    seen: list[dict[str, Any]] = []

    def app(environ, start_response):
        seen.append(environ)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"o", b"k"]

    ours, theirs = socket.socketpair()
    with ours, theirs, theirs.makefile("rb") as reader:
        ours.sendall(b"POST /x?a=1 HTTP/1.1\r\nHost: desk\r\nContent-Length: 4\r\n\r\nbody")
        assert answer_one(reader, theirs, app)
        assert ours.recv(1000) == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        ours.shutdown(socket.SHUT_WR)
        assert not answer_one(reader, theirs, app)
    environ = seen[0]
    assert (environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"]) == ("POST", "/x", "a=1")
    assert (environ["HTTP_HOST"], environ["CONTENT_LENGTH"]) == ("desk", "4")
    assert environ["wsgi.input"].read() == b"body"
