"""The secrets of a channel account become one encrypted object, by the names that the channel declares."""

import conversations.models.secrets
from accounts.models.lost_secret import LostSecret
from django.db import migrations

NAMES = ("app_secret", "verify_token", "access_token")


def gather(apps, schema_editor):
    """Stops before anything is changed when a secret cannot be read: a later key could not bring it back."""
    accounts = list(apps.get_model("conversations", "ChannelAccount").objects.order_by("pk"))
    for account in accounts:
        if any(isinstance(getattr(account, name), LostSecret) for name in NAMES):
            raise RuntimeError(
                "FIELD_ENCRYPTION_KEYS does not open the secrets of the channel accounts. Put the right key back and "
                "migrate again."
            )
    for account in accounts:
        account.secrets = {name: value for name in NAMES if (value := getattr(account, name))}
        account.save(update_fields=["secrets"])


def spread(apps, schema_editor):
    for account in apps.get_model("conversations", "ChannelAccount").objects.order_by("pk"):
        for name in NAMES:
            setattr(account, name, account.secrets.get(name, ""))
        account.save(update_fields=NAMES)


class Migration(migrations.Migration):
    dependencies = [("conversations", "0013_event_kinds")]

    operations = [
        migrations.AddField(
            model_name="channelaccount",
            name="secrets",
            field=conversations.models.secrets.EncryptedObjectField(
                blank=True,
                default=dict,
                help_text="What the channel's declaration asks for, by name.",
                verbose_name="secrets",
            ),
        ),
        migrations.RunPython(gather, spread),
    ]
