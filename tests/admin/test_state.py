"""How the desk itself is, as its pages show it."""

import pytest
from django.test import Client
from django.utils import timezone

from handoffdesk.operations.models import Alarm, SweepRun

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("state", "shown"), [("open", {"now"}), ("over", {"past"}), ("", {"now", "past"})])
def test_alarms_that_stand_are_told_from_those_that_are_over(desk: Client, state: str, shown: set[str]) -> None:
    Alarm.objects.create(kind="broker_down", detail="now")
    Alarm.objects.create(kind="worker_gone", detail="past", closed_at=timezone.now())
    page = desk.get("/admin/operations/alarm/", {"state": state} if state else {})
    assert {alarm.detail for alarm in page.context["cl"].result_list} == shown


def test_a_sweeps_times_are_milliseconds(desk: Client) -> None:
    SweepRun.objects.create(
        job="routing.sweep_turns", last_run_at=timezone.now(), last_seconds=0.00352, runs=4, failures=0, seconds=0.05
    )
    page = desk.get("/admin/operations/sweeprun/").content.decode()
    assert "3.5 ms" in page
    assert "12.5 ms" in page
