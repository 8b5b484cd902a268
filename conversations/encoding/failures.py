"""Failures of the encoder: a log line and a count, never a failed turn."""

import logging
import threading
from functools import cache
from typing import TYPE_CHECKING

from conversations.encoding.base import EncoderFault

if TYPE_CHECKING:
    from prometheus_client import Counter

logger = logging.getLogger(__name__)
# Two threads that count their first failure at once would register the counter twice, which is an error.
_counting = threading.Lock()


def note_failure(fault: EncoderFault, *, source: str) -> None:
    """Count it by its kind and say it in the log."""
    with _counting:
        encoder_failures().labels(fault.kind).inc()
    logger.warning("encoder.failed", extra={"kind": fault.kind, "reason": fault.reason, "source": source})


@cache
def encoder_failures() -> "Counter":
    """Return the count of texts' vectors that could not be made, by the kind of failure."""
    from prometheus_client import Counter  # lazy: it takes 0.1 s, and most processes never count one

    return Counter("handoffdesk_encoder_failures_total", "Times that the encoder gave no vectors.", ("kind",))
