"""People at the log-in pages."""

import pytest
from django.test import Client

from accounts.models import User

PASSWORD = "a-long-old-password"


@pytest.fixture
def ana(db: None) -> User:
    return User.objects.create_user("ana@desk.test", PASSWORD, name="Ana Support")


@pytest.fixture
def ben(db: None) -> User:
    return User.objects.create_user("ben@desk.test", PASSWORD, name="Ben Support")


@pytest.fixture
def browser(ana: User) -> Client:
    """Ana's session, and nothing else of Ana's."""
    client = Client()
    client.force_login(ana)
    return client
