"""Business hours: by table where people get it wrong, by property where arithmetic does."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.calendar import ALWAYS_OPEN, Hours, Span, add_open_time, is_open, next_opening, open_periods

BERLIN, NEW_YORK, LORD_HOWE = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")
NINE_TO_FIVE = (Span(time(9), time(17)),)
NIGHT = (Span(time(22), time(6)),)
EVERY_DAY = range(7)


def open_time(calendar: Hours, start: datetime, end: datetime) -> timedelta:
    """How much of the time between two instants is open."""
    return sum((closing - opening for opening, closing in open_periods(calendar, start, end)), timedelta())


def hours(zone: ZoneInfo, spans: tuple[Span, ...], days=EVERY_DAY, **exceptions) -> Hours:
    return Hours(zone, dict.fromkeys(days, spans), exceptions.get("exceptions", {}))


SHOP = hours(BERLIN, NINE_TO_FIVE, range(5))
LUNCH = hours(BERLIN, (Span(time(13), time(17)), Span(time(9), time(12))), range(5))
NIGHTS = hours(NEW_YORK, NIGHT, (4,))  # Friday night


def at(zone: ZoneInfo, *parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=zone, fold=fold)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("calendar", "moment", "expected"),
    [
        (SHOP, at(BERLIN, 2026, 3, 2, 9, 0), True),
        (SHOP, at(BERLIN, 2026, 3, 2, 8, 59), False),
        (SHOP, at(BERLIN, 2026, 3, 2, 17, 0), False),
        (SHOP, at(BERLIN, 2026, 3, 7, 12, 0), False),
        (SHOP, at(NEW_YORK, 2026, 3, 2, 4, 0), True),
        (LUNCH, at(BERLIN, 2026, 3, 2, 12, 30), False),
        (NIGHTS, at(NEW_YORK, 2026, 3, 6, 23, 0), True),
        (NIGHTS, at(NEW_YORK, 2026, 3, 7, 5, 59), True),
        (NIGHTS, at(NEW_YORK, 2026, 3, 7, 6, 0), False),
        (NIGHTS, at(NEW_YORK, 2026, 3, 7, 23, 0), False),
        (ALWAYS_OPEN, at(BERLIN, 2026, 12, 25, 3, 0), True),
        (Hours(BERLIN), at(BERLIN, 2026, 3, 2, 12, 0), False),
    ],
)
def test_is_open(calendar, moment, expected) -> None:
    assert is_open(calendar, moment) is expected


@pytest.mark.parametrize(
    ("calendar", "moment", "expected"),
    [
        (SHOP, at(BERLIN, 2026, 3, 2, 12, 0), at(BERLIN, 2026, 3, 2, 12, 0)),
        (SHOP, at(BERLIN, 2026, 3, 6, 17, 0), at(BERLIN, 2026, 3, 9, 9, 0)),
        (LUNCH, at(BERLIN, 2026, 3, 2, 12, 0), at(BERLIN, 2026, 3, 2, 13, 0)),
        # The clock goes forward on 29 March 2026: Monday's opening is an hour earlier in UTC.
        (SHOP, at(BERLIN, 2026, 3, 27, 18, 0), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),
        (Hours(BERLIN), at(BERLIN, 2026, 3, 2, 12, 0), None),
    ],
)
def test_next_opening(calendar, moment, expected) -> None:
    assert next_opening(calendar, moment) == expected


def test_a_holiday_is_closed_and_a_special_day_has_its_own_hours() -> None:
    christmas, eve = date(2026, 12, 25), date(2026, 12, 24)
    calendar = hours(BERLIN, NINE_TO_FIVE, exceptions={christmas: (), eve: (Span(time(9), time(12)),)})
    assert not is_open(calendar, at(BERLIN, 2026, 12, 25, 10, 0))
    assert is_open(calendar, at(BERLIN, 2026, 12, 24, 10, 0))
    assert next_opening(calendar, at(BERLIN, 2026, 12, 24, 13, 0)) == at(BERLIN, 2026, 12, 26, 9, 0)
    due = add_open_time(calendar, at(BERLIN, 2026, 12, 24, 11, 0), timedelta(hours=2))
    assert due == at(BERLIN, 2026, 12, 26, 10, 0)


def test_a_night_shift_that_began_the_day_before_runs_on_into_a_holiday() -> None:
    calendar = Hours(NEW_YORK, {4: NIGHT}, {date(2026, 3, 7): ()})
    assert is_open(calendar, at(NEW_YORK, 2026, 3, 7, 2, 0))


@pytest.mark.parametrize(
    ("zone", "start", "opens", "length"),
    [
        (NEW_YORK, (2026, 3, 7, 20), NIGHT, 7),  # spring: 2 to 3 does not exist
        (NEW_YORK, (2026, 10, 31, 20), NIGHT, 9),  # autumn: 1 to 2 happens twice
        (BERLIN, (2026, 3, 28, 20), NIGHT, 7),
        (BERLIN, (2026, 10, 24, 20), NIGHT, 9),
        (LORD_HOWE, (2026, 10, 3, 20), NIGHT, 7.5),  # half an hour
        (LORD_HOWE, (2026, 4, 4, 20), NIGHT, 8.5),
    ],
)
def test_the_night_of_a_clock_change_is_as_long_as_it_really_is(zone, start, opens, length) -> None:
    calendar = hours(zone, opens)
    begin = at(zone, *start)
    end = (begin + timedelta(hours=12)).astimezone(UTC)
    assert open_time(calendar, begin, end) == timedelta(hours=length)
    closing = add_open_time(calendar, begin, timedelta(hours=length))
    assert closing
    assert closing.astimezone(zone).time() == time(6)


def test_an_opening_in_the_hour_that_the_clock_skips_is_after_the_change() -> None:
    calendar = hours(NEW_YORK, (Span(time(2, 30), time(5)),))
    opening = next_opening(calendar, at(NEW_YORK, 2026, 3, 8, 0, 0))
    assert opening == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert opening.astimezone(NEW_YORK).time() == time(3, 30)


def test_overlapping_spans_count_once() -> None:
    calendar = hours(BERLIN, (Span(time(9), time(13)), Span(time(12), time(17)), Span(time(10), time(11))))
    day = at(BERLIN, 2026, 3, 2, 0, 0)
    assert open_time(calendar, day, day + timedelta(days=1)) == timedelta(hours=8)


def test_a_calendar_that_never_opens_promises_nothing() -> None:
    assert add_open_time(Hours(BERLIN), at(BERLIN, 2026, 3, 2, 12, 0), timedelta(minutes=1)) is None
    assert open_time(Hours(BERLIN), at(BERLIN, 2026, 1, 1), at(BERLIN, 2027, 1, 1)) == timedelta()


quarters = st.integers(0, 95).map(lambda number: time(number // 4, number % 4 * 15))
spans = st.builds(Span, quarters, quarters).filter(lambda span: span.opens != span.closes)
weeks = st.dictionaries(st.integers(0, 6), st.lists(spans, min_size=1, max_size=3).map(tuple), min_size=1)
zones = st.sampled_from(
    [BERLIN, NEW_YORK, LORD_HOWE, ZoneInfo("UTC"), ZoneInfo("Asia/Kolkata"), ZoneInfo("Pacific/Apia")]
)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
calendars = st.builds(
    Hours, zones, weeks, st.dictionaries(days, st.lists(spans, max_size=2).map(tuple), max_size=4), st.just(False)
)
# Hypothesis wants the bounds without a zone and adds it.
FIRST, LAST = datetime(2026, 1, 1), datetime(2027, 12, 31)  # noqa: DTZ001 - see above
moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
lengths = st.integers(1, 60 * 60).map(lambda minutes: timedelta(minutes=minutes))


@settings(max_examples=60)
@given(calendars, moments, lengths)
def test_what_is_added_is_what_lies_between(calendar, start, length) -> None:
    end = add_open_time(calendar, start, length)
    if end is not None:
        assert end >= start + length
        assert open_time(calendar, start, end) == length


@settings(max_examples=60)
@given(calendars, moments)
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar, start) -> None:
    opening = next_opening(calendar, start)
    assert opening
    assert opening >= start
    assert is_open(calendar, opening)
    assert open_time(calendar, start, opening) == timedelta()


@settings(max_examples=60)
@given(calendars, moments, lengths, lengths)
def test_open_time_adds_up(calendar, start, first, second) -> None:
    middle, end = start + first, start + first + second
    whole = open_time(calendar, start, end)
    assert whole == open_time(calendar, start, middle) + open_time(calendar, middle, end)
