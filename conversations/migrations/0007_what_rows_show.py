"""What a list's row shows of a conversation: the customer's last words, and by when the team owes something.

On SQLite Django changes a table by making it anew, and the one-voice trigger reads the conversations' table: it is
taken away meanwhile, inside the same transaction.
"""

import datetime as dt
from importlib import import_module

from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Substr


def drop_trigger(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER one_voice")


def make_trigger(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(import_module("conversations.migrations.0003_one_voice").SQLITE)


def copy_last_words(apps, schema_editor):
    message = apps.get_model("conversations", "Message")
    newest = message.objects.filter(conversation=OuterRef("pk"), direction="in").order_by("-version")
    words = Subquery(newest.annotate(words=Substr("body", 1, 160)).values("words")[:1])
    apps.get_model("conversations", "Conversation").objects.update(last_inbound_preview=Coalesce(words, Value("")))


class Migration(migrations.Migration):
    """Mine is sorted by what is due."""

    dependencies = [("conversations", "0006_inbound_next_attempt")]

    operations = [
        migrations.RunPython(drop_trigger, make_trigger),
        migrations.RemoveIndex(model_name="conversation", name="conv_mine"),
        migrations.AddField(
            model_name="conversation",
            name="due_at",
            field=models.DateTimeField(
                default=dt.datetime(9000, 1, 1, 0, 0, tzinfo=dt.UTC),
                editable=False,
                help_text="When the first response is due. After that, when the resolution is due.",
            ),
        ),
        migrations.AddField(
            model_name="conversation",
            name="last_inbound_preview",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("status", "resolved"), _negated=True),
                fields=["holder", "due_at", "-last_message_at", "-id"],
                name="conv_mine",
            ),
        ),
        migrations.RunPython(make_trigger, drop_trigger),
        migrations.RunPython(copy_last_words, migrations.RunPython.noop),
    ]
