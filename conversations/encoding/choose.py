"""Which encoder this desk has, by its settings."""

from functools import lru_cache

from django.conf import settings

from conversations.encoding.base import Encoder
from conversations.encoding.embedded import EmbeddedEncoder, is_installed
from conversations.encoding.endpoint import EndpointEncoder

NONE, EMBEDDED, ENDPOINT = "none", "embedded", "endpoint"
CHOICES = (NONE, EMBEDDED, ENDPOINT)


def current_encoder() -> Encoder | None:
    """Return the encoder of this desk, None where there is none. Loads no model and no library.

    Without `ENCODER` it is the embedded one where its package is installed.
    """
    chosen = settings.ENCODER or (EMBEDDED if is_installed() else NONE)
    if chosen == EMBEDDED:
        return _embedded()
    if chosen == ENDPOINT:
        return EndpointEncoder(
            base_url=settings.ENCODER_URL.rstrip("/"),
            model=settings.ENCODER_MODEL,
            dimensions=settings.ENCODER_DIMENSIONS,
            api_key=settings.ENCODER_API_KEY,
            timeout=float(settings.ENCODER_TIMEOUT_SECONDS),
        )
    return None


@lru_cache(maxsize=1)
def _embedded() -> EmbeddedEncoder:
    """Return the one of this process: its model is loaded once."""
    return EmbeddedEncoder()
