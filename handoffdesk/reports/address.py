"""What a report is asked for in its address: ?week=2026-W49&team=3&channel=whatsapp."""

from collections.abc import Mapping
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from accounts.models import User
from conversations import clock
from routing.metrics.scope import Dimension, Scope
from routing.metrics.week import desk_zone, read_week, week_of

NUMBERS = (Dimension.TEAM, Dimension.AGENT)
LARGEST_NUMBER = 2**31 - 1
LONGEST = 120


def read_scope(given: Mapping[str, str], reader: User) -> Scope:
    """Return the scope of an address. What cannot be read is left out; without a week it is the running one."""
    zone = given.get("zone", "")
    home = desk_zone()
    place = ZoneInfo(zone) if zone in available_timezones() else home
    now = clock.now()
    week = read_week(given.get("week", ""), place) or week_of(now, place)
    scope = Scope(week=week, reader=reader, now=now, elsewhere=place != home)
    for dimension in Dimension:
        text = given.get(dimension, "")[:LONGEST]
        if text and "\x00" not in text and (value := _read(dimension, text)) is not None:
            scope = scope.narrowed(dimension, value)
    return scope


def write_address(scope: Scope, **more: str) -> str:
    """Return the query of a scope, as `read_scope` reads it, and whatever else."""
    given = {"week": scope.week.name}
    if scope.elsewhere:
        given["zone"] = scope.week.zone.key
    given |= {str(dimension): str(value) for dimension, value in scope.filters}
    return urlencode(given | more)


def _read(dimension: Dimension, text: str) -> str | int | None:
    if dimension not in NUMBERS:
        return text
    return int(text) if text.isascii() and text.isdigit() and int(text) <= LARGEST_NUMBER else None
