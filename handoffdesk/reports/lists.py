"""The rows behind a card, as a table: the same query, so as many rows as the card counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Team, User
from conversations.adapters.registry import CHANNELS
from handoffdesk.reports.words import value_words
from routing.metrics.cohort import Rows
from routing.metrics.metric import ValueUnit, WeekMetric
from routing.metrics.opening import open_times
from routing.metrics.scope import Dimension, Scope
from triggers.enums import Category


@dataclass(frozen=True, slots=True)
class Listed:
    """One row that is counted: when, where, whose, the time that was measured, and its conversation."""

    at: datetime | None
    team: str
    channel: str
    language: str
    reason: str
    agent: str
    seconds: float | None
    conversation: UUID

    @property
    def address(self) -> str:
        """The conversation in the inbox."""
        return reverse("inbox-conversation", args=[self.conversation])

    @property
    def took(self) -> str:
        """The measured time in words."""
        return value_words(self.seconds, ValueUnit.SECONDS)

    def cells(self) -> list[Any]:
        """Return the row for a file; times in ISO 8601 and seconds."""
        at = self.at.isoformat() if self.at else ""
        where = [self.team, self.channel, self.language, self.reason, self.agent]
        return [at, *where, "" if self.seconds is None else round(self.seconds, 3), str(self.conversation)]


def heads() -> list[str]:
    """Return what the cells are called."""
    names = (_("Time"), _("Team"), _("Channel"), _("Language"), _("Reason"), _("Agent"), _("Seconds"))
    return [*names, _("Conversation")]


def counted_rows(metric: WeekMetric, scope: Scope, *, hits: bool) -> Rows:
    """Return what a card counts, the newest first."""
    return metric.rows(scope, hits=hits).order_by(f"-{metric.cohort.at}", "-pk")


def describe(metric: WeekMetric, rows: Rows) -> Iterator[Listed]:
    """Yield rows of a metric in the form in which they are shown."""
    cohort, clock = metric.cohort, metric.clock
    columns = [cohort.at, cohort.conversation]
    columns += [cohort.columns.get(one, "pk") for one in _SHOWN]
    columns += [clock.start, clock.end] if clock else []
    found = list(rows.values_list(*columns))
    teams = {row[2] for row in found}
    called = dict(Team.objects.filter(pk__in=teams).values_list("pk", "name"))
    people = {user.pk: str(user) for user in User.objects.filter(pk__in=_ids(row[6] for row in found))}
    reasons = {key: str(label) for key, label in Category.choices}
    lengths = _lengths(metric, found)
    for row, seconds in zip(found, lengths, strict=True):
        shown = {one: row[2 + place] for place, one in enumerate(_SHOWN) if one in cohort.columns}
        channel = CHANNELS.get(shown[Dimension.CHANNEL])
        yield Listed(
            at=row[0],
            team=called.get(row[2], ""),
            channel=str(channel.label) if channel else str(shown[Dimension.CHANNEL]),
            language=shown[Dimension.LANGUAGE],
            reason=reasons.get(shown.get(Dimension.CATEGORY, ""), ""),
            agent=people.get(shown.get(Dimension.AGENT) or 0, ""),
            seconds=seconds,
            conversation=row[1],
        )


_SHOWN = (Dimension.TEAM, Dimension.CHANNEL, Dimension.LANGUAGE, Dimension.CATEGORY, Dimension.AGENT)


def _ids(values: Iterable[Any]) -> set[int]:
    return {value for value in values if isinstance(value, int)}


def _lengths(metric: WeekMetric, rows: list[tuple[Any, ...]]) -> list[float | None]:
    if not metric.clock or not rows:
        return [None] * len(rows)
    if not metric.clock.open_only:
        return [(row[-1] - row[-2]).total_seconds() for row in rows]
    first, last = min(row[-2] for row in rows), max(row[-1] for row in rows)
    opening = open_times({row[2] for row in rows}, first, last)
    return [opening[row[2]].seconds(row[-2], row[-1]) for row in rows]
