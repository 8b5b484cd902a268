"""The pages and files of the week. Whose figures one reads is decided in `routing.metrics` by `routing.access`."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Team, User
from conversations.adapters.registry import CHANNELS
from handoffdesk.reports.address import read_scope, write_address
from handoffdesk.reports.breakdowns import TITLES, make_breakdowns, make_hours
from handoffdesk.reports.cards import headlines, make_cards, readable_metrics, sections
from handoffdesk.reports.files import KINDS, answer_file, week_heads, week_rows
from handoffdesk.reports.lists import counted_rows, describe, heads
from routing.access import managed_teams, reach_of
from routing.metrics.cohorts import HANDOFFS
from routing.metrics.plans import uncompiled
from routing.metrics.scope import Dimension, Scope
from routing.metrics.trend import WEEKS_BEFORE

PAGE = 100
IN_THE_FORM = (Dimension.TEAM, Dimension.CHANNEL)


@never_cache
@require_safe
@uncompiled()
def show_week(request: HttpRequest) -> HttpResponse:
    """Show a week: five numbers, all cards, breakdowns and hours."""
    scope = _scope(request)
    cards = make_cards(scope)
    return render(
        request,
        "reports/week.html",
        _frame(scope)
        | {
            "headlines": headlines(cards),
            "sections": sections(cards.values()),
            "weeks": [scope.week.shifted(-back).name for back in range(WEEKS_BEFORE, 0, -1)],
            "breakdowns": make_breakdowns(scope),
            "hours": make_hours(scope) if HANDOFFS.answers(scope) else [],
            "clock": range(24),
            "files": [
                (kind.upper(), f"{reverse('report-file', args=[kind])}?{write_address(scope)}") for kind in KINDS
            ],
        },
    )


@never_cache
@require_safe
@uncompiled()
def week_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Return a week's figures as a file."""
    if kind not in KINDS:
        raise Http404
    scope = _scope(request)
    return answer_file(kind, f"week-{scope.week.name}", week_heads(), week_rows(make_cards(scope).values()))


@never_cache
@require_safe
@uncompiled()
def show_rows(request: HttpRequest, name: str) -> HttpResponse:
    """Show what a card counts, a page at a time; `?only=hits` the numerator alone."""
    scope = _scope(request)
    metric = _metric(scope, name)
    hits = request.GET.get("only") == "hits"
    rows = counted_rows(metric, scope, hits=hits)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    more = {"only": "hits"} if hits else {}
    here = reverse("report-rows", args=[name])
    return render(
        request,
        "reports/rows.html",
        _frame(scope)
        | {
            "metric": metric,
            "page": page,
            "rows": list(describe(metric, rows[page.start_index() - 1 if page else 0 : page.end_index()])),
            "hits": hits,
            "timed": metric.clock is not None,
            "week_address": f"{reverse('report')}?{write_address(scope)}",
            "older": f"{here}?{write_address(scope, **more, page=str(page.number + 1))}",
            "newer": f"{here}?{write_address(scope, **more, page=str(page.number - 1))}",
            "files": [
                (kind.upper(), f"{reverse('report-rows-file', args=[name, kind])}?{write_address(scope, **more)}")
                for kind in KINDS
            ],
        },
    )


@never_cache
@require_safe
@uncompiled()
def rows_file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """Return what a card counts as a file."""
    if kind not in KINDS:
        raise Http404
    scope = _scope(request)
    metric = _metric(scope, name)
    rows = describe(metric, counted_rows(metric, scope, hits=request.GET.get("only") == "hits"))
    return answer_file(kind, f"{name}-{scope.week.name}", heads(), (row.cells() for row in rows))


def _scope(request: HttpRequest) -> Scope:
    assert isinstance(request.user, User)  # noqa: S101 - narrows the type: LoginRequiredMiddleware let it through
    return read_scope(request.GET.dict(), request.user)


def _metric(scope: Scope, name: str) -> Any:
    found = next((metric for metric in readable_metrics(scope) if metric.name == name), None)
    if found is None:
        raise Http404
    return found


def _frame(scope: Scope) -> dict[str, Any]:
    """Return what both pages have around them: the week, its neighbours, the form, the other filters."""
    reach = reach_of(scope.reader)
    chosen = dict(scope.filters)
    rest = [(one, value) for one, value in scope.filters if one not in IN_THE_FORM]
    return {
        "scope": scope,
        "running": scope.week.is_running(scope.now),
        "own": not reach.manages,
        "teams": managed_teams(scope.reader) if reach.manages else Team.objects.none(),
        "channels": [(key, one.label) for key, one in CHANNELS.items()],
        "team": chosen.get(Dimension.TEAM),
        "channel": chosen.get(Dimension.CHANNEL),
        "rest": [(one.value, str(TITLES[one]), _called(one, value), value) for one, value in rest],
        "zone": scope.week.zone.key,
        "previous": write_address(scope.shifted(-1)),
        "next": "" if scope.week.is_running(scope.now) else write_address(scope.shifted(1)),
    }


def _called(dimension: Dimension, value: Any) -> str:
    """Return what a filter's value is called; of a person no more than their number, as anybody may type one."""
    return _("number %(number)s") % {"number": value} if dimension == Dimension.AGENT else str(value)
