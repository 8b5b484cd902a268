"""When a human must step in: the rules, their versions, and what they found."""

from triggers.models.detection import Detection
from triggers.models.scenario import Phrase, Scenario
from triggers.models.version import TriggerVersion

__all__ = ["Detection", "Phrase", "Scenario", "TriggerVersion"]
