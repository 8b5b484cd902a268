"""Admin pages for scenarios, phrases, versions and detections."""

from triggers.admin import detections, phrases, scenarios, versions

__all__ = ["detections", "phrases", "scenarios", "versions"]
