"""What people and programs are told while the database cannot take anything: what is wrong, and that it passes.

Whatever was asked has been rolled back as a whole. Nothing has to be restarted afterwards.
"""

import logging
import sqlite3
import sys
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.defaults import server_error

logger = logging.getLogger(__name__)

# Providers come again on their own; the header is for those that read it, and for browsers' scripts.
RETRY_SECONDS = 5
API = "/api/"
# PostgreSQL, Appendix A: disk_full.
DISK_FULL = "53100"
# PostgreSQL: lock_not_available.
LOCKED = "55P03"


class Trouble(StrEnum):
    """Why the database takes nothing."""

    FULL = "disk full"
    BUSY = "busy"
    AWAY = "away"


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Return what an error says of the database, or None when it is about something else."""
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        # The low byte is the kind; the rest says more (SQLite, result codes). An error of Python's own has no code.
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        return {sqlite3.SQLITE_FULL: Trouble.FULL, sqlite3.SQLITE_BUSY: Trouble.BUSY}.get(code, Trouble.AWAY)
    state = getattr(cause, "sqlstate", None)
    return {DISK_FULL: Trouble.FULL, LOCKED: Trouble.BUSY}.get(state or "", Trouble.AWAY)


def answer_error(request: HttpRequest) -> HttpResponse:
    """Answer a request that ended in an error: 503 with the reason when it was the database, else the usual 500."""
    error = sys.exc_info()[1]
    trouble = trouble_of(error)
    if trouble is None:
        return server_error(request)
    return answer(request, trouble)


def answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Return the 503 in the form that the asker reads. Touches no row."""
    logger.error("request refused: the database takes nothing", extra={"trouble": trouble, "path": request.path})
    title, text = words(trouble)
    made: Any
    if request.path.startswith(API):
        made = JsonResponse({"error": {"code": "unavailable", "message": f"{title} {text}"}})
    else:
        made = HttpResponse(render_to_string("unavailable.html", {"title": title, "text": text}))
    made.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    made.headers["Retry-After"] = str(RETRY_SECONDS)
    made.headers["Cache-Control"] = "no-store"
    return made  # type: ignore[no-any-return]  # one of the two above


def words(trouble: Trouble) -> tuple[str, str]:
    """Return what is wrong, and what follows from it, for people."""
    match trouble:
        case Trouble.FULL:
            return (
                _("The desk's disk is full"),
                _(
                    "Nothing was changed, and nothing can be saved until an administrator frees up space. "
                    "Customer messages are not lost: they will be delivered again. You don't need to restart "
                    "anything."
                ),
            )
        case Trouble.BUSY:
            return (
                _("The desk's database is busy"),
                _("Nothing was changed. Try again in a few seconds."),
            )
    return (
        _("The desk can't reach its database"),
        _("Nothing was changed. Customer messages will be delivered again. Try again in a few seconds."),
    )
