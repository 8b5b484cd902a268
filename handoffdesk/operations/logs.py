"""How the desk logs: ids and counts, never customers' words or secrets."""

import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

Line = MutableMapping[str, Any]

# Our own floors log at LOG_LEVEL. At DEBUG libraries write whole requests, so below INFO they are not heard.
OWN = ("accounts", "conversations", "triggers", "routing", "notifications", "handoffdesk")
# Errors whose words a server or the system wrote, never a customer. Of all others only type and place are told.
TELLING = frozenset(
    {"OSError", "OperationalError", "InterfaceError", "ImproperlyConfigured", "RedisError", "CommandError"}
)
SECRET_NAMES = ("token", "secret", "password", "authorization", "api_key", "cookie")
HIDDEN = "[hidden]"


def logging_config(*, level: str, style: str) -> dict[str, Any]:
    """Return a logging dictionary; `style` is `json` (one object a line) or `console`."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tell_request,
        hide_secrets,
        tell_error,
    ]
    renderers: list[Any] = (
        [structlog.processors.JSONRenderer()]
        if style == "json"
        else [stack_error, structlog.dev.ConsoleRenderer(colors=False)]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "desk": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "desk"}},
        "root": {"handlers": ["stderr"], "level": "INFO" if level.upper() == "DEBUG" else level},
        "loggers": {name: {"level": level} for name in OWN}
        | {
            "celery": {"level": "WARNING"},
            # It writes a job's arguments and its error's words; handoffdesk/jobs/context.py says what may be said.
            "celery.app.trace": {"level": "CRITICAL"},
            # The in-process broker has no host; kombu warns of that at each connection.
            "kombu.connection": {"level": "ERROR"},
            "django.request": {"level": "ERROR"},
            "django_celery_beat": {"level": "WARNING"},
            "httpx2": {"level": "WARNING"},
            "openai": {"level": "WARNING"},
            "daphne": {"level": "WARNING"},
            "twisted": {"level": "WARNING"},
        },
    }


def tell_request(_logger: object, _method: str, line: Line) -> Line:
    """Put method and path in place of a request: its own text carries the query, in which people search for words."""
    request = line.pop("request", None)
    if hasattr(request, "path"):
        line["path"] = f"{getattr(request, 'method', '')} {request.path}".strip()
    return line


def hide_secrets(_logger: object, _method: str, line: Line) -> Line:
    """Hide the value of whatever is named like a secret."""
    for name in line:
        if any(part in name.lower() for part in SECRET_NAMES):
            line[name] = HIDDEN
    return line


def tell_error(_logger: object, _method: str, line: Line) -> Line:
    """Put an error's types and places in place of its traceback, and its words only where no customer wrote them."""
    info = line.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        line["exception"] = _chain(error)
    return line


def stack_error(_logger: object, _method: str, line: Line) -> Line:
    """Put an error and its causes below each other, as the console's renderer wants them."""
    if "exception" in line:
        line["exception"] = "\n".join(line["exception"])
    return line


def _chain(error: BaseException) -> list[str]:
    """Return one line for an error and each that caused it, the last one first."""
    lines: list[str] = []
    current: BaseException | None = error
    while current is not None and len(lines) < 5:
        frames = " < ".join(
            f"{Path(frame.filename).name}:{frame.lineno}"
            for frame in reversed(traceback.extract_tb(current.__traceback__))
        )
        lines.append(f"{type(current).__name__}{_words(current)} at {frames or 'unknown'}")
        current = current.__cause__ or current.__context__
    return lines


def _words(error: BaseException) -> str:
    is_telling = any(kind.__name__ in TELLING for kind in type(error).__mro__)
    return f" ({str(error)[:300]})" if is_telling else ""
