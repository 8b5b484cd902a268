"""The one-voice guarantee in the database itself: no AI message is stored unless the AI has the floor under its token."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER one_voice BEFORE INSERT ON conversations_message
WHEN NEW.author = 'ai' AND NEW.direction = 'out'
BEGIN
    SELECT RAISE(ABORT, 'one voice: the AI does not have the floor')
    WHERE NOT EXISTS (
        SELECT 1 FROM conversations_conversation
        WHERE id = NEW.conversation_id AND floor = 'ai' AND floor_token = NEW.floor_token
    );
END;
"""

POSTGRESQL = """
CREATE FUNCTION handoffdesk_one_voice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM conversations_conversation
    WHERE id = NEW.conversation_id AND floor = 'ai' AND floor_token = NEW.floor_token
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'one voice: the AI does not have the floor' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER one_voice BEFORE INSERT ON conversations_message
FOR EACH ROW WHEN (NEW.author = 'ai' AND NEW.direction = 'out') EXECUTE FUNCTION handoffdesk_one_voice();
"""


def create(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER one_voice")
    else:
        schema_editor.execute("DROP TRIGGER one_voice ON conversations_message; DROP FUNCTION handoffdesk_one_voice()")


class Migration(migrations.Migration):
    """Needs the message and conversation tables."""

    dependencies = [("conversations", "0002_passage_search")]
    operations = [migrations.RunPython(create, drop)]
