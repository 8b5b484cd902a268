"""The question Meta asks a new webhook address: do you know the verify token?"""

import hmac
from collections.abc import Mapping


def answer_challenge(query: Mapping[str, str], verify_token: str) -> str | None:
    """Return the challenge to answer with 200 as plain text, or None to refuse with 403; an empty token refuses."""
    given = query.get("hub.verify_token", "")
    known = bool(verify_token) and hmac.compare_digest(
        verify_token.encode("utf-8", "surrogatepass"), given.encode("utf-8", "surrogatepass")
    )
    challenge = query.get("hub.challenge", "")
    return challenge if known and challenge and query.get("hub.mode") == "subscribe" else None
