"""A simulated month: each figure as the event log has it, each list as long as its card, in every zone and filter."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import Role, Team, User
from handoffdesk.demo.month import Cast, simulate_month
from handoffdesk.demo.people import make_teams
from handoffdesk.demo.setup import make_channels, make_hours, make_knowledge
from routing.metrics.measure import measure
from routing.metrics.registry import all_metrics
from routing.metrics.scope import Dimension, Scope
from routing.metrics.week import week_of
from routing.models import Handoff, SlaPolicy
from routing.services.texts import install_acknowledgements
from tests.factories.accounts import AdminFactory, make_agent, make_manager
from tests.routing.metrics.oracle import Answer, Oracle, Question
from triggers.services.presets.install import install_preset

pytestmark = pytest.mark.django_db

#: The clocks of Berlin and Los Angeles change within the four weeks, those of Kolkata never do.
END = datetime(2026, 4, 8, 10, tzinfo=UTC)
ZONES = ("Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata")


@pytest.fixture
def admin() -> Iterator[User]:
    """A desk with a past; returns who sees all of it."""
    with time_machine.travel(END, tick=True):
        support, sales = make_teams()
        make_manager(support).memberships.create(team=sales, role=Role.MANAGER)
        agents = [make_agent(support, name="Ana"), make_agent(support, name="Ben"), make_agent(sales, name="Cleo")]
        accounts = make_channels(support)
        SlaPolicy.objects.filter(team=sales).update(calendar=make_hours(sales))
        install_acknowledgements()
        make_knowledge()
        install_preset(name="general")
        simulate_month(Cast(accounts, agents, END), count=40, seed=5)
        yield AdminFactory.create()


def test_figures_lists_and_log_agree(admin: User) -> None:
    oracle, scopes = Oracle(), list(scopes_of(admin))
    wrong: list[str] = []
    for number, scope in enumerate(scopes):
        wrong += compare(scope, oracle)
        # What a list holds depends on week and filters, not on what the week is called elsewhere.
        wrong += compare_lists(scope) if number < 2 or scope.filters else []
    assert not wrong, "\n".join(wrong[:20])
    # The month has something of everything, else the comparison says little.
    seen = {name for scope in scopes[:5] for name, one in measure(all_metrics().values(), scope).items() if one.count}
    assert {"ghosts", "reactivations", "repeat_escalation", "transfers", "justified", "reopened"} <= seen


def scopes_of(admin: User) -> Iterator[Scope]:
    """Five weeks in three zones; then each filter that there is, for the week with most in it."""
    for zone in ZONES:
        for back in range(5):
            yield Scope(week_of(END, ZoneInfo(zone)), admin, END).shifted(-back)
    busy = Scope(week_of(END - timedelta(weeks=1), ZoneInfo(ZONES[0])), admin, END)
    agents = Handoff.objects.exclude(agent=None).order_by().values_list("agent", flat=True).distinct()
    categories = Handoff.objects.order_by().values_list("category", flat=True).distinct()
    wanted: list[tuple[Dimension, Any]] = [(Dimension.TEAM, team.pk) for team in Team.objects.all()]
    wanted += [(Dimension.CHANNEL, "whatsapp"), (Dimension.LANGUAGE, "en")]
    wanted += [(Dimension.AGENT, agent) for agent in agents] + [(Dimension.CATEGORY, one) for one in categories]
    for dimension, value in wanted:
        yield busy.narrowed(dimension, value)
    yield busy.narrowed(Dimension.TEAM, wanted[0][1]).narrowed(Dimension.CHANNEL, "webchat")


def compare(scope: Scope, oracle: Oracle) -> list[str]:
    """Return what differs between a figure, its list and the log."""
    monday = datetime.combine(scope.week.monday, datetime.min.time(), tzinfo=scope.week.zone)
    filters = {str(dimension): value for dimension, value in scope.filters}
    expected = oracle.answers(Question(monday, scope.week.zone, END, filters))
    where = f"{scope.week.name} {scope.week.zone} {filters}"
    figures = measure(all_metrics().values(), scope)
    asked = {name: one for name, one in figures.items() if one.asked}
    wrong = [f"{where}: {sorted(asked.keys() ^ expected.keys())} differ"] if asked.keys() != expected.keys() else []
    for name, figure in asked.items():
        found: Answer = (figure.count, figure.hits, figure.value)
        if name in expected and found != pytest.approx(expected[name], abs=1e-6):
            wrong.append(f"{where}: {name} is {found}, the log has {expected[name]}")
    return wrong


def compare_lists(scope: Scope) -> list[str]:
    """Return the cards whose list is longer or shorter than they say."""
    wrong = []
    for name, figure in measure(all_metrics().values(), scope).items():
        metric = all_metrics()[name]
        listed = (metric.rows(scope).count(), metric.rows(scope, hits=True).count() if metric.hit is not None else 0)
        if listed != (figure.count, figure.hits):
            wrong.append(f"{scope}: {name} counts {figure.count} and {figure.hits}, its lists have {listed}")
    return wrong
