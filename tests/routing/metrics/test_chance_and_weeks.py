"""Intervals, arrows on noise, and weeks where the clock changes: pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from routing.calendar import Hours, Span
from routing.metrics.chance import counts_differ, of_median, percentile, shares_differ, wilson
from routing.metrics.opening import OpenTime
from routing.metrics.week import Week, read_week, week_of

BERLIN = ZoneInfo("Europe/Berlin")


def test_wilson() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81/263, 15/148, 0/20, 1/29.
    table = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0, 0.1611), (1, 29): (0.0061, 0.1718)}
    for (hits, count), (low, high) in table.items():
        found = wilson(hits, count)
        assert found is not None
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)
    assert wilson(0, 0) is None


def test_noise_has_no_arrow() -> None:
    assert not shares_differ((6, 20), (20, 100))
    assert shares_differ((60, 100), (80, 400))
    assert not shares_differ((0, 20), (0, 100))
    assert not shares_differ((3, 0), (1, 4))
    assert not counts_differ(14, [10, 10, 10, 10])
    assert counts_differ(30, [10, 10, 10, 10])


def test_medians() -> None:
    assert percentile([1.0, 2.0, 10.0], 0.5) == 2.0
    assert percentile([0.0, 10.0], 0.9) == pytest.approx(9.0)
    assert of_median([1.0] * 5) is None
    found = of_median([float(n) for n in range(101)])
    assert found is not None
    assert found.low < 50 < found.high


@pytest.mark.parametrize(
    ("monday", "zone", "hours"),
    [
        (date(2026, 3, 23), "Europe/Berlin", 167),
        (date(2026, 10, 19), "Europe/Berlin", 169),
        (date(2026, 3, 30), "Europe/Berlin", 168),
        (date(2026, 3, 2), "America/Los_Angeles", 167),
        # Midnight itself is skipped: the day begins at one.
        (date(2026, 4, 20), "Africa/Cairo", 167),
    ],
)
def test_a_week_is_as_long_as_its_clock_says(monday: date, zone: str, hours: int) -> None:
    week = Week(monday, ZoneInfo(zone))
    assert (week.ends - week.begins) == timedelta(hours=hours)
    assert week.shifted(1).begins == week.ends
    assert week_of(week.begins, week.zone) == week
    assert week_of(week.ends - timedelta(microseconds=1), week.zone) == week


def test_names_of_weeks() -> None:
    assert week_of(datetime(2027, 1, 1, tzinfo=UTC), BERLIN).name == "2026-W53"
    assert read_week("2026-W53", BERLIN) == Week(date(2026, 12, 28), BERLIN)
    for nonsense in (
        "",
        "2026",
        "2026-W54",
        "2026-W00",
        "0001-W01",
        "9999-W52",
        "2026-W1",
        "\uff12026-W01",
        "x" * 1000,
    ):
        assert read_week(nonsense, BERLIN) is None, nonsense


def test_open_time_over_a_weekend_with_a_change_of_clocks() -> None:
    hours = Hours(zone=BERLIN, weekly={day: (Span(time(9), time(17)),) for day in range(5)})
    friday, monday = datetime(2026, 3, 27, 15, tzinfo=UTC), datetime(2026, 3, 30, 8, tzinfo=UTC)
    opening = OpenTime(hours, friday, monday)
    assert opening.seconds(friday, monday) == 2 * 3600
    # A stretch in which nothing opens has no open time; a calendar that never opens counts day and night.
    saturday, sunday = friday + timedelta(days=1), friday + timedelta(days=2)
    assert OpenTime(hours, saturday, sunday).seconds(saturday, sunday) == 0
    assert OpenTime(Hours(zone=BERLIN), saturday, sunday).seconds(saturday, sunday) == 24 * 3600
