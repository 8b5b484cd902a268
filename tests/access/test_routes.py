"""Every call of the API by each of the five; a new route fails here until it has a row."""

import uuid

import pytest
from django.urls import URLPattern, reverse

from conversations.models import Event
from handoffdesk.api import urls
from handoffdesk.api.views.base import DeskView
from tests.access.rows import LISTS, ROWS, Row
from tests.api.cast import ACTORS, Cast

# The document holds no data; every other address answers 401 or 404 (tests/api/test_errors.py).
OPEN = {"schema", "missing"}


def routes() -> dict[str, URLPattern]:
    return {str(pattern.name): pattern for pattern in urls.urlpatterns}


def view_of(pattern: URLPattern) -> type[DeskView]:
    view: type[DeskView] = vars(pattern.callback)["view_class"]
    return view


def address(row: Row, key: str) -> str:
    path = reverse(f"api:{row.name}", args=[key] if row.key else [])
    return f"{path}?{row.query}" if row.query else path


def test_each_call_has_a_row():
    calls = {
        (name, method) for name, pattern in routes().items() if name not in OPEN for method in view_of(pattern).calls
    }
    assert {(row.name, row.method) for row in ROWS} == calls


def test_what_a_view_declares_is_what_it_does():
    for name, pattern in routes().items():
        if name in OPEN:
            continue
        view = view_of(pattern)
        does = {verb.upper() for verb in ("get", "post", "put", "patch", "delete") if hasattr(view, verb)}
        assert set(view.calls) == does, name


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_may_call(cast: Cast, row: Row, actor: str):
    conversation = row.scene(cast)
    key = row.key(conversation) if row.key else ""
    before = Event.objects.count()

    answer = cast.caller(actor).call(row.method, address(row, key), row.body)

    assert answer.status == row.status(actor), answer.json
    if answer.status >= 400:
        assert Event.objects.count() == before


@pytest.mark.parametrize("row", [row for row in ROWS if row.key], ids=str)
def test_a_foreign_object_looks_missing(cast: Cast, row: Row):
    assert row.key
    foreign = row.key(row.scene(cast))
    caller = cast.caller("outsider")

    refused = caller.call(row.method, address(row, foreign), row.body)
    missing = caller.call(row.method, address(row, str(uuid.uuid4())), row.body)
    garbage = caller.call(row.method, address(row, "nonsense"), row.body)

    assert (refused.status, refused.json) == (missing.status, missing.json) == (garbage.status, garbage.json)
    assert refused.status == 404


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor != "anonymous"])
@pytest.mark.parametrize("name", LISTS)
def test_lists_hold_what_one_may_see(cast: Cast, name: str, actor: str):
    LISTS[name](cast)

    answer = cast.caller(actor).get(reverse(f"api:{name}"))

    assert bool(answer.ids) == (actor != "outsider")


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor != "anonymous"])
def test_counts_count_what_one_may_see(cast: Cast, actor: str):
    LISTS["conversations"](cast)

    assert cast.caller(actor).get("conversations/counts/").json["waiting"] == (0 if actor == "outsider" else 1)


@pytest.mark.parametrize("actor", ACTORS)
def test_a_page_beyond_the_first_is_no_way_round(cast: Cast, actor: str):
    for _ in range(3):
        LISTS["conversations"](cast)
    following = cast.caller("admin").get("conversations/", limit=1).json["next"]

    answer = cast.caller(actor).get(following)

    if actor == "anonymous":
        assert answer.status == 401
    else:
        assert len(answer.ids) == (0 if actor == "outsider" else 1)
