"""How the desk logs: ids and counts, never customers' words or secrets."""

from typing import Any

import structlog


def logging_config(*, level: str, style: str) -> dict[str, Any]:
    """Return a logging dictionary; `style` is `json` (one object a line) or `console`."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "desk": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "desk"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "celery": {"level": "WARNING"},
            # The in-process broker has no host; kombu warns of that at each connection.
            "kombu.connection": {"level": "ERROR"},
            "django.request": {"level": "ERROR"},
            "httpx2": {"level": "WARNING"},
            "daphne": {"level": "WARNING"},
            "twisted": {"level": "WARNING"},
        },
    }
