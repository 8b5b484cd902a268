"""The step from three columns of secrets to one structure: everything comes along, both ways."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models.lost_secret import LostSecret

step = import_module("conversations.migrations.0014_one_structure_of_secrets")


class Row(SimpleNamespace):
    """An account as it was between the two migrations."""

    def save(self, update_fields: Any) -> None:
        self.saved = list(update_fields)


def apps_with(*rows: Row) -> Any:
    manager = SimpleNamespace(order_by=lambda _key: list(rows))
    return SimpleNamespace(get_model=lambda *_: SimpleNamespace(objects=manager))


def test_the_secrets_come_along_and_go_back() -> None:
    full = Row(app_secret="a", verify_token="", access_token="t", secrets={})
    empty = Row(app_secret="", verify_token="", access_token="", secrets={})
    step.gather(apps_with(full, empty), None)
    assert (full.secrets, empty.secrets) == ({"app_secret": "a", "access_token": "t"}, {})
    full.app_secret = full.access_token = ""
    step.spread(apps_with(full, empty), None)
    assert (full.app_secret, full.verify_token, full.access_token, empty.app_secret) == ("a", "", "t", "")


def test_a_secret_that_no_key_opens_stops_the_step_before_anything_is_changed() -> None:
    good = Row(app_secret="a", verify_token="", access_token="", secrets={})
    lost = Row(app_secret="a", verify_token=LostSecret("gAAAAA"), access_token="", secrets={})
    with pytest.raises(RuntimeError, match="Put the right key back"):
        step.gather(apps_with(good, lost), None)
    assert good.secrets == {}
