"""What is wrong with rules, before anybody is bothered by it: phrases, scenarios, and what fires on harmless words."""

from triggers.linting.corpus import Harmless, harmless_sentences
from triggers.linting.finding import ERROR, WARNING, Effect, Finding, Surroundings
from triggers.linting.linter import lint

__all__ = ["ERROR", "WARNING", "Effect", "Finding", "Harmless", "Surroundings", "harmless_sentences", "lint"]
