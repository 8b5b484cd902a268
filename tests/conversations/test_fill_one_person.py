"""What a desk has stored before numbers had one form: the upgrade finds its way with each of it."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import connection

from conversations.models import Lead, LeadIdentity
from conversations.selectors import lead_matches
from tests.factories.conversations import ChannelAccountFactory, LeadFactory, LeadIdentityFactory, WebChatAccountFactory

pytestmark = pytest.mark.django_db
fill = import_module("conversations.migrations.0009_fill_one_person")
trunk = import_module("conversations.migrations.0011_numbers_without_trunk_prefix")


@pytest.fixture
def before() -> Iterator[None]:
    """As the tables were: an address needs no canonical form."""
    lite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(
            "PRAGMA ignore_check_constraints = ON"
            if lite
            else "ALTER TABLE conversations_leadidentity DROP CONSTRAINT identity_found"
        )
        yield
        if lite:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.usefixtures("before")
def test_the_older_of_two_leads_keeps_their_number_and_everybody_is_found() -> None:
    account, chat = ChannelAccountFactory.create(), WebChatAccountFactory.create()
    older, younger, mexican, nameless = (
        LeadFactory.create(name=name, phone=phone)
        for name, phone in (("José", "+5521991234567"), ("", ""), ("Pi\u202ea", ""), ("", ""))
    )
    for lead, where, address in (
        (older, account, "5521991234567"),
        (younger, account, "552191234567"),
        (mexican, account, "5213312340000"),
        (nameless, chat, "552191234567"),
    ):
        LeadIdentityFactory.create(lead=lead, account=where, external_id=address, canonical=None)
    Lead.objects.all().update(search="")

    for _ in range(2):  # it may be run again
        fill.fill_identities(LeadIdentity)
        fill.fill_leads(Lead)

    forms = {row.lead_id: (row.canonical, row.left_at is None) for row in LeadIdentity.objects.all()}
    assert forms == {
        older.pk: ("5521991234567", True),
        younger.pk: (None, False),
        mexican.pk: ("523312340000", True),
        nameless.pk: ("552191234567", True),
    }
    mexican.refresh_from_db()
    assert (mexican.name, mexican.phone) == ("Pia", "+523312340000")
    searches = {"jose": older, "33 1234 0000": mexican, f"Visitor {nameless.number}": nameless}
    assert all(lead in Lead.objects.filter(lead_matches(search)) for search, lead in searches.items())


def test_numbers_stored_with_their_trunk_prefix_get_one_form_and_nobody_two() -> None:
    account, chat = ChannelAccountFactory.create(), WebChatAccountFactory.create()
    stored = {
        "4407700900666": (account, None),  # the customer themselves came later and has the number
        "447700900666": (account, "447700900666"),
        "49015112340001": (account, "4915112340001"),
        "390612345678": (account, "390612345678"),
        "US.0440770": (account, "US.0440770"),
        "330612345678": (chat, "330612345678"),
    }
    for address, (where, _) in stored.items():
        LeadIdentityFactory.create(account=where, external_id=address, canonical=address)

    for _ in range(2):  # it may be run again
        trunk.fill_identities(LeadIdentity)

    rows = {row.external_id: row for row in LeadIdentity.objects.all()}
    assert {address: row.canonical for address, row in rows.items()} == {
        address: form for address, (_, form) in stored.items()
    }
    assert [address for address, row in rows.items() if row.left_at] == ["4407700900666"]


@pytest.mark.only_on("postgresql")
def test_the_search_has_its_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        text, values = Lead.objects.filter(lead_matches("alvarez")).only("pk").order_by().query.sql_with_params()
        cursor.execute(f"EXPLAIN {text}", values)
        assert "lead_search" in "\n".join(row[0] for row in cursor.fetchall())
