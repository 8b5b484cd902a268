"""Every page of every registered model opens and saves."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from accounts.models import User
from routing.models import Handoff
from tests.admin.forms import form_of
from tests.admin.rows import make_set

READ_ONLY = {
    "conversation",
    "event",
    "aiturn",
    "message",
    "inboundevent",
    "triggerversion",
    "detection",
    "verdict",
    "handoff",
    "task",
    "deadline",
    "notification",
    "notificationdelivery",
    "alarm",
    "heartbeat",
    "sweeprun",
}
WITHOUT_ADD = READ_ONLY | {"lead", "periodictask", "regressioncase"}
# Asked for by hand, and then the desk's own work.
WITHOUT_CHANGE = READ_ONLY | {"backtest"}
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)
NAMES = [model._meta.label_lower for model in MODELS]


def address(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def row_of(model: Any, rows: dict[str, Any]) -> Any:
    if model is CrontabSchedule:
        return CrontabSchedule.objects.get_or_create(minute="0", hour="4")[0]
    if model in (PeriodicTask, IntervalSchedule):
        return model.objects.first()
    return rows[model._meta.model_name]


def test_exactly_the_desks_models_are_registered() -> None:
    assert set(NAMES) == {
        "accounts.apikey",
        "accounts.team",
        "accounts.user",
        "conversations.aiprofile",
        "conversations.aiturn",
        "conversations.article",
        "conversations.brand",
        "conversations.channelaccount",
        "conversations.conversation",
        "conversations.event",
        "conversations.inboundevent",
        "conversations.lead",
        "conversations.message",
        "conversations.tag",
        "django_celery_beat.crontabschedule",
        "django_celery_beat.intervalschedule",
        "django_celery_beat.periodictask",
        "operations.alarm",
        "operations.heartbeat",
        "operations.sweeprun",
        "notifications.notification",
        "notifications.notificationdelivery",
        "routing.acknowledgementtemplate",
        "routing.calendar",
        "routing.deadline",
        "routing.handoff",
        "routing.slapolicy",
        "routing.task",
        "triggers.backtest",
        "triggers.detection",
        "triggers.phrase",
        "triggers.regressioncase",
        "triggers.scenario",
        "triggers.triggerversion",
        "triggers.verdict",
        "triggers.wordgroup",
    }


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_list_opens_empty_and_full_and_searches(desk: Client, model: Any) -> None:
    assert desk.get(address(model, "changelist")).status_code == 200
    make_set()
    assert desk.get(address(model, "changelist")).status_code == 200
    assert desk.get(address(model, "changelist"), {"q": "Refund 7"}).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_row_opens_and_its_history_too(desk: Client, rows: dict[str, Any], model: Any) -> None:
    row = row_of(model, rows)
    assert desk.get(address(model, "change", row.pk)).status_code == 200
    assert desk.get(address(model, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("model", [m for m in MODELS if m._meta.model_name not in WITHOUT_CHANGE], ids=str)
def test_row_saves_as_it_is(desk: Client, rows: dict[str, Any], model: Any) -> None:
    url = address(model, "change", row_of(model, rows).pk)
    answer = desk.post(url, form_of(desk.get(url).content))
    assert answer.status_code == 302, answer.context["errors"]


@pytest.mark.parametrize("model", [m for m in MODELS if m._meta.model_name in READ_ONLY], ids=str)
def test_evidence_cannot_be_made_changed_or_deleted(desk: Client, rows: dict[str, Any], model: Any) -> None:
    row = rows[model._meta.model_name]
    assert desk.get(address(model, "add")).status_code == 403
    assert desk.post(address(model, "change", row.pk), {"state": "x"}).status_code == 403
    assert desk.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    desk.post(address(model, "changelist"), chosen)
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", [m for m in MODELS if m._meta.model_name not in WITHOUT_ADD], ids=str)
def test_add_page_opens_and_says_what_is_missing(desk: Client, model: Any) -> None:
    page = desk.get(address(model, "add"))
    assert page.status_code == 200
    assert desk.post(address(model, "add"), form_of(page.content)).status_code in {200, 302}


def test_every_field_says_what_it_is_for(desk: Client) -> None:
    request = desk.get(reverse("admin:index")).wsgi_request
    silent = [
        f"{model._meta.label_lower}.{name}"
        for model, page in admin.site._registry.items()
        if page.has_change_permission(request)
        for name, field in page.get_form(request).base_fields.items()
        if not field.help_text and not field.widget.is_hidden
    ]
    assert silent == []


@pytest.mark.parametrize(
    "name", ["handoff", "task", "message", "event", "aiturn", "detection", "notification", "deadline"]
)
def test_where_a_conversation_is_meant_a_way_leads_to_the_inbox(desk: Client, rows: dict[str, Any], name: str) -> None:
    way = reverse("inbox-conversation", args=(rows["conversation"].pk,))
    for shown in (rows[name], rows["conversation"]):
        assert way in desk.get(address(type(shown), "changelist")).content.decode()
        assert way in desk.get(address(type(shown), "change", shown.pk)).content.decode()
    for shown in (rows["lead"], rows["verdict"]):
        assert way in desk.get(address(type(shown), "changelist")).content.decode()


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_list_needs_as_many_queries_for_three_rows_as_for_one(desk: Client, rows: dict[str, Any], model: Any) -> None:
    url = address(model, "changelist")
    desk.get(url)
    with CaptureQueriesContext(connection) as one:
        desk.get(url)
    make_set()
    make_set()
    desk.get(url)
    with CaptureQueriesContext(connection) as three:
        desk.get(url)
    assert len(three) == len(one), "\n".join(query["sql"][:200] for query in three.captured_queries)


def test_values_from_strangers_are_escaped(desk: Client, rows: dict[str, Any]) -> None:
    for name in ("message", "event", "inboundevent", "lead", "handoff"):
        page = desk.get(address(type(rows[name]), "change", rows[name].pk)).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>" not in page.split("<body", 1)[1].replace("<body>", "")
        assert "<i>who" not in page


@pytest.fixture
def noon() -> Iterator[None]:
    """A moment from which today is as long as a test needs it."""
    with time_machine.travel(datetime(2026, 3, 2, 12, 0, tzinfo=UTC), tick=False):
        yield


def test_board_counts_what_waits(noon: None, desk: Client, rows: dict[str, Any]) -> None:
    page = desk.get(reverse("admin:index"))
    tiles = {tile.label: tile for tile in page.context["board"].tiles}
    assert tiles["waiting for a person"].value == 1
    assert tiles["longest wait"].value == "0:00"
    assert tiles["inbound errors"].value == 1
    assert tiles["dead letters, 7 days"].value == 1
    assert tiles["handoffs today"].value == 1
    assert tiles["SLA breaches today"].value == 0
    for tile in tiles.values():
        assert desk.get(tile.url).status_code == 200, tile.url


def test_today_begins_with_the_first_of_two_midnights(desk: Client, boss: User, rows: dict[str, Any]) -> None:
    User.objects.filter(pk=boss.pk).update(time_zone="America/Havana")
    Handoff.objects.update(detected_at=datetime(2026, 11, 1, 4, 30, tzinfo=UTC))
    with time_machine.travel(datetime(2026, 11, 1, 5, 40, tzinfo=UTC), tick=False):
        tiles = {tile.label: tile for tile in desk.get(reverse("admin:index")).context["board"].tiles}
    assert tiles["handoffs today"].value == 1, "half past midnight came twice, and this was the first"
