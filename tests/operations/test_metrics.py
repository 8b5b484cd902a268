"""/metrics: who may read it, that its values are right and only grow, what it costs, and that it names no customer."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from conversations.enums import Delivery, Direction, TurnState
from conversations.models import AiProfile, AiTurn, Conversation, Event, InboundEvent, Message
from handoffdesk.jobs.context import Runs, write_runs
from handoffdesk.operations.heartbeats import note_heartbeat
from handoffdesk.operations.metrics import names
from handoffdesk.operations.metrics.page import page
from handoffdesk.operations.metrics.tallies import Book, read_counters
from handoffdesk.operations.models import Alarm, Tally
from routing.services import desk
from tests.factories import scenes
from tests.factories.accounts import make_agent
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, set_stage

pytestmark = pytest.mark.django_db
# What a scrape asks the database, however many rows there are.
ROW_QUERIES = 12
COUNTER_QUERIES = 4


@pytest.fixture(autouse=True)
def _fresh_page():
    page.forget()
    yield
    page.forget()


def scrape(**headers) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every sample of the page by name and labels."""
    page.forget()
    answer = Client().get("/metrics", headers={"host": "127.0.0.1", **headers})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def value(samples, name: str, /, **labels: str) -> float:
    return samples[name, tuple(sorted(labels.items()))]


class TestDoor:
    """Who may read."""

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({}, 200),
            ({"x-forwarded-for": "203.0.113.9"}, 403),
            ({"forwarded": "for=203.0.113.9"}, 403),
            ({"x-real-ip": "203.0.113.9"}, 403),
            ({"host": "testserver"}, 403),
        ],
    )
    def test_without_a_token_only_this_machine_reads_and_not_through_a_proxy(self, headers, status) -> None:
        assert Client().get("/metrics", headers={"host": "localhost", **headers}).status_code == status

    @pytest.mark.parametrize("address", ["203.0.113.9", "10.0.0.7", ""])
    def test_without_a_token_no_other_machine_reads(self, address) -> None:
        assert Client(REMOTE_ADDR=address).get("/metrics", headers={"host": "localhost"}).status_code == 403

    @pytest.mark.parametrize(
        ("given", "status"),
        [("Bearer right", 200), ("Bearer wrong", 401), ("right", 401), ("", 401), ("Bearer ", 401), ("Bearer ré", 401)],
    )
    def test_with_a_token_nothing_else_counts(self, settings, given, status) -> None:
        settings.METRICS_TOKEN = "right"
        client = Client(REMOTE_ADDR="203.0.113.9")
        assert client.get("/metrics", HTTP_AUTHORIZATION=given).status_code == status
        assert Client().get("/metrics", headers={"host": "localhost"}).status_code == 401

    def test_it_can_only_be_read(self) -> None:
        assert Client().post("/metrics", headers={"host": "localhost"}).status_code == 405


class TestValues:
    """What is shown of a desk that works."""

    def test_a_day_of_a_desk(self) -> None:
        stage = set_stage()
        AiProfile.objects.update(input_price=3, output_price=15)
        stage.says(KNOWN_QUESTION, customer="one")
        stage.run_ai()
        AiTurn.objects.update(report={"usage": {"prompt_tokens": 1000, "completion_tokens": 100}})
        waiting = stage.says(ASKS_FOR_PERSON, customer="two")
        held = stage.says(ASKS_FOR_PERSON, customer="three")
        desk.claim(conversation_id=held.pk, user=stage.ana)
        desk.reply(conversation_id=held.pk, user=stage.ana, body="Here I am.")
        stage.send_all()
        Conversation.objects.filter(pk=waiting.pk).update(waiting_since=timezone.now() - timedelta(minutes=5))
        samples = scrape()
        assert value(samples, "handoffdesk_database_up") == 1
        assert value(samples, "handoffdesk_waiting_conversations", team="support") == 1
        assert 300 <= value(samples, "handoffdesk_oldest_wait_seconds", team="support") < 400
        assert value(samples, "handoffdesk_handoffs_total", cause="trigger", category="explicit_request") == 2
        assert value(samples, "handoffdesk_messages_total", channel="whatsapp", what="received") == 3
        assert value(samples, "handoffdesk_messages_total", channel="whatsapp", what="sent") == 4
        assert value(samples, "handoffdesk_time_to_human_seconds_count") == 1
        assert value(samples, "handoffdesk_time_to_human_seconds_bucket", le="30.0") == 1
        assert value(samples, "handoffdesk_ai_turns_total", profile="test", state="answered") == 1
        assert value(samples, "handoffdesk_ai_turn_seconds_count") == 1
        assert value(samples, "handoffdesk_ai_tokens_total", profile="test", direction="input") == 1000
        assert value(samples, "handoffdesk_ai_cost_total", profile="test") == pytest.approx(0.0045)
        assert value(samples, "handoffdesk_outbox_messages", state="queued") == 0

    def test_what_is_late_or_broken_is_shown(self) -> None:
        conversation = scenes.with_ai()
        past = timezone.now() - timedelta(minutes=10)
        common = {"conversation": conversation, "account": conversation.account, "direction": Direction.OUTBOUND}
        common |= {"author": "system", "body": "x", "created_at": past}
        Message.objects.create(**common, version=90, delivery=Delivery.QUEUED, next_attempt_at=past)
        Message.objects.create(**common, version=91, delivery=Delivery.UNKNOWN)
        AiTurn.objects.create(conversation=conversation, inbound_version=1, floor_token=0, due_at=past)
        InboundEvent.objects.create(account=conversation.account, kind="message", provider_id="1", raw={})
        note_heartbeat("beat")
        write_runs("routing.sweep_turns", Runs(3, 1, 0.5, 0.1))
        Alarm.objects.create(kind="broker_down", detail="")
        samples = scrape()
        assert value(samples, "handoffdesk_outbox_messages", state="queued") == 1
        assert value(samples, "handoffdesk_outbox_late_seconds") >= 600
        assert value(samples, "handoffdesk_dead_letters", channel="whatsapp", state="unknown") == 1
        assert value(samples, "handoffdesk_ai_turns_open", state="due") == 1
        assert value(samples, "handoffdesk_ai_turns_open_seconds") >= 600
        assert value(samples, "handoffdesk_inbound_events", state="stored") == 1
        assert value(samples, "handoffdesk_heartbeat_age_seconds", name="beat") < 60
        assert value(samples, "handoffdesk_sweep_runs_total", job="routing.sweep_turns") == 3
        assert value(samples, "handoffdesk_sweep_failures_total", job="routing.sweep_turns") == 1
        assert value(samples, "handoffdesk_alarms_open", kind="broker_down") == 1
        assert value(samples, "handoffdesk_events_unrelayed") == Event.objects.count()

    def test_requests_are_counted_by_door(self) -> None:
        Client().get("/healthz")
        before = value(scrape(), "handoffdesk_http_requests_total", door="healthz", status="200")
        Client().get("/healthz")
        Client().get("/healthz")
        samples = scrape()
        assert value(samples, "handoffdesk_http_requests_total", door="healthz", status="200") == before + 2
        assert value(samples, "handoffdesk_http_request_seconds_count", door="healthz") >= 2

    def test_without_a_database_it_says_so_and_shows_the_rest(self) -> None:
        def refuse(*_) -> None:
            raise OperationalError

        with connection.execute_wrapper(refuse):
            samples = scrape()
        assert value(samples, "handoffdesk_database_up") == 0
        assert value(samples, "handoffdesk_sockets_open") == 0


class TestGrowth:
    """Counters never fall and count each row once."""

    def test_adding_up_changes_nothing_that_is_shown(self) -> None:
        stage = set_stage()
        stage.says(KNOWN_QUESTION)
        stage.says(ASKS_FOR_PERSON, customer="two")
        stage.run_ai()
        before = dict(read_counters())
        book = Book(settled_seconds=0)
        for _ in range(2):
            book.add_up()
        assert Tally.objects.exclude(name="cursor").exists()
        assert dict(read_counters()) == before
        stage.says("Do you ship to Norway?", customer="three")
        after = read_counters()
        received = (names.MESSAGES.name, ("whatsapp", "received"))
        assert after[received] == before[received] + 1

    def test_an_erased_customer_takes_nothing_back(self) -> None:
        conversation = set_stage().says(ASKS_FOR_PERSON)
        Book(settled_seconds=0).add_up()
        before = dict(read_counters())
        conversation.lead.delete()
        assert dict(read_counters()) == before

    def test_a_turn_that_still_runs_is_counted_when_it_ends(self) -> None:
        stage = set_stage()
        stage.says(KNOWN_QUESTION)
        book = Book(settled_seconds=0)
        book.add_up()
        stage.run_ai()
        answered = (names.AI_TURNS.name, ("test", TurnState.ANSWERED))
        assert read_counters()[answered] == 1
        book.add_up()
        assert read_counters()[answered] == 1

    def test_rows_are_added_up_only_when_they_have_settled(self) -> None:
        set_stage().says(KNOWN_QUESTION)
        book = Book(settled_seconds=3600)
        book.add_up()
        book.add_up()
        assert not Tally.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_watchdogs_count_each_row_once() -> None:
    set_stage().says(KNOWN_QUESTION)
    before = dict(read_counters())
    gate = threading.Barrier(2)

    def add_up() -> None:
        gate.wait()
        Book(settled_seconds=0).add_up()
        connection.close()

    threads = [threading.Thread(target=add_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert dict(read_counters()) == before


class TestCost:
    """What a scrape costs and shows."""

    @pytest.mark.parametrize("conversations", [1, 3])
    def test_the_queries_of_a_scrape(self, conversations, django_assert_num_queries) -> None:
        for number in range(conversations):
            scenes.waiting(account__kind="whatsapp", lead__name=f"Customer {number}")
        page.forget()
        with django_assert_num_queries(ROW_QUERIES + COUNTER_QUERIES):
            Client().get("/metrics", headers={"host": "localhost"})
        with django_assert_num_queries(0):
            Client().get("/metrics", headers={"host": "localhost"})

    def test_no_customer_is_named(self) -> None:
        stage = set_stage()
        stage.says(f"{ASKS_FOR_PERSON} canary-words", customer="canary-address")
        scenes.held(make_agent(stage.team, name="canary-agent"), account=stage.account, lead__name="canary-name")
        page.forget()
        text = Client().get("/metrics", headers={"host": "localhost"}).content.decode()
        assert "canary" not in text
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text), "an id is a label"

    def test_every_sample_belongs_to_a_metric_that_is_described(self) -> None:
        scenes.waiting()
        ends = re.compile(r"_(bucket|count|sum|created)$")
        shown = {ends.sub("", name) for name, _labels in scrape()}
        assert {name for name in shown if name not in names.METRICS and f"{name}_total" not in names.METRICS} == set()


def test_a_counter_is_named_as_one() -> None:
    for metric in names.METRICS.values():
        assert metric.name.startswith("handoffdesk_")
        assert (metric.kind == "counter") == metric.name.endswith("_total"), metric.name
