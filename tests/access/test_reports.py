"""Whose figures the five may read: an agent their own, a manager their teams', on the page, in files and in the API."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from conversations.models import Conversation
from handoffdesk.reports.cards import readable_metrics
from routing.access import reach_of
from routing.metrics.measure import measure_groups
from routing.metrics.registry import all_metrics
from routing.metrics.scope import Dimension, Scope
from routing.metrics.week import desk_zone, week_of
from routing.models import Handoff
from tests.api.cast import ACTORS, Cast
from tests.factories import scenes
from tests.factories.accounts import make_agent, make_manager
from tests.factories.conversations import ChannelAccountFactory

#: Handoffs each of the five may read: Ana has one of three, her manager sees two, Otto's team has the third.
SEEN = {"agent": 1, "manager": 2, "outsider": 1, "admin": 3}


@pytest.fixture
def colleague(cast: Cast) -> User:
    """A colleague of the agent, with a handoff of their own; the agent has one, and the outsider in the other team."""
    colleague = make_agent(cast.team, name="Cora Colleague")
    for person, account in (
        (cast.agent, cast.account),
        (colleague, cast.account),
        (cast.outsider, ChannelAccountFactory.create(team=cast.other_team)),
    ):
        scenes.resolved(person, account=account)
    return colleague


def client_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.mark.parametrize("actor", SEEN)
def test_page_list_file_and_api_show_what_one_may_see(cast: Cast, colleague: User, actor: str) -> None:
    user: User = getattr(cast, actor)
    browser = client_of(user)
    page = browser.get("/reports/")
    listed = browser.get("/reports/handoffs/")
    rows = list(csv.DictReader(io.StringIO(browser.get("/reports/handoffs/rows.csv").content.decode())))
    file = list(csv.DictReader(io.StringIO(browser.get("/reports/week.csv").content.decode())))
    api = {one["name"]: one for one in cast.caller(actor).get("report/").json["metrics"]}

    assert (page.status_code, listed.status_code) == (200, 200)
    assert len(rows) == listed.context["page"].paginator.count == SEEN[actor]
    assert next(one for one in file if one["Metric"] == "Handoffs")["Value"] == f"{SEEN[actor]}.0"
    assert api["handoffs"]["value"] == SEEN[actor]
    people = {row["Agent"] for row in rows}
    if not reach_of(user).manages:
        assert people == {user.name}
        for foreign in {"Cora Colleague", "Ana Agent", "Otto Outsider"} - {user.name}:
            assert foreign not in page.content.decode()
            assert foreign not in listed.content.decode()
    if actor == "manager":
        assert people == {"Ana Agent", "Cora Colleague"}
        assert "Otto Outsider" not in page.content.decode()


def test_no_filter_and_no_metric_reaches_further(cast: Cast, colleague: User) -> None:
    now = Handoff.objects.latest("detected_at").detected_at
    base = Scope(week_of(now, desk_zone()), cast.agent, now)
    tries = [(Dimension.AGENT, colleague.pk), (Dimension.TEAM, cast.other_team.pk), (Dimension.AGENT, cast.outsider.pk)]
    for dimension, value in tries:
        scope = base.narrowed(dimension, value)
        assert [name for name, metric in all_metrics().items() if metric.rows(scope).exists()] == []
    # Nothing that hangs on no person is an agent's to read, not even as a number.
    assert all(metric.cohort.person for metric in readable_metrics(base))
    assert client_of(cast.agent).get("/reports/conversations/").status_code == 404
    assert client_of(cast.agent).get("/reports/conversations/rows.csv").status_code == 404
    groups = measure_groups(all_metrics().values(), base, Dimension.AGENT)
    assert set(groups) == {cast.agent.pk}


def test_who_leaves_reads_nothing_more(cast: Cast, colleague: User) -> None:
    manager = make_manager(cast.team)
    assert client_of(manager).get("/reports/handoffs/").context["page"].paginator.count == 2
    manager.memberships.all().delete()
    assert client_of(manager).get("/reports/handoffs/").context["page"].paginator.count == 0


def test_a_stranger_is_asked_to_log_in(db: None) -> None:
    for address in ("/reports/", "/reports/handoffs/", "/reports/week.csv", "/reports/handoffs/rows.xlsx"):
        assert Client().get(address).status_code == 302


def test_the_fixture_is_about_everybody() -> None:
    assert {*SEEN, "anonymous"} == set(ACTORS)


def test_a_manager_of_both_sees_both(cast: Cast, colleague: User) -> None:
    both = make_manager(cast.team)
    both.memberships.create(team=cast.other_team, role="manager")
    assert client_of(both).get("/reports/handoffs/").context["page"].paginator.count == Conversation.objects.count()


def test_the_week_is_asked_in_few_statements_and_none_is_compiled(cast: Cast, colleague: User) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert client_of(cast.manager).get("/reports/").status_code == 200
    told = [one["sql"] for one in asked.captured_queries]
    assert "SET LOCAL jit = off" in told
    assert not any(" EXISTS(" in one for one in told[: told.index("SET LOCAL jit = off")])
    # The address of each card and line asked for the desk's zone.
    assert sum("routing_calendar" in one and "time_zone" in one for one in told) < 20
