"""How the customer's language is known: what a person set is never overwritten.

On SQLite Django adds a column by making the table anew, and the one-voice trigger reads the conversations' table: it is
taken away meanwhile, inside the same transaction.
"""

from importlib import import_module

from django.db import migrations, models


def drop_trigger(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER one_voice")


def make_trigger(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(import_module("conversations.migrations.0003_one_voice").SQLITE)


class Migration(migrations.Migration):
    """Recognition writes it with the message."""

    dependencies = [("conversations", "0004_ai_turn_for_each_token")]

    operations = [
        migrations.RunPython(drop_trigger, make_trigger),
        migrations.AddField(
            model_name="conversation",
            name="language_source",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "unknown"),
                    ("locale", "from their browser or app"),
                    ("words", "detected from their messages"),
                    ("person", "set by a person"),
                ],
                db_default="",
                default="",
                editable=False,
                max_length=8,
                verbose_name="how the language is known",
            ),
        ),
        migrations.RunPython(make_trigger, drop_trigger),
    ]
