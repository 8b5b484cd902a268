"""A value with what must be known to read it."""

from dataclasses import dataclass

from routing.metrics.chance import Interval


@dataclass(frozen=True, slots=True)
class Figure:
    """What a metric came to.

    `value`: None where nothing was counted. `count`: the rows of the denominator, `hits` those of the numerator.
    `late`: the 90th percentile of a time. `interval`: 95 %. `total` and `squares`: of amounts; `ordered`: of times.
    `asked`: False where the rows cannot be filtered as the scope asks.
    """

    count: int = 0
    hits: int = 0
    value: float | None = None
    late: float | None = None
    interval: Interval | None = None
    total: float = 0.0
    squares: float = 0.0
    ordered: tuple[float, ...] = ()
    asked: bool = True
