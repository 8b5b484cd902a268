"""A database that takes nothing: 503 and plain words, nothing half-written, and it works again by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from conversations.adapters.meta.signature import sign
from conversations.models import Conversation, InboundEvent, Lead, Message
from handoffdesk.server.unavailable import Trouble, trouble_of
from tests.adapters.payloads import NUMBER_ID, text_body
from tests.factories.accounts import UserFactory
from tests.factories.conversations import ChannelAccountFactory

pytestmark = pytest.mark.django_db

SECRET = "the-app-secret"


@contextmanager
def full_disk() -> Iterator[None]:
    """Let the database grow no further, so that it says itself that the disk is full."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that other tests gave back would be filled first
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


# On PostgreSQL the fault run fills a real disk.
@pytest.mark.only_on("sqlite")
@pytest.mark.django_db(transaction=True)
def test_disk_full_at_the_providers_door_is_503_and_nothing_is_half_written(client: Client) -> None:
    account = ChannelAccountFactory.create(external_id=NUMBER_ID, secrets={"app_secret": SECRET})
    body = text_body("word " * 20_000)
    path = f"/hooks/whatsapp/{account.public_id}/"
    headers = {"X-Hub-Signature-256": sign(SECRET, body)}
    with full_disk():
        refused = client.post(path, body, content_type="application/json", headers=headers)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert [model.objects.count() for model in (InboundEvent, Lead, Conversation, Message)] == [0, 0, 0, 0]
    taken = client.post(path, body, content_type="application/json", headers=headers)
    assert taken.status_code == 200
    assert Message.objects.filter(direction="in").count() == 1


def test_people_are_told_that_the_disk_is_full(client: Client) -> None:
    client.force_login(UserFactory.create())
    with failing(Trouble.FULL):
        page = client.get("/inbox/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "disk is full" in page.content.decode()
    assert "Content-Security-Policy" in page.headers


def test_the_api_says_it_in_its_own_form(client: Client) -> None:
    client.force_login(UserFactory.create())
    with failing(Trouble.AWAY):
        answer = client.get("/api/v1/me/")
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "unavailable"


@contextmanager
def failing(trouble: Trouble) -> Iterator[None]:
    """Fail every statement as the database does in this trouble."""

    def fail(execute, sql, params, many, context):
        raise error_of(trouble)

    with connection.execute_wrapper(fail):
        yield


def error_of(trouble: Trouble) -> OperationalError:
    """Return an error as Django raises it, with the driver's own as its cause."""
    error = OperationalError("no text that anybody shows")

    class DriverError(Exception):
        sqlstate = {Trouble.FULL: "53100", Trouble.BUSY: "55P03", Trouble.AWAY: "57P01"}[trouble]

    error.__cause__ = DriverError()
    return error


@pytest.mark.parametrize("trouble", list(Trouble))
def test_each_trouble_is_known_by_its_code(trouble: Trouble) -> None:
    assert trouble_of(error_of(trouble)) == trouble


def test_what_is_not_the_databases_fault_is_none() -> None:
    assert trouble_of(ValueError("database is locked")) is None
    assert trouble_of(None) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.only_on("sqlite")
@pytest.mark.django_db(transaction=True)
def test_a_real_full_database_is_known_as_full() -> None:
    with full_disk(), pytest.raises(OperationalError) as raised, transaction.atomic():
        make_leads()
    assert trouble_of(raised.value) == Trouble.FULL
    assert Lead.objects.count() == 0


def make_leads() -> None:
    """Write far more than fits."""
    for number in range(2_000):
        Lead.objects.create(name=f"{number} " + "x" * 100)
