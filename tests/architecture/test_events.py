"""One catalogue of events: what stands elsewhere about their kinds is held to it."""

import ast
import json
import re
from collections.abc import Iterator

import pytest

from conversations.enums import Author
from conversations.events import CATALOGUE, Fact, Seen, seen_by
from conversations.events.talk import FloorChanged, TagsChanged
from conversations.services.thread import Thread
from notifications.kinds import KINDS
from tests.architecture.sources import ROOT, Source, calls, dotted, findings, listed
from tests.factories.conversations import ConversationFactory
from tools.event_table import DOCUMENT, render

INBOX = ROOT / "handoffdesk" / "static" / "inbox"
NAME = re.compile(r"[a-z]+\.[a-z]+(_[a-z]+)*")
WRITER = "conversations/services/thread.py"
# What looks like a kind, in Python and in the browser's modules.
FAMILIES = "|".join(sorted({kind.partition(".")[0] for kind in CATALOGUE}))
KIND_IN_QUOTES = re.compile(rf'["\']((?:{FAMILIES})\.[a-z_]+)["\']')
PAYLOAD_READ = re.compile(r"\b(?:p|payload)\??\.([a-z_]+)")


def event_made_elsewhere(source: Source) -> Iterator[str]:
    """Only the thread writes events: it takes facts of the catalogue."""
    imported = [node for node in source.tree.body if isinstance(node, ast.ImportFrom)]
    if source.path == WRITER or not any(alias.name == "Event" for node in imported for alias in node.names):
        return
    for call in calls(source):
        name = dotted(call.func)
        if name == "Event" or (name.startswith("Event.objects.") and "create" in name):
            yield source.at(call, f"writes an event outside {WRITER}")


def test_only_the_thread_writes_events() -> None:
    found = findings(event_made_elsewhere)
    assert not found, listed(found)


def test_names_are_dotted_and_fit_their_column() -> None:
    assert [kind for kind in CATALOGUE if not NAME.fullmatch(kind) or len(kind) > 40] == []


def test_what_is_no_fact_of_the_catalogue_is_not_written() -> None:
    thread = Thread(ConversationFactory.build())
    with pytest.raises(AttributeError):
        thread.record("floor.moved", actor=Author.SYSTEM)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="holder"):
        FloorChanged(from_="ai", to="queue", why="test")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected"):
        TagsChanged(added=[], removed=[], words="the customer's")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"floor\.changed: holder is 'Ana'"):
        FloorChanged(from_="ai", to="queue", why="test", holder="Ana")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="two kinds"):
        type("Again", (Fact,), {}, kind="floor.changed", words=FloorChanged.words)
    assert not thread._events


def test_a_payload_is_json_with_the_names_of_its_fields() -> None:
    payload = FloorChanged(from_="ai", to="queue", why="test", holder=None).payload()
    assert json.loads(json.dumps(payload)) == {"from": "ai", "to": "queue", "why": "test", "holder": None}


def test_people_are_told_of_the_kinds_that_say_so() -> None:
    assert sorted(KINDS) == list(seen_by(Seen.NOTIFIED))


def test_the_inbox_has_a_line_for_each_kind_of_the_timeline() -> None:
    lines = INBOX.joinpath("events.js").read_text(encoding="utf-8").split("const LINES = {")[1].split("\n};")[0]
    assert sorted(re.findall(r'^  "([a-z_.]+)":', lines, re.MULTILINE)) == list(seen_by(Seen.TIMELINE))


def test_the_inbox_reads_only_what_payloads_have() -> None:
    read = set(PAYLOAD_READ.findall(INBOX.joinpath("events.js").read_text(encoding="utf-8")))
    assert read <= {key for fact in CATALOGUE.values() for _name, key, _types in fact.shape}


def test_the_inbox_takes_as_deliveries_what_is_one() -> None:
    pattern = re.search(r"isDelivery = \(kind\) => /(.+)/\.test", INBOX.joinpath("live.js").read_text(encoding="utf-8"))
    assert pattern
    taken = re.compile(pattern[1])
    assert [kind for kind in sorted(CATALOGUE) if taken.search(kind)] == list(seen_by(Seen.DELIVERY))


def test_no_module_names_a_kind_that_nobody_writes() -> None:
    paths = [*INBOX.glob("*.js"), *INBOX.parent.glob("widget/*.js"), *ROOT.glob("notifications/**/*.py")]
    named = {kind: path.name for path in paths for kind in KIND_IN_QUOTES.findall(path.read_text(encoding="utf-8"))}
    assert {kind: name for kind, name in named.items() if kind not in CATALOGUE} == {}


def test_the_table_in_the_documentation_is_the_catalogue() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == render(), "run: python -m tools.event_table"
