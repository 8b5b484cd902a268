"""What the customer is told at once: by key, hours and language, and only what can be kept."""

import datetime as dt
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.enums import Priority
from routing.calendar import ALWAYS_OPEN, Hours, Span
from routing.enums import SlaHours, SlaMetric
from routing.models import AcknowledgementTemplate
from routing.services.acknowledgement import (
    REACTIVATION,
    STANDARD,
    TAKEOVER,
    Setting,
    compose,
    fill,
    find_template,
    opening_words,
    wait_words,
)
from routing.services.hours import Promise, hours_of, promise_of
from routing.services.texts import install_acknowledgements
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.conversations import ConversationFactory
from tests.factories.routing import (
    AcknowledgementTemplateFactory,
    CalendarExceptionFactory,
    CalendarFactory,
    CalendarSpanFactory,
    SlaPolicyFactory,
)

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Hours(BERLIN, dict.fromkeys(range(5), (Span(time(9), time(17)),)))
MONDAY_NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=BERLIN)
FRIDAY_NIGHT = dt.datetime(2026, 3, 6, 22, 0, tzinfo=BERLIN)
CLOSED = AcknowledgementTemplate.Hours.CLOSED


def promise(hours: Hours = OFFICE, minutes: int = 15) -> Promise:
    return Promise(hours, timedelta(minutes=minutes), timedelta(days=1))


def told(now: dt.datetime, *, key: str = STANDARD, language: str = "", minutes: int = 15, **fields) -> str:
    hours = fields.pop("hours", OFFICE)
    agent = fields.pop("agent", None)
    conversation = ConversationFactory.create(language=language, **fields)
    return compose(Setting(conversation, key, promise(hours, minutes), now, agent))


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("Hello {name}. Wait {wait}.", {"name": "Sam", "wait": "5 minutes"}, "Hello Sam. Wait 5 minutes."),
        ("Hello {name}. Wait {wait}.", {"name": "", "wait": "5 minutes"}, "Wait 5 minutes."),
        ("Hello {name}! Are you there? Wait.", {"name": ""}, "Are you there? Wait."),
        ("您好{name}。请稍候。", {"name": ""}, "请稍候。"),
        ("No placeholder at all", {}, "No placeholder at all"),
        ("{nobody} fills this. That stays.", {}, "That stays."),
        ("Hello {name}.", {"name": "{wait}", "wait": "never"}, "Hello {wait}."),
        ("Only {name}.", {}, ""),
        ("", {}, ""),
    ],
)
def test_a_sentence_whose_placeholder_has_no_value_is_left_out(text, values, expected) -> None:
    assert fill(text, values) == expected


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "5 minutes"), (1, "5 minutes"), (5, "5 minutes"), (6, "10 minutes"), (60, "60 minutes"), (61, "2 hours"),
     (120, "2 hours"), (121, "3 hours"), (1440, "24 hours"), (1441, "2 days"), (2880, "2 days"), (4000, "3 days")],
)  # fmt: skip
def test_a_wait_is_said_in_round_words(minutes, words) -> None:
    assert wait_words(minutes) == words


@given(st.integers(0, 60 * 24 * 30))
def test_a_wait_is_never_said_shorter_than_it_is(minutes) -> None:
    count, unit = wait_words(minutes).split()
    factor = {"m": 1, "h": 60, "d": 24 * 60}[unit[0]]
    assert int(count) * factor >= minutes
    assert int(count) * factor <= max(minutes * 2, minutes + 5)


def test_an_opening_is_said_in_the_business_own_time() -> None:
    opens = dt.datetime(2026, 7, 6, 7, 0, tzinfo=dt.UTC)
    assert opening_words(opens, BERLIN) == "Monday 6 July, 09:00 (CEST)"


@pytest.mark.django_db
class TestCompose:
    """With templates in the database."""

    def test_without_any_template_it_is_not_silent(self) -> None:
        assert "within 15 minutes" in told(MONDAY_NOON)
        assert "open again Monday 9 March, 09:00 (CET)" in told(FRIDAY_NIGHT)

    def test_key_hours_and_language_choose_the_text(self) -> None:
        install_acknowledgements()
        assert told(MONDAY_NOON, language="en") != told(FRIDAY_NIGHT, language="en")
        assert "Minuten" in told(MONDAY_NOON, language="de")
        assert "Montag 9 März" in told(FRIDAY_NIGHT, language="de-AT").replace(".", "")
        assert "emergency" in told(MONDAY_NOON, key="urgent")
        assert told(MONDAY_NOON, language="xx") .startswith("I'm passing you to")  # fmt: skip

    def test_an_unknown_key_falls_back_to_the_standard_one_before_the_built_in(self) -> None:
        AcknowledgementTemplateFactory.create(key=STANDARD, text="Standard, {team}.")
        assert told(MONDAY_NOON, key="no-such-key").startswith("Standard")

    def test_key_goes_before_language(self) -> None:
        AcknowledgementTemplateFactory.create(key=STANDARD, language="de", text="Standard auf Deutsch.")
        AcknowledgementTemplateFactory.create(key="sales", language="en", text="Sales in English.")
        assert told(MONDAY_NOON, key="sales", language="de") == "Sales in English."

    @pytest.mark.parametrize("key", [TAKEOVER, REACTIVATION])
    def test_a_take_over_never_borrows_the_standard_text(self, key) -> None:
        AcknowledgementTemplateFactory.create(key=STANDARD, text="I pass you on.")
        assert find_template(key, "en", open_now=True) is None
        assert told(MONDAY_NOON, key=key) != "I pass you on."

    def test_a_take_over_names_the_person(self) -> None:
        assert "this is Ana" in told(MONDAY_NOON, key=TAKEOVER, agent=UserFactory.create(name="Ana Agent"))

    def test_a_template_without_any_value_still_says_something(self) -> None:
        AcknowledgementTemplateFactory.create(key=STANDARD, text="Hello {name}, you are heard.")
        assert told(MONDAY_NOON, lead__name="Sam Doe") == "Hello Sam, you are heard."
        assert "within 15 minutes" in told(MONDAY_NOON, lead__name="")

    def test_the_wait_is_what_the_calendar_can_keep(self) -> None:
        before_closing = dt.datetime(2026, 3, 2, 16, 55, tzinfo=BERLIN)
        assert "within 17 hours" in told(before_closing, minutes=15), "five minutes today, ten tomorrow from nine"

    def test_a_calendar_that_never_opens_names_no_opening(self) -> None:
        text = told(MONDAY_NOON, hours=Hours(BERLIN))
        assert "closed" not in text
        assert text.startswith("I've passed your request to")

    def test_installing_twice_or_over_an_edit_changes_nothing(self) -> None:
        count = install_acknowledgements()
        assert count == AcknowledgementTemplate.objects.count() > 20
        AcknowledgementTemplate.objects.filter(key=STANDARD, language="en").update(text="Edited.")
        assert install_acknowledgements() == 0
        assert told(MONDAY_NOON) == "Edited."

    def test_every_shipped_text_is_valid_and_complete(self) -> None:
        install_acknowledgements()
        rows = AcknowledgementTemplate.objects.all()
        for row in rows:
            row.clean()
        pairs = {(row.key, row.language) for row in rows}
        assert rows.count() == 2 * len(pairs), "each text has its form in and out of hours"
        # What is said in hours names the wait, what is said out of hours names no wait that nobody can keep.
        own_words = (TAKEOVER, REACTIVATION)
        assert not rows.filter(hours=CLOSED, text__contains="{wait}").exists()
        assert not rows.exclude(key__in=own_words).exclude(hours=CLOSED).exclude(text__contains="{wait}").exists()


@pytest.mark.django_db
class TestPromises:
    """From rows to hours and times."""

    def test_a_team_without_any_policy_answers_around_the_clock(self) -> None:
        team = TeamFactory.create()
        assert promise_of(team, priority=Priority.NORMAL).first_response == timedelta(minutes=15)
        assert promise_of(team, priority=Priority.URGENT).first_response == timedelta(minutes=5)
        assert promise_of(team, priority=Priority.URGENT).hours == ALWAYS_OPEN

    def test_the_teams_own_policy_goes_before_the_common_one(self) -> None:
        team, other = TeamFactory.create(), TeamFactory.create()
        SlaPolicyFactory.create(team=None, first_response_minutes=60, resolution_minutes=90)
        SlaPolicyFactory.create(team=team, first_response_minutes=7, urgent_first_response_minutes=2)
        assert promise_of(team, priority=Priority.NORMAL).first_response == timedelta(minutes=7)
        assert promise_of(team, priority=Priority.URGENT).first_response == timedelta(minutes=2)
        assert promise_of(other, priority=Priority.NORMAL).first_response == timedelta(minutes=60)
        assert promise_of(other, priority=Priority.NORMAL).resolution == timedelta(minutes=90)

    @pytest.mark.parametrize(
        ("priority", "answer", "done"),
        [(Priority.LOW, 60, 600), (Priority.NORMAL, 60, 600), (Priority.HIGH, 20, 600), (Priority.URGENT, 60, 45)],
    )
    def test_a_priority_without_a_target_has_the_normal_one(self, priority, answer, done) -> None:
        policy = SlaPolicyFactory.create(first_response_minutes=60, resolution_minutes=600)
        policy.targets.filter(priority=Priority.URGENT).delete()
        policy.targets.create(metric=SlaMetric.FIRST_RESPONSE, priority=Priority.HIGH, minutes=20)
        policy.targets.create(metric=SlaMetric.RESOLUTION, priority=Priority.URGENT, minutes=45, hours=SlaHours.WALL)
        found = promise_of(policy.team, priority=priority)
        assert (found.first_response, found.resolution) == (timedelta(minutes=answer), timedelta(minutes=done))
        policy.targets.all().delete()
        assert promise_of(policy.team, priority=priority).first_response == timedelta(
            minutes=5 if priority == Priority.URGENT else 15
        )

    def test_a_target_may_count_day_and_night_while_the_others_wait_for_the_opening(self) -> None:
        calendar = CalendarFactory.create(always_open=False, time_zone="Europe/Berlin")
        CalendarSpanFactory.create(calendar=calendar, weekday=0, opens=time(9), closes=time(13))
        policy = SlaPolicyFactory.create(calendar=calendar, first_response_minutes=180, resolution_minutes=600)
        policy.targets.filter(metric=SlaMetric.RESOLUTION).update(hours=SlaHours.WALL)
        found = promise_of(policy.team)
        # Monday, noon in Berlin: an hour is left; the other two pass a week later.
        assert found.answer_due(MONDAY_NOON) == MONDAY_NOON + timedelta(days=7, hours=-1)
        assert found.resolution_due(MONDAY_NOON) == MONDAY_NOON + timedelta(hours=10)

    def test_rows_become_hours(self) -> None:
        calendar = CalendarFactory.create(always_open=False, time_zone="Europe/Berlin")
        CalendarSpanFactory.create(calendar=calendar, weekday=0, opens=time(9), closes=time(12))
        CalendarSpanFactory.create(calendar=calendar, weekday=0, opens=time(13), closes=time(17))
        CalendarExceptionFactory.create(calendar=calendar, date=dt.date(2026, 12, 25))
        CalendarExceptionFactory.create(calendar=calendar, date=dt.date(2026, 12, 24), opens=time(0), closes=time(12))
        hours = hours_of(calendar)
        assert hours.zone == BERLIN
        assert hours.weekly == {0: (Span(time(9), time(12)), Span(time(13), time(17)))}
        assert hours.exceptions == {dt.date(2026, 12, 25): (), dt.date(2026, 12, 24): (Span(time(0), time(12)),)}

    def test_a_calendar_that_never_opens_counts_around_the_clock(self) -> None:
        assert promise(Hours(BERLIN), 60).answer_due(MONDAY_NOON) == MONDAY_NOON + timedelta(hours=1)
