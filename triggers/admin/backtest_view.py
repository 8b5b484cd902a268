"""A finished back-test as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from triggers.backtesting import Reviewed, Share, WeekHour
from triggers.enums import Mode, Side
from triggers.models import Backtest
from triggers.services.backtests import result as backtest_result
from triggers.services.backtests.result import Example, Judgements

EXAMPLES_A_PAGE = 20
# The chart's measures, in its own units; the page scales it.
BAR, HALF, GAP = 24, 40, 2
DAY_HEIGHT = 2 * HALF + 16


@dataclass(frozen=True, slots=True)
class HourBar:
    """One hour in the chart: its place, how high the change is (from the middle line), and in words."""

    x: int
    y: float
    height: float
    tone: str
    staffed: str
    title: str


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of the chart and of the table below it."""

    name: str
    bars: list[HourBar]
    hours: list[WeekHour]


@dataclass(frozen=True, slots=True)
class ShownShare:
    """A share in per cent with its interval and the counts behind it; empty without cases."""

    value: str
    interval: str
    counts: str


def result_context(request: HttpRequest, backtest: Backtest) -> dict[str, Any]:
    """Return what `result.html` shows of a back-test that is done."""
    judged = backtest_result.judgements_of(backtest)
    both = backtest_result.reviewed(backtest, judged)
    week = backtest_result.week(backtest, timezone.get_current_timezone())
    return {
        "handoffs": backtest.summary.get("handoffs", {}),
        "scenarios": _scenario_rows(backtest, judged),
        "reviewed": [
            (_("Published"), shown_share(both[Side.PUBLISHED].precision), shown_share(both[Side.PUBLISHED].recall)),
            (_("Draft"), shown_share(both[Side.DRAFT].precision), shown_share(both[Side.DRAFT].recall)),
        ],
        "judged_count": len(judged.messages),
        "lists": [
            _listed(request, backtest, judged, gained=True),
            _listed(request, backtest, judged, gained=False),
        ],
        "worst_gained": backtest_result.worst_gained(backtest, judged),
        "worst_lost": backtest_result.worst_lost(backtest, judged),
        "week": _chart(week) if week else None,
        "load": _load(week) if week else None,
        "zone": timezone.get_current_timezone_name(),
    }


def shown_share(share: Share) -> ShownShare:
    """Return a share as people read it."""
    if share.value is None:
        return ShownShare("–", "", _("no verdicts"))
    interval = _("%(low)d to %(high)d %%") % {"low": round(share.low * 100), "high": round(share.high * 100)}
    return ShownShare(f"{share.value * 100:.0f} %", interval, f"{share.hits} / {share.cases}")


def _scenario_rows(backtest: Backtest, judged: Judgements) -> list[dict[str, Any]]:
    measured = backtest_result.reviewed_scenarios(backtest, judged)
    modes = {mode.value: mode.label for mode in Mode}
    rows = []
    for row in backtest.summary.get("scenarios", ()):
        sides: Mapping[str, Reviewed] = measured.get(row["key"], {})
        cells = [
            {
                **row[side],
                "mode": modes.get(row[side]["mode"], _("not there")),
                "precision": shown_share(sides[side].precision) if sides else None,
                "recall": shown_share(sides[side].recall) if sides else None,
            }
            for side in (Side.PUBLISHED, Side.DRAFT)
        ]
        is_quiet = not any((row["gained"], row["lost"], sides, *(cell["fires"] for cell in cells)))
        rows.append({**row, "published": cells[0], "draft": cells[1], "sides": cells, "is_quiet": is_quiet})
    return rows


def _listed(request: HttpRequest, backtest: Backtest, judged: Judgements, *, gained: bool) -> dict[str, Any]:
    name = "gained" if gained else "lost"
    page: Page[Any] = Paginator(backtest_result.changed(backtest, gained=gained), EXAMPLES_A_PAGE).get_page(
        request.GET.get(name)
    )
    examples: list[Example] = backtest_result.examples_of(backtest, page.object_list, judged)
    return {
        "name": name,
        "title": _("Handoffs gained") if gained else _("Handoffs lost"),
        "none": _("The draft adds no handoffs.") if gained else _("The draft loses no handoffs."),
        "page": page,
        "examples": examples,
    }


def _chart(week: list[WeekHour]) -> dict[str, Any]:
    most = max(abs(hour.change) for hour in week) or 1.0
    days = []
    for weekday in range(7):
        hours = week[weekday * 24 : weekday * 24 + 24]
        days.append(DayRow(_day_name(weekday), [_bar(hour, most) for hour in hours], hours))
    return {
        "days": days,
        "most": most,
        "width": 24 * BAR,
        "height": 2 * HALF,
        "middle": HALF,
        "hour_marks": [(hour * BAR, hour) for hour in range(0, 24, 6)],
        "has_change": any(hour.change for hour in week),
    }


def _bar(hour: WeekHour, most: float) -> HourBar:
    height = abs(hour.change) / most * (HALF - GAP)
    tone = "more" if hour.change > 0 else "fewer"
    staffed = "open" if hour.staffed >= 0.5 else "closed"
    title = _("%(day)s %(hour)02d:00: %(change)+.1f a week (%(draft).1f instead of %(published).1f)") % {
        "day": _day_name(hour.weekday),
        "hour": hour.hour,
        "change": hour.change,
        "draft": hour.draft,
        "published": hour.published,
    }
    return HourBar(
        hour.hour * BAR, round(HALF - height if hour.change > 0 else HALF, 2), round(height, 2), tone, staffed, title
    )


def _load(week: list[WeekHour]) -> dict[str, float]:
    """Return handoffs a week inside and outside of staffed hours, and how many of them come per staffed hour."""
    inside = [sum(getattr(hour, side) * hour.staffed for hour in week) for side in ("published", "draft")]
    whole = [sum(getattr(hour, side) for hour in week) for side in ("published", "draft")]
    staffed = sum(hour.staffed for hour in week)
    return {
        "staffed": staffed,
        "published_inside": inside[0],
        "draft_inside": inside[1],
        "published_outside": whole[0] - inside[0],
        "draft_outside": whole[1] - inside[1],
        "published_rate": inside[0] / staffed if staffed else 0.0,
        "draft_rate": inside[1] / staffed if staffed else 0.0,
    }


def _day_name(weekday: int) -> str:
    # 1 January 2024 was a Monday.
    return date_format(datetime(2024, 1, 1 + weekday, 12, tzinfo=timezone.get_current_timezone()), "l")
