"""No damaged value takes a page down: the row is shown, and marked where it is read."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, transaction
from django.db.models import Field, Model
from django.test import Client
from django.urls import reverse

from conversations.models import AiTurn, Lead, Message
from conversations.models.stored import StoredList, StoredObject
from handoffdesk.operations.watchdog.backlog import find_backlog
from notifications.models import Notification
from triggers.models import Scenario, TriggerVersion
from triggers.services import compiled
from triggers.services.presets.install import install_preset

#: As the database stores them: another kind, the other container, unexpected content.
DAMAGES = (
    "7", "[[]]", '{"unexpected": 1}', '[{"key": "half", "phrases": 3}]', '{"judged": {"since": []}}',
    ('{"since": 0, "version": 1, "tags": 7, "signals": "x", "lang": [], "judged": 5, "evidence": [3], "fields": 5, '
    '"text": 7, "context": [4], "name": {}, "agent": "x", "to": [], "steps": 1}'),
)  # fmt: skip


def columns() -> Iterator[tuple[type[Model], "Field[Any, Any]"]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, StoredObject | StoredList):
                yield model, field


def damage(model: type[Model], field: "Field[Any, Any]", stored: str) -> None:
    cast = "::jsonb" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{model._meta.db_table}" SET "{field.column}" = %s{cast}', [stored])  # noqa: S608 - names are the models' own


def pages_of(model: type[Model]) -> Iterator[str]:
    """The pages of the admin and the calls of the API that may read such a row."""
    if model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield from (
            reverse(f"{name}_change", args=[row]) for row in model._default_manager.values_list("pk", flat=True)[:1]
        )
    if model in (Scenario, TriggerVersion):
        yield from map(reverse, ("admin:index", "admin:publish"))
    if model in (Lead, Notification):
        yield from map(reverse, ("api:leads", "api:notifications"))
    if model in (Message, AiTurn, TriggerVersion):
        asked = Message.objects.filter(author="lead").values_list("pk", flat=True)
        yield from (reverse("api:why", args=[pk]) for pk in asked)
    if model._meta.app_label != "triggers":
        for pk in Message.objects.values_list("conversation_id", flat=True).distinct():
            yield from (reverse(f"api:{name}", args=[pk]) for name in ("conversation", "timeline"))


def test_no_damaged_value_takes_a_page_down(desk: Client, rows: dict[str, Any]) -> None:
    desk.raise_request_exception = False
    desk.get("/")  # logs in, outside what is rolled back below
    broken: dict[str, object] = {}
    for model, field in columns():
        for stored in DAMAGES:
            with transaction.atomic():
                damage(model, field, stored)
                for page in pages_of(model):
                    answer = desk.get(page)
                    if answer.status_code != 200:
                        place = f"{model._meta.label}.{field.name} = {stored}: {page}"
                        broken[place] = (getattr(answer, "exc_info", None) or (None, answer.status_code))[1]
                transaction.set_rollback(True)
        compiled.forget()
    assert not broken, "\n".join(f"{place}: {error!r}" for place, error in broken.items())


def test_a_damaged_row_says_so(desk: Client, rows: dict[str, Any]) -> None:
    handoff, version = rows["handoff"], rows["triggerversion"]
    damage(type(handoff), type(handoff)._meta.get_field("package"), '"half a package"')
    damage(TriggerVersion, TriggerVersion._meta.get_field("snapshot"), '[{"key": "half"}]')

    told = desk.get(reverse("api:handoff", args=[handoff.pk])).json()
    assert told["package"]["problem"] == "This handoff's context can't be read. Read the thread instead."
    assert "damaged" in desk.get(reverse("admin:routing_handoff_change", args=[handoff.pk])).content.decode()
    page = desk.get(reverse("admin:triggers_triggerversion_change", args=[version.pk])).content.decode()
    assert "This version is damaged" in page


@pytest.mark.usefixtures("db")
def test_a_damaged_row_is_saved_as_it_was_found(rows: dict[str, Any]) -> None:
    message = rows["message"]
    damage(Message, Message._meta.get_field("extra"), '["odd"]')
    found = Message.objects.get(pk=message.pk)
    assert found.extra == {}
    found.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extra FROM conversations_message WHERE body = %s", [message.body])
        assert cursor.fetchall()[0][0] in ('["odd"]', ["odd"])


@pytest.mark.usefixtures("db")
def test_messages_are_judged_by_the_last_version_that_is_whole() -> None:
    good = install_preset(name="general")
    TriggerVersion.objects.create(number=2, snapshot=[{"key": "half"}])
    compiled.forget()
    assert compiled.active_ruleset().version == 1, good
    assert compiled.damage_of_published() == "version 2 is damaged; the last good version decides"
    assert dict(find_backlog())["rules_damaged"]
    TriggerVersion.objects.filter(number=2).delete()
    assert compiled.damage_of_published() == ""
