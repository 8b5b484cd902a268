"""The replay's own counting: it must not call a loss a success."""

import gzip
import json
from dataclasses import replace

import pytest
from django.core.management import CommandError

from conversations.adapters.whatsapp.parse import parse
from conversations.enums import Delivery
from conversations.models import Message
from handoffdesk.demo.replay import Posted, Poster, Target, percentiles, post_all, report, wait_until_settled
from handoffdesk.management.commands.replay import find_target, read_texts
from tests.adapters.payloads import NUMBER_ID
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, set_stage
from tests.standins.server import Asked, Reply, Scripted

TARGET = Target("http://127.0.0.1:1", "/hooks/whatsapp/x/", "the-secret", NUMBER_ID)
RUN = "0badcafe"


def test_percentiles() -> None:
    assert percentiles([]) == {}
    assert percentiles([7.04]) == {"p50": 7.0, "p99": 7.0}
    assert percentiles(range(101, 0, -1)) == {"p50": 51, "p99": 100}


def test_texts_are_read_plain_and_packed(tmp_path) -> None:
    lines = "".join(json.dumps({"id": number, "text": f"text {number} é"}) + "\n" for number in range(3))
    plain, packed = tmp_path / "a.jsonl", tmp_path / "a.jsonl.gz"
    plain.write_text(lines, encoding="utf-8")
    packed.write_bytes(gzip.compress(lines.encode()))
    assert read_texts(plain) == read_texts(packed) == ["text 0 é", "text 1 é", "text 2 é"]
    assert read_texts(plain, limit=2) == ["text 0 é", "text 1 é"]


@pytest.mark.parametrize("content", ["not json\n", '{"words": "x"}\n', "[1]\n"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, content) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(content)
    for bad in (path, tmp_path / "missing.jsonl"):
        with pytest.raises(CommandError, match=bad.name):
            read_texts(bad)


def test_without_a_demo_it_says_what_to_do(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    with pytest.raises(CommandError, match="make run"):
        find_target("", "whatsapp")


def test_each_message_is_signed_and_from_a_customer_of_its_own() -> None:
    asked: list[Asked] = []
    with Scripted(lambda one: (asked.append(one), Reply(200))[1]) as server:
        poster = Poster(replace(TARGET, base_url=server.url), RUN)
        posted = post_all(poster, ["one", "two", "three"], concurrency=2, repeat=1.0)
    assert (len(posted.accepted), posted.refused, posted.repeated, len(posted.milliseconds)) == (3, 0, 3, 6)
    items = [item for one in asked for item in parse(one.body)]
    assert {item.provider_id for item in items} == {poster.message_id(number) for number in range(3)}
    assert len({item.content.external_ids for item in items}) == 3  # type: ignore[union-attr]
    assert all(one.headers["x-hub-signature-256"].startswith("sha256=") for one in asked)


def test_what_is_refused_or_unheard_is_counted_and_not_accepted() -> None:
    with Scripted(lambda _: Reply(503)) as server:
        posted = post_all(Poster(replace(TARGET, base_url=server.url), RUN), ["one"], concurrency=1, repeat=0)
    assert (posted.accepted, posted.refused) == (set(), 1)
    posted = post_all(Poster(TARGET, RUN), ["one"], concurrency=1, repeat=0)
    assert (posted.accepted, posted.refused) == (set(), 1)


@pytest.mark.django_db
def test_the_report_counts_what_became_of_the_run() -> None:
    stage = set_stage()
    poster = Poster(TARGET, RUN)
    texts = [KNOWN_QUESTION, ASKS_FOR_PERSON, "Which payment methods do you accept?"]
    for number, text in enumerate(texts):
        stage.says(text, customer=f"c{number}", provider_id=poster.message_id(number))
    stage.says(ASKS_FOR_PERSON, customer="another run", provider_id="wamid.REPLAY.ffffffff.000000")
    assert not wait_until_settled(RUN, patience=0.01)
    posted = Posted(accepted={poster.message_id(number) for number in range(4)}, milliseconds=[1.0])
    before = report(RUN, posted)
    assert (before["stored"], before["lost"], before["unanswered"], before["acknowledged"]) == (3, 1, 2, 0)
    stage.run_ai()
    stage.send_all()
    after = report(RUN, posted)
    assert (after["answered_by_ai"], after["handoffs"], after["acknowledged"], after["unanswered"]) == (2, 1, 1, 0)
    assert after["handed_off"] == {"explicit_request": 1}
    assert after["duplicated"] == 0
    assert after["trigger_to_acknowledgement_ms"]
    assert wait_until_settled(RUN, patience=1)
    first = Message.objects.filter(author="ai").first()
    assert first
    Message.objects.create(
        conversation=first.conversation, account=first.account, version=99, direction="out", author="ai", body="again",
        floor_token=0, delivery=Delivery.SENT, created_at=first.created_at,
    )  # fmt: skip
    assert report(RUN, posted)["duplicated"] == 1
