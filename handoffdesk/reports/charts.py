"""The geometry of charts; templates draw them as SVG. The numbers stand beside each as text."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 120.0, 32.0, 4.0
LOWEST = 1.0


@dataclass(frozen=True, slots=True)
class ChartBar:
    """One bar: where it stands, and whether it is the last, which is drawn filled where the others are outlines."""

    x: float
    y: float
    width: float
    height: float
    last: bool


def bars(values: Sequence[float | None]) -> list[ChartBar]:
    """Return a bar for each value from zero up, the largest as high as the chart; a missing value has none."""
    largest = max((value for value in values if value is not None), default=0.0)
    width = (WIDTH - GAP * (len(values) - 1)) / max(len(values), 1)
    found = []
    for number, value in enumerate(values):
        if value is None:
            continue
        height = max(HEIGHT * value / largest, LOWEST) if largest > 0 else LOWEST
        place = round(number * (width + GAP), 2)
        found.append(
            ChartBar(place, round(HEIGHT - height, 2), round(width, 2), round(height, 2), number == len(values) - 1)
        )
    return found
