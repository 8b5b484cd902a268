"""What must be right before a process of the desk does anything; it is said in one sentence."""

import logging
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from django.core.management.base import CommandError
from django.db import DatabaseError, connection

from handoffdesk import schema

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


def refuse_server() -> None:
    """End a server's process with the sentence, if there is one; a thread of the embedded desk goes on.

    Asked in a thread of its own: uvicorn loads the application from within its event loop, where Django refuses to use
    the database.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    with ThreadPoolExecutor(1) as pool:
        sentence = pool.submit(_obstacle_apart).result()
    if sentence:
        sys.exit(f"Handoff Desk cannot start: {sentence}")


def refuse_command() -> None:
    """Refuse a management command that works on the desk's rows.

    Raises:
        CommandError: with the sentence.
    """
    if sentence := obstacle():
        raise CommandError(sentence)


def _obstacle_apart() -> str:
    try:
        return obstacle()
    finally:
        connection.close()
