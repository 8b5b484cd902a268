"""Admin pages for hours, promises, acknowledgements and the evidence of handoffs."""

from routing.admin import (
    acknowledgements,
    agents,
    calendars,
    handoffs,
    inbound,
    linting,
    managers,
    presets,
    simulation,
    sla,
)

__all__ = [
    "acknowledgements",
    "agents",
    "calendars",
    "handoffs",
    "inbound",
    "linting",
    "managers",
    "presets",
    "simulation",
    "sla",
]
