"""Figures in words: one form for page, files and whatever else shows them."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from routing.metrics.figure import Figure
from routing.metrics.metric import TargetRange, ValueUnit, WeekMetric
from routing.metrics.trend import Standing, Trend

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def value_words(value: float | None, unit: ValueUnit) -> str:
    """Return a value as people read it; a dash where nothing was counted."""
    if value is None:
        return "–"
    match unit:
        case ValueUnit.SHARE:
            return _("%(number)s %%") % {"number": number_format(value * 100, 1)}
        case ValueUnit.SECONDS:
            return _time_words(value)
        case ValueUnit.EACH | ValueUnit.DEGREE:
            return number_format(value, 2)
        case _:
            return number_format(value, 0 if value == int(value) else 1, force_grouping=True)


def _time_words(seconds: float) -> str:
    if seconds < MINUTE:
        return _("%(number)s s") % {"number": number_format(seconds, 0 if seconds >= 10 else 1)}
    if seconds < HOUR:
        minutes, rest = divmod(round(seconds), MINUTE)
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}
    if seconds < DAY:
        hours, rest = divmod(round(seconds / MINUTE), MINUTE)
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    days, rest = divmod(round(seconds / HOUR), 24)
    return _("%(days)d d %(hours)d h") % {"days": days, "hours": rest}


def target_words(metric: WeekMetric) -> str:
    """Return what a value should be, or nothing."""
    target, unit = metric.target, metric.unit
    if target is None:
        return ""
    return _range_words(target, unit)


def _range_words(target: TargetRange, unit: ValueUnit) -> str:
    low = value_words(target.low, unit)
    high = value_words(target.high, unit)
    if target.low is None:
        return _("at most %(high)s") % {"high": high}
    if target.high is None:
        return _("at least %(low)s") % {"low": low}
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def judgement_words(trend: Trend) -> str:
    """Return how a figure stands to its target."""
    words = {
        Standing.MET: _("on target"),
        Standing.MISSED: _("off target"),
        Standing.TOO_FEW: _("too few to judge"),
        Standing.NONE: "",
    }
    return words[trend.judgement]


def arrow_words(trend: Trend) -> str:
    """Return where a figure went against the four weeks before."""
    if trend.arrow == "none":
        return _("no clear change") if trend.usual is not None and trend.figure.value is not None else ""
    direction = _("up") if trend.arrow == "up" else _("down")
    if trend.better is None:
        return direction
    return (_("%(direction)s, better") if trend.better else _("%(direction)s, worse")) % {"direction": direction}


def interval_words(figure: Figure, unit: ValueUnit) -> str:
    """Return the 95 % interval, or nothing."""
    if figure.interval is None:
        return ""
    parts = {"low": value_words(figure.interval.low, unit), "high": value_words(figure.interval.high, unit)}
    return _("%(low)s to %(high)s") % parts
