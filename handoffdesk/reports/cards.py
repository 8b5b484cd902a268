"""The cards of the weekly page: each metric with its trend, target and the address of what it counts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from handoffdesk.reports.address import write_address
from handoffdesk.reports.charts import ChartBar, bars
from handoffdesk.reports.words import arrow_words, interval_words, judgement_words, target_words, value_words
from routing.access import reach_of
from routing.metrics.metric import Kind, WeekMetric
from routing.metrics.registry import HEADLINES, SECTIONS, all_metrics
from routing.metrics.scope import Scope
from routing.metrics.trend import Trend, trends


@dataclass(frozen=True, slots=True)
class Card:
    """One metric as it is shown; all words, the bars and the addresses of the rows."""

    trend: Trend
    value: str
    late: str
    usual: str
    target: str
    judgement: str
    arrow: str
    interval: str
    before: tuple[str, ...]
    bars: list[ChartBar]
    rows: str
    hits: str

    @property
    def metric(self) -> WeekMetric:
        """What is shown."""
        return self.trend.metric


@dataclass(frozen=True, slots=True)
class Section:
    """Cards that belong together."""

    name: str
    title: Promise
    cards: list[Card]


def readable_metrics(scope: Scope) -> list[WeekMetric]:
    """Return the metrics that say something to this reader: an agent reads those of their own work alone.

    What cannot be filtered as the scope asks is left out.
    """
    manages = reach_of(scope.reader).manages
    metrics = (metric for metric in all_metrics().values() if manages or metric.cohort.person)
    return [metric for metric in metrics if metric.cohort.answers(scope)]


def make_cards(scope: Scope) -> dict[str, Card]:
    """Return a card for each metric by its name."""
    return {name: _card(trend, scope) for name, trend in trends(readable_metrics(scope), scope).items()}


def headlines(cards: dict[str, Card]) -> list[Card]:
    """Return the five numbers on top, as far as this reader has them."""
    return [cards[name] for name in HEADLINES if name in cards]


def sections(cards: Iterable[Card]) -> list[Section]:
    """Return the cards by section, without empty ones."""
    found = [Section(name, title, []) for name, title in SECTIONS.items()]
    places = {section.name: section.cards for section in found}
    for card in cards:
        places[card.metric.section].append(card)
    return [section for section in found if section.cards]


def _card(trend: Trend, scope: Scope) -> Card:
    metric, figure = trend.metric, trend.figure
    address = reverse("report-rows", args=[metric.name])
    weeks = [*trend.before, figure]
    return Card(
        trend=trend,
        value=value_words(figure.value, metric.unit),
        late=value_words(figure.late, metric.unit) if figure.late is not None else "",
        usual=value_words(trend.usual, metric.unit),
        target=target_words(metric),
        judgement=judgement_words(trend),
        arrow=arrow_words(trend),
        interval=interval_words(figure, metric.unit),
        before=tuple(value_words(week.value, metric.unit) for week in trend.before),
        bars=bars([week.value for week in weeks]),
        rows=f"{address}?{write_address(scope)}",
        hits=f"{address}?{write_address(scope, only='hits')}" if metric.kind == Kind.SHARE else "",
    )
