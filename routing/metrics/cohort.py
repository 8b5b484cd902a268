"""Which rows a metric is about: one source, its clock, and the columns by which it is filtered and grouped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import Combinable

from routing.access import Reach, reach_of
from routing.metrics.scope import Dimension, Scope

Rows = QuerySet[Any, Any]
#: What a metric needs to know of a row beside its columns, as an expression for one scope.
Fact = Callable[[Scope], Combinable]


@dataclass(frozen=True)
class Cohort:
    """Rows of one model that belong to a week.

    `source`: the rows of a scope's week. `at`: the moment by which a row is listed. `columns`: the column of each
    dimension. `person`: the column of the person whose figure it is; without one only managers read it.
    `conversation`: the column with the conversation's key. `facts`: what metrics may ask by name.
    """

    name: str
    model: type[Model]
    source: Callable[[Scope], Rows]
    at: str
    columns: Mapping[Dimension, str]
    conversation: str
    person: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def answers(self, scope: Scope) -> bool:
        """Whether the rows can be filtered as the scope asks."""
        return all(dimension in self.columns for dimension, _ in scope.filters)

    def rows(self, scope: Scope, needs: tuple[str, ...] = ()) -> Rows:
        """Return the rows of the scope that its reader may see, with the facts that are needed; none it cannot say."""
        columns = {self.columns[one]: value for one, value in scope.filters if one in self.columns}
        wanted = {*needs, *columns} & self.facts.keys()
        rows: Rows = self.source(scope).filter(self._seen_by(reach_of(scope.reader)))
        rows = rows.annotate(**{name: self.facts[name](scope) for name in sorted(wanted)}).filter(**columns)
        return rows if self.answers(scope) else rows.none()

    def _seen_by(self, reach: Reach) -> Q:
        if reach.everything:
            return Q()
        seen = Q(**{f"{self.columns[Dimension.TEAM]}__in": reach.teams})
        return seen | Q(**{self.person: reach.person}) if self.person else seen
