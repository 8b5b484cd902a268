"""The arithmetic of a back-test: two rule sets on the same facts, and what their findings say. Pure code."""

from triggers.backtesting.comparison import Comparison, RuleOutcome
from triggers.backtesting.intervals import Share, wilson
from triggers.backtesting.reviewed import Reviewed, measure_reviewed
from triggers.backtesting.week import WeekHour, week_of

__all__ = ["Comparison", "Reviewed", "RuleOutcome", "Share", "WeekHour", "measure_reviewed", "week_of", "wilson"]
