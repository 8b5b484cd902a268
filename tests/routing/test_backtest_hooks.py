"""What routing offers to a back-test: verdicts as words on messages, and when people answer."""

import datetime as dt

import pytest
from django.utils import timezone

from routing.enums import Cause
from routing.enums import Verdict as Word
from routing.models import Handoff
from routing.rehearsal import backtests as from_routing
from tests.factories.conversations import MessageFactory
from tests.factories.routing import CalendarFactory, CalendarSpanFactory, HandoffFactory, SlaPolicyFactory
from tests.factories.triggers import DetectionFactory

pytestmark = pytest.mark.django_db


def test_verdicts_on_handoffs_are_words_on_messages() -> None:
    now = timezone.now()
    rows = {}
    for word in (Word.JUSTIFIED, Word.UNNECESSARY, Word.MISSED):
        detection = DetectionFactory.create()
        HandoffFactory.create(
            conversation=detection.conversation, detection=detection, cause=Cause.TRIGGER, verdict=word
        )
        rows[detection.message_id] = word != Word.UNNECESSARY
    found = from_routing.reviews_of_handoffs(now - dt.timedelta(hours=1), now + dt.timedelta(hours=1))
    assert {(review.message_id, review.should_call) for review in found} == set(rows.items())


def test_one_that_a_person_opened_is_a_word_only_when_it_was_missed() -> None:
    now = timezone.now()
    judged = []
    for word in (Word.JUSTIFIED, Word.MISSED):
        message = MessageFactory.create(judged={"since": 0, "version": 1}, created_at=now - dt.timedelta(minutes=5))
        judged.append(message.pk)
        MessageFactory.create(conversation=message.conversation, created_at=now - dt.timedelta(minutes=4))
        HandoffFactory.create(conversation=message.conversation, cause=Cause.TAKEOVER, verdict=word, detected_at=now)
    found = list(from_routing.reviews_of_handoffs(now - dt.timedelta(hours=1), now + dt.timedelta(hours=1)))
    assert [(review.message_id, review.should_call) for review in found] == [(judged[1], True)]
    assert Handoff.objects.count() == 2


def test_people_answer_when_any_team_is_open() -> None:
    monday = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    day = (monday, monday + dt.timedelta(days=1))
    assert from_routing.staffed_periods(*day) == [day], "without hours round the clock"
    for opens, closes in ((9, 13), (12, 17), (20, 22)):
        calendar = CalendarFactory.create(always_open=False)
        CalendarSpanFactory.create(calendar=calendar, weekday=0, opens=dt.time(opens), closes=dt.time(closes))
        SlaPolicyFactory.create(calendar=calendar)
    hours = [(start.hour, end.hour) for start, end in from_routing.staffed_periods(*day)]
    assert hours == [(9, 17), (20, 22)]


def test_a_night_shift_is_cut_at_both_ends() -> None:
    calendar = CalendarFactory.create(always_open=False)
    for weekday in range(7):
        CalendarSpanFactory.create(calendar=calendar, weekday=weekday, opens=dt.time(22), closes=dt.time(6))
    SlaPolicyFactory.create(calendar=calendar)
    monday = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    found = from_routing.staffed_periods(monday, monday + dt.timedelta(hours=23))
    assert [(start.hour, end.hour) for start, end in found] == [(0, 6), (22, 23)]
