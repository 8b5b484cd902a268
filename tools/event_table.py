"""Writes docs/events.md from the catalogue of events: `python -m tools.event_table`. A test holds the two together."""

import inspect
from pathlib import Path

from conversations.events import CATALOGUE, Seen, payload_of

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "events.md"
HEAD = """\
# Events

What can happen to a conversation. Each event is a row with a version, an actor (`lead`, `ai`, `agent`, `system`), often
a user, and the payload below. The catalogue is `conversations/events/`; this page is made from it
(`python -m tools.event_table`).

Every event stands in the audit trail and is pushed to the browsers of those who may see the conversation: its versions
have no gaps. Beyond that the column "shown" says who sees it: agents in the `timeline`, agents as the `delivery` of a
message, the `visitor` of a web chat, people who are `notified`.

| event | what happened | payload | shown |
|---|---|---|---|
"""


def render() -> str:
    """Return the page."""
    return HEAD + "".join(map(_row, sorted(CATALOGUE)))


def _row(kind: str) -> str:
    fact = CATALOGUE[kind]
    payload = ", ".join(f"`{key}` ({types})" for key, types in payload_of(kind).items())
    shown = ", ".join(str(one.name).lower() for one in Seen if one & fact.seen)
    return f"| `{kind}` | {inspect.getdoc(fact)} | {payload} | {shown} |\n"


if __name__ == "__main__":
    DOCUMENT.write_text(render(), encoding="utf-8")
