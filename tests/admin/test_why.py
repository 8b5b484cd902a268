"""The page "Why?" and the list of regression cases."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conversations.models import Message
from tests.admin.forms import form_of
from tests.factories import scenes
from tests.factories.accounts import UserFactory
from tests.factories.triggers import RegressionCaseFactory, VerdictFactory
from triggers.enums import Opinion
from triggers.facts import Facts
from triggers.models import Detection, Phrase, RegressionCase, Scenario, Verdict
from triggers.services.rules import publish

LIST = reverse("admin:triggers_regressioncase_changelist")
RUN = reverse("admin:triggers_regressioncase_run")


@pytest.fixture
def message(db: None) -> Message:
    """A message that called a person."""
    scenes.publish_rules(explicit_request="talk to a human", leaks="water everywhere")
    return scenes.written("I want to talk to a human <b>now</b>").messages.get(author="lead")


def url_of(message: Message) -> str:
    return reverse("admin:why", args=(message.pk,))


def page_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_it_says_what_fired_and_what_came_close(desk: Client, message: Message) -> None:
    page = page_of(desk.get(url_of(message)))
    assert "“Explicit request” triggers a handoff." in page
    assert ">talk to a human</mark>" in page
    assert "<b>now" not in page
    assert "Leaks" in page
    assert "Judged by version 1" in page


def test_it_says_what_the_rules_say_now(desk: Client, message: Message) -> None:
    Phrase.objects.filter(scenario__key="explicit_request").delete()
    publish()
    Scenario.objects.filter(key="explicit_request").update(mode="off")
    page = page_of(desk.get(url_of(message)))
    assert "No longer fires under the published rules" in page
    assert "Off or removed in the draft." in page
    assert "Published rules now (v2)" in page


def test_what_was_not_judged_says_so(desk: Client, message: Message) -> None:
    later = scenes.written("hello?", account=message.account).messages.filter(author="lead").latest("version")
    page = page_of(desk.get(url_of(later)))
    assert "the customer was already waiting for a person" in page
    assert "Should have fired" not in page


def test_a_draft_that_cannot_be_read_hides_nothing_else(desk: Client, message: Message) -> None:
    Phrase.objects.filter(scenario__key="leaks").update(text="talk [to")
    page = page_of(desk.get(url_of(message)))
    assert "The draft can't be read" in page
    assert "“Explicit request” triggers a handoff." in page


def test_one_click_is_a_verdict_and_a_case_and_another_takes_it_back(desk: Client, message: Message, boss: Any) -> None:
    answer = desk.post(url_of(message), {"say": "silent:explicit_request"}, follow=True)
    verdict, case = Verdict.objects.get(), RegressionCase.objects.get()
    assert (verdict.should_fire, verdict.reviewer, case.expectation, case.is_active) == (False, boss, "silent", True)
    assert "undo:explicit_request" in page_of(answer)

    desk.post(url_of(message), {"say": "fires:explicit_request"})
    assert (Verdict.objects.get().should_fire, RegressionCase.objects.get().expectation) == (True, "fires")

    desk.post(url_of(message), {"say": "undo:explicit_request"})
    assert (Verdict.objects.count(), RegressionCase.objects.count()) == (0, 0)


@pytest.mark.parametrize("say", ["", "fires", "fires:gone", "perhaps:explicit_request"])
def test_a_click_that_makes_no_sense_changes_nothing(desk: Client, message: Message, say: str) -> None:
    assert desk.post(url_of(message), {"say": say}).status_code == 302
    assert (Verdict.objects.count(), RegressionCase.objects.count()) == (0, 0)


def test_what_was_not_judged_gets_no_verdict(desk: Client, message: Message) -> None:
    later = scenes.written("hello?", account=message.account).messages.filter(author="lead").latest("version")
    page = page_of(desk.post(url_of(later), {"say": "fires:explicit_request"}, follow=True))
    assert "nothing to correct" in page
    assert not Verdict.objects.exists()


def test_messages_and_detections_lead_there(desk: Client, message: Message) -> None:
    detection = Detection.objects.get(message=message)
    for row, name in ((message, "conversations_message"), (detection, "triggers_detection")):
        page = page_of(desk.get(reverse(f"admin:{name}_change", args=(row.pk,))))
        assert url_of(message) in page
    automatic = message.conversation.messages.get(author="system")
    page = page_of(desk.get(reverse("admin:conversations_message_change", args=(automatic.pk,))))
    assert url_of(automatic) not in page


def test_nobody_else_gets_in(message: Message) -> None:
    client = Client()
    client.force_login(UserFactory.create())
    for url in (url_of(message), LIST, RUN):
        assert client.get(url).status_code in {302, 403}
        assert client.post(url, {"say": "silent:explicit_request"}).status_code in {302, 403}
    assert not Verdict.objects.exists()


def test_a_message_that_is_not_there(desk: Client) -> None:
    assert desk.get(reverse("admin:why", args=("018f2b1c-0000-7000-8000-000000000001",))).status_code == 404


def test_all_cases_are_run_by_both_rules(desk: Client, message: Message) -> None:
    facts = Facts(text="there is water everywhere").as_json()
    RegressionCaseFactory.create(name="Leak", facts=facts, expectation="acts", scenario_key="leaks")
    RegressionCaseFactory.create(name="Proposal", facts=facts, expectation="nobody", is_active=False)
    assert "The draft can be published" in page_of(desk.get(RUN))

    Phrase.objects.filter(scenario__key="leaks").delete()
    answer = desk.get(RUN)

    runs = {run.case.name: run for run in answer.context["runs"]}
    assert (runs["Leak"].published.passed, runs["Leak"].draft.passed, runs["Leak"].blocks) == (True, False, True)
    assert (runs["Proposal"].published.passed, runs["Proposal"].draft.passed) == (False, True)
    assert runs["Leak"].expected == "“Leaks” triggers a handoff."
    assert "1 must-pass case fails" in page_of(answer)
    assert "No handoff." in page_of(answer)


def test_the_run_of_no_case_and_of_an_unreadable_draft(desk: Client, message: Message) -> None:
    assert "No cases yet." in page_of(desk.get(RUN))
    RegressionCaseFactory.create()
    Phrase.objects.filter(scenario__key="leaks").update(text="talk [to")
    page = page_of(desk.get(RUN))
    assert "The draft can't be read" in page
    assert "passes" in page


def test_a_proposal_is_accepted_in_the_list(desk: Client, message: Message) -> None:
    case = RegressionCaseFactory.create(is_active=False)
    form = form_of(desk.get(LIST).content)
    assert desk.post(LIST, form | {"form-0-is_active": "on", "_save": "Save"}).status_code == 302
    case.refresh_from_db()
    assert case.is_active


def test_a_case_is_renamed_and_deleted_but_its_demand_stays(desk: Client, message: Message) -> None:
    case = RegressionCaseFactory.create(facts=Facts(text="<b>hello").as_json())
    url = reverse("admin:triggers_regressioncase_change", args=(case.pk,))
    page = desk.get(url)
    assert "<b>hello" not in page_of(page)
    desk.post(url, form_of(page.content) | {"name": "Greeting", "expectation": "acts", "facts": "{}"})
    case.refresh_from_db()
    assert (case.name, case.expectation, case.facts["text"]) == ("Greeting", "nobody", "<b>hello")
    desk.post(reverse("admin:triggers_regressioncase_delete", args=(case.pk,)), {"post": "yes"})
    assert not RegressionCase.objects.exists()


def test_a_case_against_the_last_word_is_marked(desk: Client, message: Message) -> None:
    for opinion, said in ((Opinion.MISSED, "agrees"), (Opinion.UNNECESSARY, "says the opposite")):
        Verdict.objects.all().delete()
        VerdictFactory.create(message=message, scenario_key="leaks", opinion=opinion)
        RegressionCase.objects.all().delete()
        RegressionCaseFactory.create(message=message, scenario_key="leaks", expectation="fires")
        assert said in page_of(desk.get(LIST))
