"""The page "Simulate": a conversation is tried, lines are added, one of them becomes a regression case."""

import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conversations.models import Conversation, Message
from tests.admin.forms import form_of
from tests.factories import scenes
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.conversations import ChannelAccountFactory, TagFactory
from tests.factories.triggers import PhraseFactory
from triggers.models import RegressionCase, Scenario
from triggers.services.regression import run_cases
from triggers.services.rules import active_ruleset

URL = reverse("admin:simulate")
ASKS = "I want to talk to a human"


@pytest.fixture(autouse=True)
def ready(db: None) -> None:
    ChannelAccountFactory.create(name="Shop")
    scenes.publish_rules(explicit_request="talk to a human", leaks="water everywhere")


def filled(desk: Client, *lines: str, **given: Any) -> dict[str, Any]:
    """Return the form of the page with these lines, customer and AI in turn."""
    form = form_of(desk.get(URL).content)
    form |= {f"form-{number}-text": line for number, line in enumerate(lines)}
    return form | given


def page_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("rules", ["draft", "published"])
def test_a_conversation_is_tried(desk: Client, rules: str) -> None:
    answer = desk.post(URL, filled(desk, "hello", "Good morning.", ASKS, rules=rules, run="yes"))
    page = page_of(answer)
    assert "“Explicit request” triggers a handoff." in page
    assert ">talk to a human</mark>" in page
    assert "No handoff." in page
    assert answer.context["found"].simulation.ending.acknowledgement in html.unescape(page)
    assert (Message.objects.count(), Conversation.objects.count()) == (0, 0)


def test_the_draft_says_something_else_than_what_is_published(desk: Client) -> None:
    PhraseFactory.create(scenario=Scenario.objects.get(key="leaks"), text="my cellar is a lake")
    said = [
        desk.post(URL, filled(desk, "my cellar is a lake", rules=rules)).context["found"].simulation.ending
        for rules in ("draft", "published")
    ]
    assert [bool(ending) for ending in said] == [True, False]


def test_the_customer_is_who_the_form_says(desk: Client) -> None:
    tag, owner = TagFactory.create(slug="gold"), UserFactory.create(name="Olga Owner")
    MembershipFactory.create(user=owner)
    given = {"is_vip": "on", "lead_class": "hot", "language": "de", "tags": [tag.pk], "owner": owner.pk, "name": "Sam"}
    found = desk.post(URL, filled(desk, ASKS, **given)).context["found"]
    facts = found.simulation.steps[0].facts
    assert (facts.is_vip, facts.lead_class, facts.lang, facts.tags) == (True, "hot", "de", {"gold"})
    assert found.simulation.ending.agent == "Olga Owner"


def test_a_given_time_is_read_in_the_desks_zone(desk: Client, settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    found = desk.post(URL, filled(desk, ASKS, when="at", date="2026-03-02", time="20:30")).context["found"]
    assert found.play.at.isoformat() == "2026-03-03T01:30:00+00:00"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"when": "at", "date": "", "time": "10:30"}, "Enter a date and time."),
        ({"account": "99"}, "valid choice"),
        ({"form-0-text": " "}, "at least one customer line"),
        ({"form-0-who": "ai"}, "at least one customer line"),
        ({"form-1-confidence": "101"}, "100"),
        ({"form-0-text": "x" * 4001}, "At most 4,000 characters."),
        ({"when": "at", "date": "1999-12-31", "time": "10:30"}, "Choose a date from 2000-01-01 to "),
        ({"when": "at", "date": "9999-12-31", "time": "23:59"}, "Choose a date from 2000-01-01 to "),
        ({"when": "at", "date": "0001-01-01", "time": "00:00"}, "Choose a date from 2000-01-01 to "),
        ({"form-TOTAL_FORMS": "nonsense"}, "Fix the errors below"),
    ],
)
def test_what_is_wrong_is_said(desk: Client, given: dict[str, str], said: str) -> None:
    answer = desk.post(URL, filled(desk, ASKS, "Good morning.") | given)
    assert answer.status_code == 200
    assert said in page_of(answer)
    assert "found" not in answer.context


def test_lines_and_dates_up_to_the_limit_are_played(desk: Client) -> None:
    days = ["2000-01-01", f"{timezone.localdate().year + 9}-06-01"]
    form = filled(desk, ASKS.ljust(4_000, "."), when="at", time="10:30")
    played = [desk.post(URL, form | {"date": day}).context["found"].play.at for day in days]
    assert [timezone.localtime(at, timezone.get_default_timezone()).date().isoformat() for at in played] == days


def test_more_lines_without_a_script(desk: Client) -> None:
    page = desk.post(URL, filled(desk, "hello", more="yes")).content
    form = form_of(page)
    assert form["form-TOTAL_FORMS"] == "5"
    assert (form["form-0-text"].strip(), form["form-3-who"], form["form-4-who"]) == ("hello", "ai", "customer")
    answer = desk.post(URL, form | {"form-4-text": ASKS, "run": "yes"})
    assert answer.context["found"].simulation.ending


def test_gaps_of_lines_that_were_taken_away_do_not_matter(desk: Client) -> None:
    form = filled(desk, "hello", "Good morning.", ASKS)
    form = {name: value for name, value in form.items() if not name.startswith("form-1-")}
    steps = desk.post(URL, form).context["found"].simulation.steps
    assert [step.line.text for step in steps] == ["hello", ASKS]


def test_what_customers_write_is_escaped(desk: Client) -> None:
    page = page_of(desk.post(URL, filled(desk, "<b>water everywhere</b><script>x</script>", name="<i>Sam</i>")))
    assert "<b>water" not in page
    assert "<script>x" not in page
    assert "<i>Sam" not in page


def test_a_draft_that_cannot_be_read_says_where(desk: Client) -> None:
    form = filled(desk, ASKS)
    PhraseFactory.create(scenario=Scenario.objects.get(key="leaks"), text="talk [to")
    answer = desk.post(URL, form | {"rules": "draft"})
    assert "The draft can't be read" in page_of(answer)


def saved(desk: Client, form: dict[str, Any], **given: str) -> Any:
    case = {"case-step": "0", "case-name": "Asks for us", "case-expectation": "acts", "save": "yes"}
    return desk.post(URL, form | case | {"case-scenario": "explicit_request"} | given)


def test_a_line_becomes_a_case_that_must_pass(desk: Client, boss: Any) -> None:
    answer = saved(desk, filled(desk, ASKS, is_vip="on"))

    case = RegressionCase.objects.get()
    assert (case.name, case.expectation, case.scenario_key, case.is_active) == (
        "Asks for us", "acts", "explicit_request", True,
    )  # fmt: skip
    assert (case.created_by, case.message) == (boss, None)
    assert (case.facts["text"], case.facts["is_vip"]) == (ASKS, True)
    assert [result.passed for result in run_cases(active_ruleset())] == [True]
    assert reverse("admin:triggers_regressioncase_change", args=(case.pk,)) in page_of(answer)
    assert (Message.objects.count(), Conversation.objects.count()) == (0, 0)


def test_the_proposal_is_what_came_of_the_line_that_called_a_person(desk: Client) -> None:
    case = desk.post(URL, filled(desk, "hello", "Good morning.", ASKS)).context["case"]
    assert case.initial | {"step": 2} == {"step": 2, "expectation": "acts", "scenario": "explicit_request"}
    case = desk.post(URL, filled(desk, "hello")).context["case"]
    assert case.initial == {"step": 0, "expectation": "nobody"}


@pytest.mark.parametrize(
    "given",
    [
        {"case-name": ""},
        {"case-scenario": ""},
        {"case-scenario": "gone"},
        {"case-step": "7"},
        {"case-expectation": "x"},
    ],
)
def test_half_a_case_is_not_kept(desk: Client, given: dict[str, str]) -> None:
    answer = saved(desk, filled(desk, ASKS), **given)
    assert answer.context["case"].errors
    assert not RegressionCase.objects.exists()


def test_nobody_else_gets_in(db: None) -> None:
    client = Client()
    assert client.get(URL).status_code == 302
    client.force_login(UserFactory.create())
    assert client.get(URL).status_code in {302, 403}
    assert client.post(URL).status_code in {302, 403}
