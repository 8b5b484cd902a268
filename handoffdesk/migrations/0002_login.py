"""Log-in data that earlier versions left: addresses that are nobody's own, and the plain seeds of second factors."""

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Lower

from conversations.models.secrets import cipher, is_sealed

SEEDS = ("secret", "seed")


def forget_other_addresses(apps, schema_editor):
    """Whoever had a session could add an address, and have a mail to choose a new password sent there."""
    table = apps.get_model("account", "EmailAddress")
    table.objects.annotate(given=Lower("email"), own=Lower("user__email")).exclude(given=F("own")).delete()


def seal_seeds(apps, schema_editor):
    """Encrypt the seeds from which the codes of authenticator apps and the recovery codes are computed."""
    for row in apps.get_model("mfa", "Authenticator").objects.all():
        plain = [name for name in SEEDS if isinstance(row.data.get(name), str) and not is_sealed(row.data[name])]
        if plain:
            row.data |= {name: cipher().encrypt(row.data[name].encode()).decode() for name in plain}
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    """Needs the people and the library's tables. There is no way back: a seed stays readable either way."""

    dependencies = [
        ("handoffdesk", "0001_initial"),
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [
        migrations.RunPython(forget_other_addresses, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(seal_seeds, migrations.RunPython.noop, elidable=True),
    ]
