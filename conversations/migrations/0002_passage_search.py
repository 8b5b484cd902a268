"""Full-text indexes for the knowledge base, in each database's own way.

SQLite: two FTS5 tables that read their text through views, kept by triggers. PostgreSQL: a generated column in each
table with a GIN index; no model names it, so Django never writes it. (An index on the expression alone made a search
over 10,000 passages take seconds, because ranking computes the expression again for each hit.)
Both drop accents and write out letters that are none (ß, ł, ø, æ), as `conversations/terms.py` does.
`conversations/knowledge/fulltext.py` asks them.

On SQLite Django changes a table by making it anew, which drops its triggers: a later migration that alters Article or
Passage must make the triggers again. The tests of the search fail when it does not.
"""

# ruff: noqa: S608 - the statements are put together from the constants below

from django.db import migrations

# One letter for two comes first: translate() only knows pairs of single letters.
LETTERS = (("ß", "ss"), ("æ", "ae"), ("Æ", "ae"), ("œ", "oe"), ("Œ", "oe"))
SINGLE = (("ł", "l"), ("Ł", "l"), ("ø", "o"), ("Ø", "o"), ("đ", "d"), ("Đ", "d"))
INDEXED = (("conversations_passage", "text"), ("conversations_article", "title"))


def written_out(expression, letters):
    for letter, plain in letters:
        expression = f"replace({expression}, '{letter}', '{plain}')"
    return expression


def postgres_vector(column):
    """Hyphens and their like become spaces, because the parser reads -20 as a number below zero."""
    plain = written_out(f"normalize({column}, NFKD)", LETTERS)
    letters, plains = "".join(pair[0] for pair in SINGLE), "".join(pair[1] for pair in SINGLE)
    unaccented = f"regexp_replace({plain}, '[\\u0300-\\u036f]', '', 'g')"
    return f"to_tsvector('simple', translate({unaccented}, '{letters}-./@:_', '{plains}      '))"


def sqlite_statements(table, column):
    search = f"{table}_search"
    old, new, own = (written_out(f"{row}{column}", LETTERS + SINGLE) for row in ("old.", "new.", ""))
    remove = f"INSERT INTO {search}({search}, rowid, {column}) VALUES ('delete', old.id, {old});"
    add = f"INSERT INTO {search}(rowid, {column}) VALUES (new.id, {new});"
    return (
        f"CREATE VIEW {table}_plain AS SELECT id, {own} AS {column} FROM {table}",
        (
            f"CREATE VIRTUAL TABLE {search} USING fts5({column}, content='{table}_plain', content_rowid='id',"
            " tokenize='unicode61 remove_diacritics 2', prefix='3 4 5')"
        ),
        f"CREATE TRIGGER {search}_added AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {search}_removed AFTER DELETE ON {table} BEGIN {remove} END",
        f"CREATE TRIGGER {search}_changed AFTER UPDATE OF id, {column} ON {table} BEGIN {remove} {add} END",
        f"INSERT INTO {search}({search}) VALUES ('rebuild')",
    )


def forwards(apps, schema_editor):
    for table, column in INDEXED:
        if schema_editor.connection.vendor == "sqlite":
            for statement in sqlite_statements(table, column):
                schema_editor.execute(statement)
        else:
            vector = postgres_vector(column)
            schema_editor.execute(
                f"ALTER TABLE {table} ADD COLUMN search tsvector GENERATED ALWAYS AS ({vector}) STORED"
            )
            schema_editor.execute(f"CREATE INDEX {table}_search ON {table} USING gin (search)")


def backwards(apps, schema_editor):
    for table, _ in INDEXED:
        if schema_editor.connection.vendor == "sqlite":
            for suffix in ("added", "removed", "changed"):
                schema_editor.execute(f"DROP TRIGGER {table}_search_{suffix}")
            schema_editor.execute(f"DROP TABLE {table}_search")
            schema_editor.execute(f"DROP VIEW {table}_plain")
        else:
            schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN search")


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
