"""The signature on Meta's webhooks: HMAC-SHA256 of the raw bytes under the app secret."""

import hashlib
import hmac
from collections.abc import Mapping

HEADER = "x-hub-signature-256"
PREFIX = "sha256="


def sign(secret: str, body: bytes) -> str:
    """Return the header value for these bytes, as Meta writes it: lower-case hex after `sha256=`."""
    return PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def verify_signature(*, secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Return whether Meta signed exactly these bytes.

    An empty secret refuses: anybody could sign with it. The old `X-Hub-Signature` (SHA-1) is not looked at.
    """
    given = next((value for name, value in headers.items() if name.lower() == HEADER), "")
    if not secret or not given:
        return False
    # As bytes, because compare_digest refuses text that is not ASCII, and a stranger may send such text.
    return hmac.compare_digest(sign(secret, body).encode(), given.encode("utf-8", "surrogatepass"))
