"""Whether every answered message is stored, and whether the raw limit wrote what the desk writes."""

from typing import LiteralString

import psycopg

MESSAGES: LiteralString = "SELECT count(*) FROM conversations_message WHERE provider_id LIKE %s"
WRITTEN: tuple[tuple[str, LiteralString], ...] = (
    ("messages", "SELECT count(*) FROM conversations_message"),
    ("events", "SELECT count(*) FROM conversations_event"),
    ("inbound events", "SELECT count(*) FROM conversations_inboundevent"),
    ("turns", "SELECT count(*) FROM conversations_aiturn"),
    ("handoffs", "SELECT count(*) FROM routing_handoff"),
    ("versions", "SELECT sum(version)::bigint FROM conversations_conversation"),
)


def require_all_stored(url: str, run: str, count: int) -> None:
    """Make sure that a run's messages are rows, one for each 200.

    Raises:
        RuntimeError: there are more or fewer.
    """
    stored = _ask(url, MESSAGES, f"wamid.{run}.%")
    if stored != count:
        raise RuntimeError(f"{count} messages were answered with 200 and {stored} are stored")


def require_same(raw: dict[str, int], desk: dict[str, int]) -> None:
    """Make sure that the raw limit has left behind what the recorded desk did.

    Raises:
        RuntimeError: it has not, so its figure would stand for other work.
    """
    if raw != desk:
        raise RuntimeError(f"the raw statements wrote {raw}, the desk {desk}")


def count_rows(url: str) -> dict[str, int]:
    """Return how many rows of each kind there are."""
    return {name: _ask(url, query) for name, query in WRITTEN}


def _ask(url: str, query: LiteralString, *parameters: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(query, parameters or None).fetchone()
    return int(row[0] or 0) if row else 0
