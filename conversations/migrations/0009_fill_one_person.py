"""Fills the columns of 0008 for what is stored already, and makes the index of the search on PostgreSQL.

Names lose direction marks and other invisible letters. Of two leads whose addresses are one number in two spellings
the older keeps it, and with it what the customer writes from now on; the younger one's address counts as given up, so
that its thread can still be read and answered. Making one thread of two is a person's decision.

In batches and without one transaction around them, so that messages are taken meanwhile; it may be run again.
"""

import logging

from django.db import migrations
from django.utils import timezone

from conversations.lead_search import make_search
from conversations.names import clean_name
from conversations.numbering import match_key
from conversations.phones import from_provider

BATCH = 500
TRIGRAMS = """
SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm')
    OR EXISTS (SELECT 1 FROM pg_available_extension_versions WHERE name = 'pg_trgm' AND trusted
               AND has_database_privilege(current_database(), 'CREATE'))
"""
INDEX = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS lead_search ON conversations_lead USING gin (search gin_trgm_ops)",
)
logger = logging.getLogger(__name__)


def fill(apps, schema_editor):
    fill_identities(apps.get_model("conversations", "LeadIdentity"))
    fill_leads(apps.get_model("conversations", "Lead"))


def fill_identities(identities):
    """Oldest first, so that of two spellings the older one is there already."""
    waiting = identities.objects.select_related("account").filter(canonical=None, left_at=None).order_by("pk")
    for identity in waiting.iterator(BATCH):
        address, form = identity.external_id, identity.external_id
        if identity.account.kind == "whatsapp" and address.isdecimal():
            form = match_key(address)
        taken = identities.objects.filter(account_id=identity.account_id, canonical=form).first()
        if taken is None:
            identity.canonical = form
        else:
            identity.left_at = timezone.now()
            if taken.lead_id != identity.lead_id:
                logger.warning(
                    "two leads have one number in two spellings: the older one keeps it",
                    extra={"lead": str(taken.lead_id), "other_lead": str(identity.lead_id)},
                )
        identity.save(update_fields=["canonical", "left_at"])


def fill_leads(leads):
    batch = []
    for lead in leads.objects.prefetch_related("identities__account").order_by("pk").iterator(BATCH):
        lead.name = clean_name(lead.name)
        lead.phone = lead.phone or number_of(lead)
        called = "" if lead.phone or lead.email else f"Visitor {1000 + lead.pk.int % 9000}"
        lead.search = make_search(name=lead.name, email=lead.email, phone=lead.phone, called=called)
        batch.append(lead)
        if len(batch) == BATCH:
            leads.objects.bulk_update(batch, ["name", "phone", "search"])
            batch = []
    leads.objects.bulk_update(batch, ["name", "phone", "search"])


def number_of(lead):
    """A number that counted as impossible when the lead was made."""
    numbers = (
        from_provider(identity.external_id)
        for identity in lead.identities.all()
        if identity.account.kind == "whatsapp" and identity.external_id.isdecimal()
    )
    return next(filter(None, numbers), "")


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(TRIGRAMS)
        possible = cursor.fetchone()[0]
    if not possible:
        logger.warning("pg_trgm is not there or may not be installed: the search for customers reads all leads")
        return
    for statement in INDEX:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS lead_search")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("conversations", "0008_one_person")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(make_index, drop_index),
    ]
