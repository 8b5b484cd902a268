"""What must stand once, on both databases: the fallback policy, and a closed day of a calendar."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from routing.models import CalendarException, SlaPolicy
from tests.factories.routing import CalendarFactory

pytestmark = pytest.mark.django_db


def test_only_one_policy_is_for_teams_without_one() -> None:
    calendar: Any = CalendarFactory()
    SlaPolicy.objects.filter(team=None).delete()
    SlaPolicy.objects.create(name="first", calendar=calendar)
    with pytest.raises(ValidationError):
        SlaPolicy(name="second", calendar=calendar).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        SlaPolicy.objects.create(name="second", calendar=calendar)


def test_a_day_is_closed_once_and_may_have_several_spans() -> None:
    day: dict[str, Any] = {"calendar": CalendarFactory(), "date": dt.date(2027, 5, 1)}
    CalendarException.objects.create(**day)
    CalendarException.objects.create(**day, opens=dt.time(9), closes=dt.time(12))
    CalendarException.objects.create(**day, opens=dt.time(13), closes=dt.time(17))
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarException.objects.create(**day)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarException.objects.create(**day, opens=dt.time(9), closes=dt.time(10))
