"""How much open time lies between two moments, for many pairs at once."""

from bisect import bisect_right
from datetime import datetime
from itertools import accumulate

from accounts.models import Team
from routing.calendar import Hours, next_opening, open_periods
from routing.services.hours import promise_of


class OpenTime:
    """The open periods of a team's calendar in a stretch of time, added up."""

    def __init__(self, hours: Hours, begins: datetime, ends: datetime) -> None:
        """Work out the periods once. Hours that never open count day and night, as the SLA does."""
        never = next_opening(hours, begins) is None
        periods = [(begins, ends)] if never else open_periods(hours, begins, ends)
        self._opens = [opening.timestamp() for opening, _ in periods]
        lengths = [(closing - opening).total_seconds() for opening, closing in periods]
        self._lengths = lengths
        self._before = [0.0, *accumulate(lengths)]

    def seconds(self, start: datetime, end: datetime) -> float:
        """Return the open seconds between two moments of the stretch."""
        return self._until(end.timestamp()) - self._until(start.timestamp())

    def _until(self, moment: float) -> float:
        place = bisect_right(self._opens, moment) - 1
        if place < 0:
            return 0.0
        return self._before[place] + min(moment - self._opens[place], self._lengths[place])


def open_times(team_ids: set[int], begins: datetime, ends: datetime) -> dict[int, OpenTime]:
    """Return the open time of each team."""
    return {team.pk: OpenTime(promise_of(team).hours, begins, ends) for team in Team.objects.filter(pk__in=team_ids)}
