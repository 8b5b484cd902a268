"""Each model of the house has a factory, and each factory builds a row that keeps the model's rules."""

import pytest
from django.apps import apps
from factory.django import DjangoModelFactory

from accounts.models import ApiKey
from tests.factories import accounts, conversations, notifications, routing, triggers

MODULES = (accounts, conversations, triggers, routing, notifications)
# Only the service knows a key in clear: `accounts.make_key`.
BY_SERVICE = {ApiKey}
FLOORS = ("accounts", "conversations", "triggers", "routing", "notifications")
FACTORIES = {
    name: made
    for module in MODULES
    for name, made in vars(module).items()
    if isinstance(made, type) and issubclass(made, DjangoModelFactory) and made is not DjangoModelFactory
}


def test_each_model_has_one():
    models = {
        model
        for floor in FLOORS
        for model in apps.get_app_config(floor).get_models()
        if not model.__name__.startswith("Historical")
    }
    assert models - {made._meta.model for made in FACTORIES.values()} == BY_SERVICE


@pytest.mark.django_db
@pytest.mark.parametrize("name", FACTORIES)
def test_it_builds_a_row_twice(name: str):
    for _ in range(2):
        row = FACTORIES[name].create()
        row.refresh_from_db()
