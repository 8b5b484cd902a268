"""The pages of back-tests: ask, watch, stop, read; nothing that only a machine reads."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from conversations.wake import redirected
from tests.factories.accounts import make_agent
from tests.factories.triggers import VerdictFactory
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, Stage, set_stage
from triggers.enums import RunState, Side
from triggers.models import Backtest, Phrase, Scenario
from triggers.services.backtests.control import start_backtest
from triggers.services.backtests.run import run_backtest

ADD = reverse("admin:triggers_backtest_add")
MARKUP = "<script>alert(1)</script> how long does delivery take"


def page_of(backtest: Backtest, name: str = "change") -> str:
    return reverse(f"admin:triggers_backtest_{name}", args=(backtest.pk,))


@pytest.fixture
def woken() -> Iterator[list[tuple[str, Any]]]:
    jobs: list[tuple[str, Any]] = []
    with redirected(lambda job, ids: jobs.append((job, ids))):
        yield jobs


@pytest.fixture
def stage(boss: User, woken: list[Any]) -> Stage:
    return set_stage()


def change_draft() -> None:
    """Let the draft call a person for a harmless question, and no longer for a request."""
    scenario = Scenario.objects.get(key="explicit_request")
    scenario.phrases.all().delete()
    Phrase.objects.create(scenario=scenario, text="how long does")


def back_test() -> Backtest:
    backtest = start_backtest(user=User.objects.get(email="boss@example.com"), weeks=4)
    run_backtest(backtest_id=backtest.pk, processes=0)
    backtest.refresh_from_db()
    assert backtest.state == RunState.DONE
    return backtest


class TestAsking:
    """From the form to the process."""

    def test_it_is_started_with_the_weeks_that_were_asked_for(
        self, desk, boss, stage, woken, django_capture_on_commit_callbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            answer = desk.post(ADD, {"weeks": "6"})
        backtest = Backtest.objects.get()
        assert answer.status_code == 302
        assert answer.url == page_of(backtest)
        assert (backtest.weeks, backtest.requested_by, backtest.state) == (6, boss, RunState.QUEUED)
        assert ("triggers.run_backtest", {"backtest_id": str(backtest.pk)}) in woken

    @pytest.mark.parametrize("weeks", ["0", "53", "", "many", "-1"])
    def test_other_weeks_are_refused_with_a_sentence(self, desk, weeks) -> None:
        answer = desk.post(ADD, {"weeks": weeks})
        assert answer.status_code == 200
        assert answer.context["form"].errors["weeks"]
        assert not Backtest.objects.exists()

    def test_a_second_one_is_refused_while_one_runs(self, desk, stage) -> None:
        start_backtest(user=None, weeks=1)
        answer = desk.post(ADD, {"weeks": "4"}, follow=True)
        assert "A back-test is already running" in answer.content.decode()
        assert Backtest.objects.count() == 1

    def test_only_admins_come_here(self, stage) -> None:
        backtest = start_backtest(user=None, weeks=1)
        pages = [ADD, reverse("admin:triggers_backtest_changelist"), page_of(backtest), page_of(backtest, "progress")]
        for person in (stage.ana, stage.manager, make_agent(stage.other_team), None):
            client = Client()
            if person:
                client.force_login(person)
            assert {client.get(page).status_code for page in pages} <= {302, 403}
            assert client.post(page_of(backtest, "stop")).status_code in {302, 403}
            assert client.post(ADD, {"weeks": "4"}).status_code in {302, 403}
        backtest.refresh_from_db()
        assert backtest.state == RunState.QUEUED
        assert Backtest.objects.count() == 1


class TestWaiting:
    """While it is at work."""

    def test_the_page_tells_how_far_it_is_with_and_without_scripts(self, desk, stage) -> None:
        backtest = start_backtest(user=None, weeks=4)
        Backtest.objects.update(state=RunState.RUNNING, done=250, total=1000, alive_at=timezone.now())
        page = desk.get(page_of(backtest)).content.decode()
        assert '<progress aria-labelledby="desk-backtest-wait" max="1000" value="250">' in page
        assert "250 of 1000 messages judged." in page
        assert '<noscript><meta http-equiv="refresh"' in page
        told = json.loads(desk.get(page_of(backtest, "progress")).content)
        assert told == {
            "open": True, "state": "running", "done": 250, "total": 1000, "said": "250 of 1000 messages judged.",
        }  # fmt: skip

    def test_it_is_stopped_by_a_button_and_not_by_a_look(self, desk, stage) -> None:
        backtest = start_backtest(user=None, weeks=4)
        assert desk.get(page_of(backtest, "stop")).status_code == 405
        assert desk.post(page_of(backtest, "stop")).status_code == 302
        backtest.refresh_from_db()
        assert backtest.state == RunState.STOPPED
        assert "It was stopped early" in desk.get(page_of(backtest)).content.decode()

    def test_one_that_failed_says_why(self, desk, stage) -> None:
        backtest = start_backtest(user=None, weeks=4)
        Backtest.objects.update(state=RunState.FAILED, error="“<b>x” has no end.")
        page = desk.get(page_of(backtest)).content.decode()
        assert "“&lt;b&gt;x” has no end." in page

    def test_an_unknown_one_is_not_found(self, desk) -> None:
        assert desk.get("/admin/triggers/backtest/00000000-0000-0000-0000-000000000000/progress/").status_code == 404


class TestReading:
    """What it found."""

    def test_a_desk_without_messages_has_a_clear_page(self, desk, stage) -> None:
        page = desk.get(page_of(back_test())).content.decode()
        assert "There were no messages to judge in these weeks." in page
        assert "desk-backtest__week" not in page

    def test_gained_and_lost_show_sentences_evidence_and_links(self, desk, stage) -> None:
        stage.says(MARKUP, customer="a")
        asked = stage.says(ASKS_FOR_PERSON, customer="b")
        change_draft()
        page = desk.get(page_of(back_test()))
        text = page.content.decode()
        gained, lost = page.context["lists"]
        assert [example.conversation for example in lost["examples"]] == [asked]
        assert len(gained["examples"]) == 1
        assert "&lt;script&gt;alert(1)&lt;/script&gt; " in text
        assert "<script>alert" not in text
        assert '<mark title="how long does">how long does</mark>' in text
        assert reverse("admin:conversations_conversation_change", args=(asked.pk,)) in text
        assert reverse("admin:publish") in text
        assert "{&quot;" not in text, "JSON on the page"
        assert "{'" not in text

    def test_what_people_said_is_counted_when_the_page_is_opened(self, desk, stage, boss) -> None:
        stage.says(KNOWN_QUESTION, customer="a")
        stage.says(ASKS_FOR_PERSON, customer="b")
        change_draft()
        backtest = back_test()
        assert "No verdicts in this period yet" in desk.get(page_of(backtest)).content.decode()
        harmless = backtest.findings.get(side=Side.DRAFT, acts=True).message
        request = backtest.findings.get(side=Side.PUBLISHED, acts=True).message
        for message, should in ((harmless, False), (request, True)):
            VerdictFactory.create(
                message=message, scenario_key="explicit_request", opinion="missed" if should else "unnecessary"
            )
        page = desk.get(page_of(backtest))
        (_, precision, recall), (_, draft_precision, draft_recall) = page.context["reviewed"]
        assert (precision.value, precision.counts, recall.value) == ("100 %", "1 / 1", "100 %")
        assert (draft_precision.value, draft_recall.value) == ("0 %", "0 %")
        assert precision.interval == "21 to 100 %"
        assert [example.message_id for example in page.context["worst_gained"]] == [harmless.pk]
        assert [example.message_id for example in page.context["worst_lost"]] == [request.pk]
        row = next(row for row in page.context["scenarios"] if row["key"] == "explicit_request")
        assert row["draft"]["precision"].value == "0 %"

    def test_an_answer_that_stood_makes_a_gained_handoff_a_bad_one(self, desk, stage) -> None:
        for customer in ("a", "b", "c"):
            stage.says(KNOWN_QUESTION, customer=customer)
            stage.run_ai()
        stage.says(ASKS_FOR_PERSON, customer="b")  # the answer did not do
        change_draft()
        page = desk.get(page_of(back_test()))
        worst = {example.conversation for example in page.context["worst_gained"]}
        assert worst == {stage.conversation("a"), stage.conversation("c")}
        assert all(example.untouched for example in page.context["worst_gained"])

    def test_a_lost_handoff_that_was_unnecessary_is_no_bad_example(self, desk, stage, boss) -> None:
        stage.says(ASKS_FOR_PERSON, customer="b")
        change_draft()
        backtest = back_test()
        message = backtest.findings.get(side=Side.PUBLISHED, acts=True).message
        VerdictFactory.create(message=message, scenario_key="explicit_request", opinion="unnecessary")
        assert desk.get(page_of(backtest)).context["worst_lost"] == []

    def test_the_week_is_drawn_and_told(self, desk, stage) -> None:
        stage.says(KNOWN_QUESTION, customer="a")
        change_draft()
        page = desk.get(page_of(back_test()))
        text = page.content.decode()
        assert text.count('<svg viewBox="0 0 576 80"') == 7
        assert text.count('class="more"') == 1
        assert page.context["load"]["draft_inside"] == 0.25, "one in four weeks, round the clock"
        assert page.context["load"]["published_inside"] == 0

    def test_long_lists_have_pages(self, desk, stage) -> None:
        for number in range(23):
            stage.says(KNOWN_QUESTION, customer=f"c{number}")
        change_draft()
        backtest = back_test()
        first = desk.get(page_of(backtest)).context["lists"][0]
        second = desk.get(page_of(backtest), {"gained": "2"}).context["lists"][0]
        assert (len(first["examples"]), len(second["examples"])) == (20, 3)
        assert desk.get(page_of(backtest), {"gained": "none"}).status_code == 200

    def test_as_many_queries_for_many_as_for_few(self, desk, stage, django_assert_max_num_queries) -> None:
        for number in range(12):
            stage.says(KNOWN_QUESTION, customer=f"c{number}")
            stage.run_ai()
        change_draft()
        backtest = back_test()
        desk.get(page_of(backtest))
        with django_assert_max_num_queries(45):
            desk.get(page_of(backtest))
