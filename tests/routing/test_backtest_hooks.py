"""What routing offers to a back-test: verdicts as words on messages, and when people answer."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from conversations.models import Conversation
from routing.enums import Cause
from routing.models import Handoff
from routing.rehearsal import backtests as from_routing
from routing.services.verdicts import HandoffJudgement, give_verdict
from tests.factories.accounts import make_manager
from tests.factories.conversations import MessageFactory
from tests.factories.routing import CalendarFactory, CalendarSpanFactory, HandoffFactory, SlaPolicyFactory
from tests.factories.triggers import DetectionFactory
from triggers.enums import Opinion
from triggers.models import Backtest
from triggers.services.backtests.result import judgements_of

pytestmark = pytest.mark.django_db


def handoff_of(conversation: Conversation, **fields: Any) -> Handoff:
    """Return a handoff of the conversation's team."""
    made: Handoff = HandoffFactory.create(conversation=conversation, team=conversation.team, **fields)
    return made


def judge(word: str, *handoffs: Handoff) -> None:
    for handoff in handoffs:
        give_verdict(handoff_id=handoff.pk, user=make_manager(handoff.team), judgement=HandoffJudgement(word))


def judgements() -> dict[UUID, bool]:
    now = timezone.now()
    span = Backtest(since_at=now - dt.timedelta(hours=1), until_at=now + dt.timedelta(hours=1))
    return dict(judgements_of(span).messages)


def test_verdicts_on_handoffs_are_words_on_messages() -> None:
    wanted = {}
    for word in Opinion.values:
        detection = DetectionFactory.create(message__judged={"since": 0, "version": 1})
        judge(word, handoff_of(detection.conversation, detection=detection, cause=Cause.TRIGGER))
        wanted[detection.message_id] = word != Opinion.UNNECESSARY
    assert judgements() == wanted


def test_the_last_of_several_reviewers_counts() -> None:
    detection = DetectionFactory.create(message__judged={"since": 0, "version": 1})
    handoff = handoff_of(detection.conversation, detection=detection, cause=Cause.TRIGGER)
    for word in (Opinion.UNNECESSARY, Opinion.MISSED, Opinion.UNNECESSARY):
        judge(word, handoff)
    assert judgements() == {detection.message_id: False}


def test_one_that_a_person_opened_is_a_word_only_when_it_was_missed() -> None:
    now = timezone.now()
    judged = []
    for word in (Opinion.JUSTIFIED, Opinion.MISSED):
        message = MessageFactory.create(judged={"since": 0, "version": 1}, created_at=now - dt.timedelta(minutes=5))
        judged.append(message.pk)
        MessageFactory.create(conversation=message.conversation, created_at=now - dt.timedelta(minutes=4))
        judge(word, handoff_of(message.conversation, cause=Cause.TAKEOVER, detected_at=now))
    assert judgements() == {judged[1]: True}


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
