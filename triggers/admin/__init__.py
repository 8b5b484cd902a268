"""Admin pages for scenarios, phrases, versions and detections."""

from triggers.admin import (
    backtests,
    cases,
    detections,
    groups,
    lint_panel,
    phrases,
    publish_page,
    scenarios,
    verdicts,
    versions,
    why,
)

__all__ = [
    "backtests",
    "cases",
    "detections",
    "groups",
    "lint_panel",
    "phrases",
    "publish_page",
    "scenarios",
    "verdicts",
    "versions",
    "why",
]
