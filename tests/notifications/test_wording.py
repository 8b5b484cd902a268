"""The bell's lines: who, what, why and where, in the reader's language, and no line twice for one thing."""

import json
import struct
from pathlib import Path

import pytest
from pytest_django import Settings

from notifications.alarm_titles import OPENED, OVER
from notifications.kinds import KINDS
from notifications.models import Notification
from notifications.realtime.payloads import in_language, notification_text, reader_language
from notifications.services.alarms import note_alarm
from notifications.services.relay import relay
from notifications.wording import word, word_of
from routing.services import desk
from tests.api.client import Caller
from tests.factories.accounts import AdminFactory
from tests.flows.stage import ASKS_FOR_PERSON, Stage, set_stage

pytestmark = pytest.mark.django_db
READER = 7
PARAMS = {"who": "Sam 100%", "by": "Ana Agent", "team": "Support", "channel": "Shop", "agent": READER, "reason": "",
          "category": "sensitive", "cause": "trigger", "what": "first_response", "priority": "normal"}  # fmt: skip


@pytest.fixture
def stage() -> Stage:
    return set_stage()


def lines(stage: Stage) -> list[tuple[str, ...]]:
    for conversation in stage.account.conversations.order_by("created_at"):
        relay(conversation_id=conversation.pk)
    rows = Notification.objects.select_related("conversation__lead").filter(user=stage.ana)
    return [tuple(word(row)) for row in rows.order_by("pk")]


def test_every_kind_names_the_customer_in_words_of_its_own() -> None:
    titles = {kind: word_of(kind, PARAMS, reader=READER).title for kind in KINDS}
    assert [kind for kind, title in titles.items() if "Sam 100%" not in title or title.startswith("News of")] == []
    assert len(set(titles.values())) == len(titles)
    # What is missing of an entry of another release is left out, and nothing breaks.
    assert all(word_of(kind, {}, reader=READER).title for kind in KINDS)


def test_two_handoffs_can_be_told_apart_and_the_message_is_not_told_again(stage: Stage) -> None:
    for name in ("one", "two"):
        lead = stage.says("hello", customer=name).lead
        lead.name, lead.owner = f"Customer {name.title()}", stage.ana
        lead.save()
    stage.says(ASKS_FOR_PERSON, customer="one")
    stage.says("I will take legal action and my lawyer will write to you", customer="two")
    first, second = lines(stage)
    assert first[0] == "Customer One asks for a person"
    assert second[0].endswith("Customer Two needs a person")
    assert first[1] == f"Support · {stage.account.name}"
    assert second[1].endswith(f" · Support · {stage.account.name}")
    assert ASKS_FOR_PERSON not in str(first)
    assert "my lawyer will" not in str(second)
    stage.says("Are you there?", customer="one")
    assert lines(stage)[2][0] == "Customer One wrote again"


def test_a_transfer_is_worded_for_each_reader(stage: Stage) -> None:
    conversation = stage.says(ASKS_FOR_PERSON)
    desk.transfer(conversation_id=conversation.pk, user=stage.ben, agent_id=stage.ana.pk)
    assert "Ben Agent transferred Sam Doe to you" in [title for title, _ in lines(stage)]


def catalogue(folder: Path, texts: dict[str, str]) -> None:
    """Compile a German catalogue."""
    texts = {"": "Content-Type: text/plain; charset=UTF-8\n", **texts}
    pairs = sorted((key.encode(), value.encode()) for key, value in texts.items())
    keys, values = b"", b""
    table: list[tuple[int, int, int, int]] = []
    for key, value in pairs:
        table.append((len(key), len(keys), len(value), len(values)))
        keys, values = keys + key + b"\0", values + value + b"\0"
    start = 28 + 16 * len(pairs)
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    for size, at, _, _ in table:
        head += struct.pack("<2I", size, start + at)
    for _, _, size, at in table:
        head += struct.pack("<2I", size, start + len(keys) + at)
    path = folder / "de" / "LC_MESSAGES"
    path.mkdir(parents=True)
    (path / "django.mo").write_bytes(head + keys + values)


def test_it_is_worded_when_it_is_read(stage: Stage, settings: Settings, tmp_path: Path) -> None:
    stage.says(ASKS_FOR_PERSON)
    lines(stage)
    catalogue(tmp_path, {"%(who)s asks for a person": "%(who)s möchte mit jemandem sprechen"})
    settings.LOCALE_PATHS = [tmp_path]
    german = "Sam Doe möchte mit jemandem sprechen"
    caller = Caller(stage.ana)
    answer = caller.client.get("/api/v1/notifications/", headers={"accept-language": "de"})
    assert answer.json()["results"][0]["title"] == german
    assert caller.get("notifications/").json["results"][0]["title"] == "Sam Doe asks for a person"
    text = notification_text(Notification.objects.get(user=stage.ana))
    scope = {"headers": [(b"accept-language", b"xx, de-AT;q=0.9")]}
    frames = [json.loads(in_language(text, language)) for language in (reader_language(scope), reader_language({}))]
    assert [frame["title"] for frame in frames] == [german, "Sam Doe asks for a person"]
    assert set(frames[0]) == {"type", "id", "kind", "conversation", "title", "body", "at"}


def test_alarms_keep_a_code_too() -> None:
    AdminFactory.create()
    (opened,) = note_alarm(kind=OPENED, alarm="beat_silent", detail="for 40 s")
    (over,) = note_alarm(kind=OVER, alarm="beat_silent", detail="for 40 s")
    assert (word(opened), word(over)) == (("Beat is silent", "for 40 s"), ("Recovered: Beat is silent", "for 40 s"))
