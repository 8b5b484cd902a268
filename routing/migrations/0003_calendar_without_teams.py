"""Which team a calendar is for, said the SLA policies already; nothing read the list of teams."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0002_due_conversations"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="calendar",
            name="teams",
        ),
        migrations.AlterField(
            model_name="calendar",
            name="always_open",
            field=models.BooleanField(
                default=False,
                help_text="Open 24 hours a day, every day. No hours to enter.",
                verbose_name="around the clock",
            ),
        ),
        migrations.AlterField(
            model_name="historicalcalendar",
            name="always_open",
            field=models.BooleanField(
                default=False,
                help_text="Open 24 hours a day, every day. No hours to enter.",
                verbose_name="around the clock",
            ),
        ),
    ]
