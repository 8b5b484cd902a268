"""Many armed deadlines, made inside PostgreSQL: each wakes a snoozed conversation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from tools.bench.rows import key_of

Connection = psycopg.Connection[tuple[Any, ...]]

SNOOZE = """
UPDATE conversations_conversation
SET status = 'snoozed', floor = 'ai', holder_id = NULL, waiting_since = NULL, resolved_at = NULL,
    snoozed_until = now() + interval '30 days'
WHERE id BETWEEN %s AND %s
"""
FAR = """
INSERT INTO routing_deadline (kind, due_at, state, conversation_id)
SELECT 'unsnooze', now() + interval '1 day' + n * interval '1 second', 'armed',
       ('c' || lpad(to_hex(1 + n %% %(conversations)s::bigint), 31, '0'))::uuid
FROM generate_series(1, %(count)s::bigint) n
"""
NEAR = """
INSERT INTO routing_deadline (kind, due_at, state, conversation_id)
SELECT 'unsnooze',
       now() + make_interval(secs => %(wait)s::float + %(over)s::float * (n - %(first)s::bigint) / %(count)s::bigint),
       'armed', ('c' || lpad(to_hex(n), 31, '0'))::uuid
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
"""
CLAIM = """
UPDATE routing_deadline SET state = 'fired', settled_at = now()
WHERE id IN (SELECT id FROM routing_deadline WHERE state = 'armed' AND due_at <= now()
             ORDER BY due_at LIMIT 200 FOR UPDATE SKIP LOCKED)
RETURNING id
"""
OVERDUE = """
SELECT count(*) FILTER (WHERE claim_ends_at IS NULL), count(*) FROM routing_deadline
WHERE state = 'armed' AND due_at <= now() - interval '30 minutes'
"""


def add_far(connection: Connection, *, conversations: int, count: int) -> None:
    """Arm so many deadlines of tomorrow and later, spread over the first conversations."""
    connection.execute(FAR, {"conversations": conversations, "count": count})
    connection.execute("ANALYZE routing_deadline")


def add_near(connection: Connection, *, first: int, last: int, wait: float, over: float = 0.0) -> None:
    """Snooze these conversations; they are due one after another within `over` seconds, beginning in `wait` seconds."""
    connection.execute(SNOOZE, (key_of(first), key_of(last)))
    values = {"first": first, "last": last, "wait": wait, "over": over, "count": last - first + 1}
    connection.execute(NEAR, values)


def claim_all(connection: Connection) -> int:
    """Claim everything that is due, 200 with each statement, and do nothing about it; return how many."""
    claimed = 0
    while rows := connection.execute(CLAIM).fetchall():
        claimed += len(rows)
    return claimed


@dataclass(frozen=True)
class Left:
    """How many overdue deadlines nobody has claimed, and how many nobody has acted on."""

    unclaimed: int
    armed: int


def overdue(connection: Connection) -> Left:
    """Return how many are left of those that were due long ago."""
    row = connection.execute(OVERDUE).fetchone()
    return Left(*map(int, row)) if row else Left(0, 0)


def count_due(connection: Connection) -> int:
    """Return how many are due and still armed."""
    row = connection.execute(
        "SELECT count(*) FROM routing_deadline WHERE state = 'armed' AND due_at <= now()"
    ).fetchone()
    return int(row[0]) if row else 0


def lateness(connection: Connection, since: datetime) -> list[float]:
    """Return how many milliseconds after its time each deadline was acted on, of those due after this moment."""
    query = "SELECT extract(epoch FROM settled_at - due_at) * 1000 FROM routing_deadline"
    rows = connection.execute(f"{query} WHERE state = 'fired' AND due_at >= %s", (since,)).fetchall()
    return [float(row[0]) for row in rows]
