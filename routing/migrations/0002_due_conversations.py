"""Conversations with an open handoff learn what is due in them."""

from django.db import migrations
from django.db.models import Min


def copy_due_times(apps, schema_editor):
    deadlines = apps.get_model("routing", "Deadline").objects.exclude(state="cancelled").filter(kind="resolution")
    ends = dict(deadlines.values_list("handoff").annotate(Min("due_at")))
    for handoff in apps.get_model("routing", "Handoff").objects.filter(ended_at=None).iterator():
        due_at = ends.get(handoff.pk) if handoff.first_reply_at else handoff.answer_due_at
        if due_at:
            conversation = apps.get_model("conversations", "Conversation").objects.filter(pk=handoff.conversation_id)
            conversation.update(due_at=due_at)


class Migration(migrations.Migration):
    """Nothing of routing's own tables changes."""

    dependencies = [("routing", "0001_initial"), ("conversations", "0007_what_rows_show")]
    operations = [migrations.RunPython(copy_due_times, migrations.RunPython.noop)]
