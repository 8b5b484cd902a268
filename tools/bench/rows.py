"""A desk with many conversations, made inside PostgreSQL in seconds: what lists, sweeps and pages are measured on.

Every row is what the services would have written, as far as the measured statements read it: an agent's team and
holder, who waits since when, an open handoff, tags, how far somebody has read. Triggers and foreign keys are switched
off while the rows are made, and each row is chosen so that it keeps them.
"""

from dataclasses import dataclass
from typing import Any

import psycopg

Connection = psycopg.Connection[tuple[Any, ...]]

TEAMS = 10
AGENTS = 200
TAGS = 12
MESSAGES_EACH = 10
# Of ten thousand conversations: closed, with the AI, waiting for a person, held by one.
CLOSED, WITH_AI, WAITING = 8_000, 1_500, 100

PEOPLE = """
INSERT INTO accounts_team (name, slug)
SELECT 'Bench team ' || n, 'bench-' || n FROM generate_series(1, %(teams)s) n;
INSERT INTO accounts_user (password, is_superuser, email, name, is_staff, is_active, time_zone, language, date_joined)
SELECT '!', false, 'bench-' || n || '@desk.test', 'Bench ' || n, false, true, '', '', now()
FROM generate_series(1, %(agents)s) n;
INSERT INTO accounts_membership (role, team_id, user_id)
SELECT 'agent', t.id, u.id FROM accounts_user u
JOIN accounts_team t ON t.slug = 'bench-' || 1 + substring(u.email FROM 'bench-([0-9]+)@')::int %% %(teams)s;
INSERT INTO conversations_tag (slug, name)
SELECT 'bench-' || n, 'Bench ' || n FROM generate_series(1, %(tags)s) n;
"""

# Conversation n of `first` to `last`; its key is its number, so that children find it without a join.
LEADS = """
INSERT INTO conversations_lead (
    id, name, email, phone, language, lead_class, is_vip, fields, edited, search, created_at)
SELECT ('a' || lpad(to_hex(n), 31, '0'))::uuid, 'Customer ' || n, 'c' || n || '@example.test',
       '+1202' || lpad(n::text, 7, '0'), 'en', '', n %% 500 = 0, '{}', '[]',
       'customer ' || n || ' c' || n || '@example.test 1202' || lpad(n::text, 7, '0'), now() - interval '1 year'
FROM generate_series(%(first)s, %(last)s) n
"""
CONVERSATIONS = """
WITH wanted AS (
    SELECT n, (n * 7919::bigint + 2000) %% 10000 AS kind, n %% %(teams)s AS team,
           now() - interval '1 minute' - (n * 127::bigint %% %(spread)s) * interval '31 seconds' AS at
    FROM generate_series(%(first)s, %(last)s) n
)
INSERT INTO conversations_conversation (
    id, floor, floor_token, status, priority, version, language, sentiment, lead_class, fields, failed_attempts,
    ai_since_version, ai_disclosed, handback_note, last_message_at, last_preview, last_author, last_version,
    last_inbound_at, last_inbound_version, last_inbound_preview, due_at, waiting_since, resolved_at, created_at,
    account_id, holder_id, team_id, lead_id)
SELECT ('c' || lpad(to_hex(n), 31, '0'))::uuid,
       CASE WHEN kind < %(closed)s THEN 'nobody' WHEN kind < %(ai)s THEN 'ai' WHEN kind < %(waiting)s THEN 'queue'
            ELSE 'human' END,
       1, CASE WHEN kind < %(closed)s THEN 'resolved' ELSE 'open' END,
       CASE WHEN kind %% 9 = 0 AND kind >= %(ai)s AND kind < %(waiting)s THEN 4 ELSE 2 END,
       %(each)s, 'en', '', '', '{}', 0, 0, true, '', at,
       left('Preview of what was said last in conversation ' || n || repeat(' and more', 12), 160), 'lead', %(each)s,
       at, %(each)s, 'Preview of what the customer said last in conversation ' || n,
       CASE WHEN kind >= %(ai)s THEN at + interval '30 minutes' ELSE '9000-01-01 00:00:00+00' END,
       CASE WHEN kind >= %(ai)s AND kind < %(waiting)s THEN at END,
       CASE WHEN kind < %(closed)s THEN at END, at - interval '1 hour', %(account)s,
       CASE WHEN kind >= %(waiting)s THEN %(agent)s + (n - 1) %% %(agents)s END,
       %(team)s + team, ('a' || lpad(to_hex(n), 31, '0'))::uuid
FROM wanted
"""
MESSAGES = """
INSERT INTO conversations_message (
    id, version, direction, author, kind, purpose, body, provider_id, reply_to_provider_id, floor_token, delivery,
    delivery_error, attempts, extra, created_at, account_id, conversation_id)
SELECT ('e' || lpad(to_hex(n * 64 + v), 31, '0'))::uuid, v, CASE v %% 2 WHEN 1 THEN 'in' ELSE 'out' END,
       CASE v %% 2 WHEN 1 THEN 'lead' ELSE 'ai' END, 'text', '',
       'Message ' || v || ' of conversation ' || n || ': where is my parcel, and when will it be here?',
       'bench.' || lpad(to_hex(n * 64 + v), 12, '0'), '', 1, CASE v %% 2 WHEN 1 THEN 'none' ELSE 'delivered' END, '', 0,
       '{}', now() - interval '1 day' + v * interval '1 minute', %(account)s, ('c' || lpad(to_hex(n), 31, '0'))::uuid
FROM generate_series(%(first)s, %(last)s) n, generate_series(1, %(each)s) v
"""
HANDOFFS = """
INSERT INTO routing_handoff (
    id, cause, category, reason, priority, package, summary, detected_at, end_reason, outcome, verdict,
    reactivation_minutes, agent_id, conversation_id, team_id)
SELECT overlay(id::text PLACING 'bb' FROM 1)::uuid, 'trigger', 'explicit_request', 'asks for a person', priority, '{}',
       '', last_message_at, '', '', '', 480, holder_id, id, team_id
FROM conversations_conversation WHERE floor IN ('queue', 'human') AND id BETWEEN %(low)s AND %(high)s
"""
TAGGED = """
INSERT INTO conversations_conversation_tags (conversation_id, tag_id)
SELECT ('c' || lpad(to_hex(n), 31, '0'))::uuid, %(tag)s + n %% %(tags)s
FROM generate_series(%(first)s, %(last)s, 2) n
"""
# Each tenth conversation was read by the first agent, to somewhere.
CURSORS = """
INSERT INTO conversations_readcursor (conversation_id, user_id, version)
SELECT ('c' || lpad(to_hex(n), 31, '0'))::uuid, %(agent)s, n %% (%(each)s + 1)
FROM generate_series(%(first)s, %(last)s, 10) n
"""
# The first agent's place, conversations and reading marks go to somebody who can log in.
ADOPTION = """
INSERT INTO accounts_membership (role, team_id, user_id)
SELECT 'agent', team_id, %(user)s FROM accounts_membership WHERE user_id = %(agent)s ON CONFLICT DO NOTHING;
UPDATE conversations_conversation SET holder_id = %(user)s WHERE holder_id = %(agent)s;
UPDATE conversations_readcursor SET user_id = %(user)s WHERE user_id = %(agent)s;
"""
STATEMENTS = (LEADS, CONVERSATIONS, MESSAGES, HANDOFFS, TAGGED, CURSORS)
TABLES = ("lead", "conversation", "message", "conversation_tags", "readcursor")


@dataclass(frozen=True, slots=True)
class Population:
    """Where the rows hang: the channel account, and the first key of the bench's teams, agents and tags."""

    account: int
    team: int
    agent: int
    tag: int


def make_people(connection: Connection, *, account: int) -> Population:
    """Make the teams, agents and tags; the conversations will belong to this channel account."""
    with connection.transaction():
        # The parameters are numbers of this module; a query with several statements takes none from outside.
        connection.execute(_filled(PEOPLE, teams=TEAMS, agents=AGENTS, tags=TAGS))
    row = connection.execute(
        "SELECT (SELECT min(id) FROM accounts_team WHERE slug LIKE 'bench-%'),"
        " (SELECT min(id) FROM accounts_user WHERE email LIKE 'bench-%'),"
        " (SELECT min(id) FROM conversations_tag WHERE slug LIKE 'bench-%')"
    ).fetchone()
    if row is None:
        raise RuntimeError("The bench's people were not made.")
    return Population(account=account, team=row[0], agent=row[1], tag=row[2])


def add_conversations(
    connection: Connection, people: Population, *, first: int, last: int, messages: int = MESSAGES_EACH
) -> None:
    """Add the conversations numbered `first` to `last` with so many messages each; gather the planner's statistics."""
    values: dict[str, int | str] = {
        "first": first, "last": last, "low": key_of(first), "high": key_of(last), "teams": TEAMS, "agents": AGENTS,
        "tags": TAGS, "each": messages, "tag": people.tag, "account": people.account, "team": people.team,
        "agent": people.agent, "closed": CLOSED, "ai": CLOSED + WITH_AI, "waiting": CLOSED + WITH_AI + WAITING,
        "spread": 1_000_003,
    }  # fmt: skip
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("SET LOCAL synchronous_commit = off")
        for statement in STATEMENTS:
            connection.execute(_filled(statement, **values))
    for table in TABLES:
        connection.execute(f"ANALYZE conversations_{table}")
    connection.execute("ANALYZE routing_handoff")


def populate(connection: Connection, conversations: int, *, messages: int = MESSAGES_EACH) -> Population:
    """Fill a seeded database (tools/stack/seed.py) with so many conversations of its WhatsApp number."""
    row = connection.execute("SELECT id FROM conversations_channelaccount WHERE kind = 'whatsapp'").fetchone()
    if row is None:
        raise RuntimeError("The database was not seeded.")
    people = make_people(connection, account=row[0])
    if conversations:
        add_conversations(connection, people, first=1, last=conversations, messages=messages)
    return people


def adopt(connection: Connection, people: Population, *, email: str) -> None:
    """Let this person have what the bench's first agent has."""
    row = connection.execute("SELECT id FROM accounts_user WHERE email = %s", (email,)).fetchone()
    if row is None:
        raise RuntimeError(f"There is no {email}.")
    connection.execute(_filled(ADOPTION, user=row[0], agent=people.agent))


def key_of(number: int) -> str:
    """Return the key of conversation `number`."""
    digits = f"c{number:031x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _filled(statement: str, **values: int | str) -> bytes:
    """Return the statement with numbers and keys of this module in their places."""
    quoted = {name: f"'{value}'" if isinstance(value, str) else value for name, value in values.items()}
    return (statement % quoted).encode()
