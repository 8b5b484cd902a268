"""What the rows must keep: no key points up a floor, names say what they are."""

from collections.abc import Iterable

import pytest
from django.apps import AppConfig, apps
from django.db import models
from django.db.models.fields.related import RelatedField

from tests.architecture.sources import FLOORS, listed

# Columns that a library names.
FOREIGN_DATETIMES = {"last_login", "date_joined", "history_date"}
# The field's established words, and no others (docs/adr/0006-names-of-moments.md).
ESTABLISHED = {"conversations.Conversation.waiting_since", "conversations.Conversation.snoozed_until"}


def our_configs() -> list[AppConfig]:
    return [config for config in apps.get_app_configs() if config.label in FLOORS]


def our_models() -> list[type[models.Model]]:
    return [model for config in our_configs() for model in config.get_models(include_auto_created=True)]


def keys_that_point_up(found: Iterable[type[models.Model]]) -> list[str]:
    """Import contracts cannot see a key given as a string; this walks the loaded models."""
    return [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in found
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if isinstance(field, RelatedField) and is_up(model, field.related_model)
    ]


def is_up(model: type[models.Model], target: type[models.Model]) -> bool:
    source, goal = model._meta.app_label, target._meta.app_label
    return goal in FLOORS and FLOORS.index(goal) > FLOORS.index(source)


def test_every_floor_is_loaded() -> None:
    assert {config.label for config in our_configs()} == set(FLOORS)


def test_no_key_points_up_a_floor() -> None:
    found = keys_that_point_up(our_models())
    assert not found, listed(found)


def test_a_key_that_points_up_is_found() -> None:
    class Upward(models.Model):
        handoff = models.ForeignKey("routing.Handoff", on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "conversations"

        def __str__(self) -> str:
            return "upward"

    try:
        assert keys_that_point_up([Upward]) == ["conversations.Upward.handoff -> routing.Handoff"]
    finally:
        del apps.all_models["conversations"]["upward"]
        apps.clear_cache()


def test_datetimes_end_in_at() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.local_fields
        if isinstance(field, models.DateTimeField) and not field.name.endswith("_at")
    ]
    found = [name for name in wrong if name.split(".")[-1] not in FOREIGN_DATETIMES]
    assert set(found) == ESTABLISHED, listed(found)


@pytest.mark.parametrize("label", FLOORS)
def test_enum_values_are_lowercase_words(label: str) -> None:
    wrong = [
        f"{model._meta.label}.{field.name}: {value}"
        for model in our_models()
        if model._meta.app_label == label and "Historical" not in model.__name__
        for field in model._meta.local_fields
        for value, _ in field.flatchoices
        if isinstance(value, str) and value != value.lower()
    ]
    assert not wrong, listed(wrong)
