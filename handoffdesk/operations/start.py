"""What must be right before a process of the desk does anything; it is said in one sentence."""

import logging
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.core.management.base import CommandError
from django.db import DatabaseError, connection

from handoffdesk.operations import keys, schema
from handoffdesk.operations.keys import COMPLAINTS, FIELDS, REMEDY

# `uvicorn ...`, and `python -m uvicorn ...` by the name of its directory.
SERVERS = frozenset({"uvicorn", "daphne", "gunicorn", "hypercorn"})

logger = logging.getLogger(__name__)


def obstacle() -> str:
    """Return why no process may work on this database, or "".

    Tables that a newer version migrated are left to readiness: an old process must be able to come back in the middle
    of an upgrade. The same holds for a database that is away: the process waits for it.
    """
    try:
        return "" if schema.newer() else schema.misfit()
    except DatabaseError as error:
        logger.warning("the tables were not looked at: the database is away (%s)", type(error).__name__)
        return ""


def is_server() -> bool:
    """Return whether a web server's own command runs this process; who merely imports a module gets no look at rows."""
    program = Path(sys.argv[0])
    return bool(SERVERS & {program.stem, program.parent.name})


def refuse_server(*, needs_keys: bool = False) -> None:
    """End a server's process with the sentence, if there is one; a thread of the embedded desk goes on.

    `needs_keys`: wrong keys are an obstacle too. Without it they are only logged: a web process starts, because on its
    pages lost secrets are entered again; readiness is red meanwhile.

    Asked in a thread of its own: uvicorn loads the application from within its event loop, where Django refuses to use
    the database.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    with ThreadPoolExecutor(1) as pool:
        sentence = pool.submit(_obstacle_apart, needs_keys=needs_keys).result()
    if sentence:
        sys.exit(f"Handoff Desk cannot start: {sentence}")


def refuse_command() -> None:
    """Refuse a management command that works on the desk's rows.

    Raises:
        CommandError: with the sentence.
    """
    if sentence := obstacle():
        raise CommandError(sentence)


def _obstacle_apart(*, needs_keys: bool) -> str:
    try:
        return obstacle() or _wrong_keys(needs_keys=needs_keys)
    finally:
        connection.close()


def _wrong_keys(*, needs_keys: bool) -> str:
    try:
        wrong = keys.wrong_keys()
    except DatabaseError as error:
        # The database is away, or the table of seals waits for its migration; readiness tells either.
        logger.warning("the keys were not looked at (%s)", type(error).__name__)
        return ""
    for name in wrong:
        logger.error("wrong keys: %s %s", COMPLAINTS[name], REMEDY)
    return f"{COMPLAINTS[FIELDS]} {REMEDY}" if needs_keys and FIELDS in wrong else ""
