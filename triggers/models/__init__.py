"""When a human must step in: the rules, their versions, what they found, and what people say of it."""

from triggers.models.backtest import Backtest, BacktestFinding
from triggers.models.detection import Detection
from triggers.models.group import WordGroup
from triggers.models.preset import InstalledScenario
from triggers.models.review import RegressionCase, Verdict
from triggers.models.scenario import Phrase, Scenario
from triggers.models.version import TriggerVersion

__all__ = [
    "Backtest",
    "BacktestFinding",
    "Detection",
    "InstalledScenario",
    "Phrase",
    "RegressionCase",
    "Scenario",
    "TriggerVersion",
    "Verdict",
    "WordGroup",
]
