"""Makes the canonical form anew of numbers that were stored with the trunk prefix left in: 44 0 7700...

An address whose number somebody else has already, or an older address gets, counts as given up: its thread can still
be read and answered, and what the customer writes goes on to the other one. Making one thread of two is a person's
decision. In batches and without one transaction around them; it may be run again.
"""

import logging

from django.db import migrations
from django.utils import timezone

from conversations.numbering import match_key

BATCH = 500
logger = logging.getLogger(__name__)


def fill(apps, schema_editor):
    fill_identities(apps.get_model("conversations", "LeadIdentity"))


def fill_identities(identities):
    """Who has the number without the prefix keeps it: so the provider writes it. Else the oldest gets it."""
    numbers = identities.objects.filter(account__kind="whatsapp", canonical__isnull=False).order_by("pk")
    for identity in numbers.iterator(BATCH):
        form = match_key(identity.canonical) if identity.canonical.isdecimal() else identity.canonical
        if form == identity.canonical:
            continue
        taken = identities.objects.filter(account_id=identity.account_id, canonical=form).first()
        identity.canonical = None if taken else form
        identity.left_at = timezone.now() if taken else None
        if taken and taken.lead_id != identity.lead_id:
            logger.warning(
                "two leads have one number, one of them with its trunk prefix: the other one keeps it",
                extra={"lead": str(taken.lead_id), "other_lead": str(identity.lead_id)},
            )
        identity.save(update_fields=["canonical", "left_at"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("conversations", "0010_one_person_holds")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
