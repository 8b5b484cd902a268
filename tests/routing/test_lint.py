"""What the routing floor adds to the linter: acknowledgements against calendars and SLA, teams that never open."""

import pytest

from routing.rehearsal.lint import acknowledgement_texts, check_promises
from tests.factories.accounts import TeamFactory
from tests.factories.routing import (
    AcknowledgementTemplateFactory,
    CalendarFactory,
    CalendarSpanFactory,
    SlaPolicyFactory,
)
from tests.factories.triggers import PhraseFactory, ScenarioFactory
from triggers.services.lint import lint_draft
from triggers.services.snapshots import draft_snapshot

pytestmark = pytest.mark.django_db


def found():
    return [(finding.code, finding.scenario, finding.related) for finding in check_promises(draft_snapshot())]


@pytest.fixture
def office():
    """A team with office hours on Mondays."""
    team = TeamFactory.create(name="Office")
    SlaPolicyFactory.create(team=team, calendar=CalendarSpanFactory.create().calendar, first_response_minutes=20)
    return team


@pytest.fixture
def scenario(office):
    made = ScenarioFactory.create(key="leak", category="sensitive", team=office, acknowledgement="leak")
    PhraseFactory.create(scenario=made, text="pipe burst everywhere", language="en")
    return made


@pytest.mark.parametrize(
    ("hours", "text", "code"),
    [
        ("closed", "Somebody answers within {wait}.", "wait_when_closed"),
        ("open", "We open {opens}.", "opens_when_open"),
        ("closed", "We are here 24/7.", "around_the_clock"),
        ("closed", "You hear from us right away.", "soon_when_closed"),
        ("open", "You hear from us within 5 minutes.", "sooner_than_sla"),
        ("open", "We are here until 19:00.", "closed_at"),
    ],
)
def test_a_promise_that_the_calendar_denies_is_told_with_the_text_to_mend(scenario, hours, text, code):
    template = AcknowledgementTemplateFactory.create(key="leak", hours=hours, text=text)
    [finding] = check_promises(draft_snapshot())
    assert finding.code == code
    assert finding.place == ("routing_acknowledgementtemplate", template.pk)
    assert str(template) in finding.message
    assert "%(" not in finding.message


def test_a_true_promise_is_left_alone(scenario):
    for hours, text in (("open", "We are here until 17:00 and answer within {wait}."), ("closed", "Back {opens}.")):
        AcknowledgementTemplateFactory.create(key="leak", hours=hours, text=text)
    assert found() == []


def test_only_the_teams_that_a_text_speaks_for_are_asked(scenario):
    round_the_clock = TeamFactory.create(name="Round")
    SlaPolicyFactory.create(team=round_the_clock)
    AcknowledgementTemplateFactory.create(key="leak", hours="closed", text="We are here 24/7.")
    assert [code for code, *_ in found()] == ["around_the_clock"]
    scenario.team = round_the_clock
    scenario.save()
    assert found() == []
    scenario.team = None
    scenario.save()
    assert [code for code, *_ in found()] == ["around_the_clock"], "any team may have the conversation"


def test_a_key_without_text_of_its_own_speaks_by_the_standard_one(scenario):
    AcknowledgementTemplateFactory.create(key="standard", hours="open", text="We are here until 23:00.")
    assert [code for code, *_ in found()] == ["closed_at"]


def test_a_team_that_never_opens_is_told_with_its_scenario(scenario):
    scenario.team.sla_policy.calendar = CalendarFactory.create(always_open=False)
    scenario.team.sla_policy.save()
    assert ("never_open", "leak", "Office") in found()
    scenario.mode = "shadow"
    scenario.save()
    assert found() == []


def test_the_linter_has_been_told_of_both(scenario):
    """The admin of this floor registers its source: the draft's findings hold them without a further word."""
    AcknowledgementTemplateFactory.create(key="leak", language="en", hours="closed", text="We are here 24/7.")
    assert ("leak", "en") in acknowledgement_texts()
    assert [finding.code for finding in lint_draft()] == ["around_the_clock"]
    assert lint_draft(changed={"leak"}) == [], "a text is no scenario's own"
