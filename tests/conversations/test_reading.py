"""What a customer wrote is read in the order of writing, however it arrived."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from conversations.adapters.base import InboundItem, InboundMessage
from conversations.enums import Author
from conversations.models import AiProfile, Message
from conversations.reading import as_written
from routing.services import intake
from tests.flows.stage import set_stage
from tests.standins.openai import OpenAiStandIn, report

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def line(version: int, written: int | None, author: Author = Author.LEAD) -> Message:
    """A message that arrived as number `version` and was written so many seconds after noon."""
    at = None if written is None else NOON + timedelta(seconds=written)
    return Message(version=version, author=author, provider_at=at, created_at=NOON + timedelta(seconds=version))


def versions(*lines: Message) -> list[int]:
    return [message.version for message in as_written(lines)]


def test_a_run_of_the_customers_lines_is_read_as_written() -> None:
    assert versions(line(1, 30), line(2, 10), line(3, 20)) == [2, 3, 1]


def test_arrival_decides_within_a_second() -> None:
    assert versions(line(1, 10), line(2, 10), line(3, 9)) == [3, 1, 2]


def test_an_answer_between_two_lines_stays_where_it_was_given() -> None:
    assert versions(line(1, 30), line(2, None, Author.AI), line(3, 10), line(4, 5)) == [1, 2, 4, 3]


def test_a_line_without_a_providers_time_was_written_when_it_arrived() -> None:
    assert versions(line(1, 50), line(2, None), line(3, 1)) == [3, 2, 1]


@pytest.mark.django_db
def test_the_ai_reads_the_question_as_it_was_written() -> None:
    stage = set_stage()
    now = timezone.now()
    for second, words in ((20, "take to Norway?"), (30, "How long does delivery")):
        at = now - timedelta(seconds=second)
        content = InboundMessage(external_ids=("customer-1",), body=words, name="Sam", sent_at=at)
        intake.receive(account=stage.account, item=InboundItem("message", f"wamid.{second}", {"n": second}, content))
    with OpenAiStandIn(report("Four days.")) as model:
        AiProfile.objects.update(base_url=model.base_url, model="stand-in")
        stage.run_ai()
        said = [message["content"] for message in model.payloads[0]["messages"] if message["role"] == "user"]
    assert "\n".join(said).index("How long does delivery") < "\n".join(said).index("take to Norway?")
