"""A back-test finds what a live shadow run of the same rules finds: once, from wherever it stood, without words."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from conversations.models import Message
from conversations.wake import redirected
from routing.services import desk
from tests.factories.conversations import MessageFactory
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, Stage, set_stage
from triggers.enums import Mode, RunState, Side
from triggers.models import Backtest, BacktestFinding, Detection, Phrase, Scenario
from triggers.services.backtests import control as backtests
from triggers.services.backtests import run as backtest_run
from triggers.services.backtests.control import AlreadyRunning, start_backtest, stop_backtest, sweep_backtests
from triggers.services.backtests.messages import (
    MessagePart,
    MessagePlace,
    judged_messages,
    parts_of,
    place_of,
    read_part,
)
from triggers.services.backtests.run import run_backtest
from triggers.services.detections import facts_at
from triggers.services.rules import publish

SAID = (
    KNOWN_QUESTION,
    "this is ridiculous, nobody helps me",
    "xqzv blorp",
    "xqzv blorp frumious",
    ASKS_FOR_PERSON,
    "I want to cancel my order and get my money back",
    "STILL NO ANSWER, this is ridiculous!!",
    "How long does the delivery take?",
    "I will call my lawyer",
)


@pytest.fixture
def stage(db: None) -> Iterator[Stage]:
    with redirected(lambda job, ids: None):
        yield set_stage()


def in_shadow() -> None:
    Scenario.objects.update(mode=Mode.SHADOW)
    publish()


def talk(stage: Stage, customers: int = 2) -> set[tuple[Any, ...]]:
    """Let customers write and the AI answer; return what the live rules recorded."""
    found: set[tuple[Any, ...]] = set()
    for number in range(customers):
        for text in SAID[number:]:
            stage.says(text, customer=f"c{number}")
            found |= recorded(found, is_reply=False)
            stage.run_ai()
            found |= recorded(found, is_reply=True)
    return found


def recorded(known: set[tuple[Any, ...]], *, is_reply: bool) -> set[tuple[Any, ...]]:
    """What the live rules have recorded since."""
    rows = Detection.objects.order_by("pk").values_list("message_id", "scenario__key", "category", "score", "fired")
    return {(*row, is_reply) for row in list(rows)[len(known) :]}


def back_test(weeks: int = 4, **options: Any) -> Backtest:
    backtest = start_backtest(user=None, weeks=weeks)
    assert run_backtest(backtest_id=backtest.pk, **{"processes": 0, **options}) == RunState.DONE
    backtest.refresh_from_db()
    return backtest


def rows_of(backtest: Backtest, side: Side) -> list[tuple[Any, ...]]:
    names = ("message_id", "scenario_key", "category", "score", "acts", "is_reply")
    return list(backtest.findings.filter(side=side).values_list(*names))


class TestSameAsLive:
    """The measure of it all."""

    def test_a_shadow_run_and_a_back_test_find_the_same(self, stage) -> None:
        in_shadow()
        live = talk(stage)
        assert len(live) > 8
        assert any(is_reply for *_, is_reply in live), "nothing was found in a reply: the test shows nothing"
        backtest = back_test()
        for side in Side:
            found = rows_of(backtest, side)
            assert len(found) == len(set(found))
            assert set(found) == live
        assert backtest.summary["handoffs"] == {"published": 0, "draft": 0, "gained": 0, "lost": 0}

    def test_rules_that_acted_find_what_they_found(self, stage) -> None:
        live = talk(stage)
        assert any(fired for *_, fired, _ in live)
        backtest = back_test()
        assert set(rows_of(backtest, Side.PUBLISHED)) == set(rows_of(backtest, Side.DRAFT)) == live
        acting = {row[0] for row in live if row[4]}
        assert backtest.summary["handoffs"] == {
            "published": len(acting), "draft": len(acting), "gained": 0, "lost": 0,
        }  # fmt: skip

    def test_a_changed_draft_gains_and_loses(self, stage) -> None:
        talk(stage)
        stage.says(ASKS_FOR_PERSON, customer="asks at once")
        before = set(rows_of(back_test(), Side.PUBLISHED))
        scenario = Scenario.objects.get(key="explicit_request")
        scenario.phrases.all().delete()
        Phrase.objects.create(scenario=scenario, text="how long does")
        backtest = back_test()
        assert set(rows_of(backtest, Side.PUBLISHED)) == before, "the published side is the published rules"
        texts = dict(Message.objects.values_list("pk", "body"))
        acting = {side: {row[0] for row in rows_of(backtest, side) if row[4]} for side in Side}
        gained, lost = acting[Side.DRAFT] - acting[Side.PUBLISHED], acting[Side.PUBLISHED] - acting[Side.DRAFT]
        assert {texts[pk] for pk in gained} == {KNOWN_QUESTION}
        assert {texts[pk] for pk in lost} == {ASKS_FOR_PERSON}
        assert backtest.summary["handoffs"]["gained"] == len(gained)
        assert backtest.summary["handoffs"]["lost"] == len(lost)
        rows = {row["key"]: row for row in backtest.summary["scenarios"]}
        assert rows["explicit_request"]["gained"] == len(gained)
        assert sum(sum(counts) for counts in backtest.summary["quarters"].values()) == sum(map(len, acting.values()))

    def test_who_calls_a_person_never_hears_the_answer(self, stage) -> None:
        in_shadow()
        stage.says("xqzv blorp")
        stage.run_ai()
        Scenario.objects.filter(key="explicit_request").update(mode=Mode.LIVE)
        Phrase.objects.create(scenario=Scenario.objects.get(key="explicit_request"), text="xqzv blorp")
        found = rows_of(back_test(), Side.DRAFT)
        assert [(row[1], row[4], row[5]) for row in found] == [("explicit_request", True, False)]


@pytest.mark.both_databases
class TestOnce:
    """Stopped, killed, started twice."""

    def test_one_that_died_is_gone_on_with_and_writes_nothing_twice(self, stage) -> None:
        talk(stage)
        whole = back_test()
        backtest = start_backtest(user=None, weeks=4)
        claimed = backtest_run._claim(backtest.pk)
        assert claimed is not None
        judge = backtest_run.PartJudge(
            claimed.pk, backtest_run.comparison_of(claimed), claimed.since_at, claimed.until_at
        )
        first = next(parts_of(judged_messages(claimed.since_at, claimed.until_at), after=None, size=3))
        backtest_run._store(claimed, first, judge(first))
        # The process dies here; another one may come when the lease is over.
        assert run_backtest(backtest_id=backtest.pk, processes=0) is None
        with time_machine.travel(timezone.now() + backtests.LEASE + dt.timedelta(seconds=1), tick=True):
            assert sweep_backtests() == 1
            assert run_backtest(backtest_id=backtest.pk, processes=0, part=3) == RunState.DONE
        backtest.refresh_from_db()
        assert (backtest.done, backtest.total) == (whole.done, whole.total)
        for side in Side:
            found = rows_of(backtest, side)
            assert len(found) == len(set(found))
            assert set(found) == set(rows_of(whole, side))
        assert {**backtest.summary, "scenarios": 0} == {**whole.summary, "scenarios": 0}

    def test_a_part_stored_twice_is_stored_once(self, stage) -> None:
        talk(stage, customers=1)
        backtest = back_test()
        count = backtest.findings.count()
        Backtest.objects.update(state=RunState.QUEUED, cursor="", done=0)
        assert run_backtest(backtest_id=backtest.pk, processes=0) == RunState.DONE
        assert backtest.findings.count() == count > 0

    def test_whoever_lost_it_to_another_process_writes_nothing_more(self, stage) -> None:
        talk(stage, customers=1)
        backtest = start_backtest(user=None, weeks=4)
        slow = backtest_run._claim(backtest.pk)
        assert slow is not None
        with time_machine.travel(timezone.now() + backtests.LEASE + dt.timedelta(seconds=1), tick=True):
            assert backtest_run._claim(backtest.pk) is not None
        with pytest.raises(backtest_run.Overtaken):
            backtest_run._judge_all(slow, 0, 9)
        assert not BacktestFinding.objects.exists()

    def test_it_can_be_stopped(self, stage) -> None:
        talk(stage, customers=1)
        backtest = start_backtest(user=None, weeks=4)
        claimed = backtest_run._claim(backtest.pk)
        assert claimed is not None
        assert stop_backtest(backtest_id=backtest.pk)
        with pytest.raises(backtest_run.Overtaken):
            backtest_run._judge_all(claimed, 0, 9)
        assert not stop_backtest(backtest_id=backtest.pk), "there is nothing left to stop"
        backtest.refresh_from_db()
        assert (backtest.state, backtest.findings.count()) == (RunState.STOPPED, 0)
        assert run_backtest(backtest_id=backtest.pk, processes=0) is None

    def test_there_is_one_at_a_time(self, stage) -> None:
        backtest = start_backtest(user=None, weeks=4)
        with pytest.raises(AlreadyRunning):
            start_backtest(user=None, weeks=4)
        stop_backtest(backtest_id=backtest.pk)
        start_backtest(user=None, weeks=4)

    def test_of_the_old_ones_the_newest_are_kept(self, stage) -> None:
        for _ in range(backtests.KEPT + 2):
            Backtest.objects.create(state=RunState.DONE, since_at=timezone.now(), until_at=timezone.now())
        newest = start_backtest(user=None, weeks=1)
        assert Backtest.objects.count() == backtests.KEPT
        assert Backtest.objects.first() == newest

    def test_a_wake_up_that_was_lost_is_sent_again(self, stage) -> None:
        start_backtest(user=None, weeks=4)
        assert sweep_backtests() == 0, "its process is only starting"
        woken: list[tuple[str, Any]] = []
        with (
            time_machine.travel(timezone.now() + 2 * backtests.PATIENCE, tick=True),
            redirected(lambda job, ids: woken.append((job, ids))),
            transaction.atomic(),
        ):
            assert sweep_backtests() == 1

    def test_one_that_never_gets_on_is_given_up(self, stage) -> None:
        backtest = start_backtest(user=None, weeks=4)
        for _ in range(backtests.MAX_ATTEMPTS):
            assert backtest_run._claim(backtest.pk) is not None
            backtest_run.note_failure(backtest_id=backtest.pk, error=MemoryError())
        sweep_backtests()
        backtest.refresh_from_db()
        assert backtest.state == RunState.FAILED
        assert backtest.error

    def test_a_draft_that_cannot_be_read_says_where(self, stage) -> None:
        Phrase.objects.create(scenario=Scenario.objects.get(key="explicit_request"), text="[never closed")
        backtest = start_backtest(user=None, weeks=4)
        assert run_backtest(backtest_id=backtest.pk, processes=0) == RunState.FAILED
        backtest.refresh_from_db()
        assert "never closed" in backtest.error


@pytest.mark.both_databases
class TestMessages:
    """What is read for a part is what was known then."""

    @pytest.mark.parametrize("size", [1, 2, 5, 100])
    @pytest.mark.parametrize("span", [0, 2000])
    def test_facts_read_in_bulk_are_those_of_each_message(self, stage, size, span) -> None:
        in_shadow()
        talk(stage, customers=3)
        desk.take_over(conversation_id=stage.conversation("c0").pk, user=stage.ana)
        desk.write_note(conversation_id=stage.conversation("c0").pk, user=stage.ana, body="They sound tired.")
        desk.resume_ai(conversation_id=stage.conversation("c0").pk, user=stage.ana, note="")
        stage.says(KNOWN_QUESTION, customer="c0")
        messages = judged_messages(timezone.now() - dt.timedelta(days=1), timezone.now() + dt.timedelta(days=1))
        parts = list(parts_of(messages, after=None, size=size))
        assert sum(part.size for part in parts) == messages.count() > 20
        read = [judged for part in parts for judged in read_part(messages, part, span=span)]
        assert [judged.message_id for judged in read] == list(
            messages.order_by("conversation_id", "version").values_list("pk", flat=True)
        )
        for judged in read:
            message = Message.objects.get(pk=judged.message_id)
            assert judged.facts == facts_at(message)
            assert judged.reply == facts_at(message, with_reply=True)

    def test_only_judged_messages_of_the_weeks_count(self, stage) -> None:
        now = timezone.now()
        circumstances = {"since": 0, "version": 1}
        inside = MessageFactory.create(
            created_at=now - dt.timedelta(days=6), judged=circumstances, body=ASKS_FOR_PERSON
        )
        MessageFactory.create(created_at=now - dt.timedelta(days=8), judged=circumstances, body=ASKS_FOR_PERSON)
        MessageFactory.create(created_at=now - dt.timedelta(days=6), body=ASKS_FOR_PERSON)
        backtest = back_test(weeks=1)
        assert (backtest.total, backtest.done) == (1, 1)
        assert {row[0] for row in rows_of(backtest, Side.DRAFT)} == {inside.pk}

    def test_a_place_goes_through_a_cursor(self, stage) -> None:
        place = MessagePlace(MessageFactory.create().conversation_id, 17)
        assert place_of(str(place)) == place
        assert place_of("") is None
        assert MessagePart(None, place, 1).last == place

    def test_a_desk_without_messages_is_done_at_once(self, stage) -> None:
        backtest = back_test()
        assert (backtest.total, backtest.done, backtest.findings.count()) == (0, 0, 0)


class TestErasure:
    """No words beside the message's own."""

    def test_findings_hold_no_words_and_go_with_the_message(self, stage) -> None:
        talk(stage, customers=1)
        backtest = back_test()
        acting = backtest.findings.filter(side=Side.DRAFT, acts=True).first()
        assert acting is not None
        assert acting.places
        text = acting.message.body
        kept = json.dumps([*backtest.findings.values_list("places", flat=True), backtest.summary])
        assert text not in kept
        for start, end, rule in acting.places:
            assert 0 <= start < end <= len(text)
            assert Phrase.objects.filter(text=rule).exists() or rule
        stage.conversation("c0").delete()
        assert backtest.findings.count() == 0

    @pytest.mark.django_db(transaction=True)
    def test_a_message_erased_while_it_is_judged_costs_only_its_own_findings(self) -> None:
        stage = set_stage()
        stage.says(ASKS_FOR_PERSON, customer="c0")
        stage.says(ASKS_FOR_PERSON, customer="c1")
        backtest = start_backtest(user=None, weeks=4)
        claimed = backtest_run._claim(backtest.pk)
        assert claimed is not None
        judge = backtest_run.PartJudge(
            claimed.pk, backtest_run.comparison_of(claimed), claimed.since_at, timezone.now()
        )
        part = next(parts_of(judged_messages(claimed.since_at, timezone.now()), after=None, size=9))
        findings = judge(part)
        stage.conversation("c0").delete()
        backtest_run._store(claimed, part, findings)
        left = Message.objects.get(body=ASKS_FOR_PERSON)
        assert {row[0] for row in rows_of(backtest, Side.DRAFT)} == {left.pk}


@pytest.mark.django_db(transaction=True)
def test_processes_find_what_one_finds() -> None:
    stage = set_stage()
    in_shadow()
    talk(stage, customers=3)
    alone = back_test()
    together = back_test(processes=2, part=2)
    for side in Side:
        assert set(rows_of(together, side)) == set(rows_of(alone, side)) != set()
