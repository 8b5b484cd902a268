"""Pages that say no: in plain words, with a way back."""

import pytest
from django.test import Client

from tests.factories.accounts import TeamFactory, make_agent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [("/admin/triggers/scenario/", 403, "You can't open this page"), ("/nowhere/", 404, "Page not found")],
)
def test_a_refused_page_says_so_and_leads_back(address: str, status: int, words: str) -> None:
    client = Client()
    client.force_login(make_agent(TeamFactory.create(), name="Ana Silva"))
    answer = client.get(address, follow=True)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert 'href="/inbox/"' in answer.content.decode()
