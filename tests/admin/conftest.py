"""An admin at the keyboard."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.admin.rows import make_set, make_user
from tests.browsing import Browser


@pytest.fixture
def boss(db: None) -> User:
    """An admin."""
    return make_user(name="Boss", email="boss@example.com", is_staff=True)


@pytest.fixture
def desk(boss: User) -> Client:
    """The admin's browser."""
    return Browser(boss)


@pytest.fixture
def rows(boss: User) -> dict[str, Any]:
    """One row of every model."""
    return make_set()
