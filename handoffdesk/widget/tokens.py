"""A visitor's proof that a thread is theirs: a signed name, bound to one web chat account."""

from uuid import UUID, uuid4

from django.core import signing

from conversations.adapters.webchat.channel import WEB_CHAT

SALT = f"{WEB_CHAT.key}.visitor"
# Longer than a year of silence, the browser starts a new thread.
MAX_AGE_SECONDS = 400 * 24 * 60 * 60


def make_token(*, public_id: str, visitor: UUID) -> str:
    """Return the token of this visitor for this account and no other."""
    return signing.dumps({"account": public_id, "visitor": str(visitor)}, salt=SALT, compress=False)


def read_token(token: str, *, public_id: str) -> UUID | None:
    """Return the visitor, or None for a token that is forged, damaged, too old or of another account."""
    try:
        content = signing.loads(token, salt=SALT, max_age=MAX_AGE_SECONDS)
        if content["account"] != public_id:
            return None
        return UUID(content["visitor"])
    except (signing.BadSignature, ValueError, TypeError, KeyError, AttributeError):
        return None


def new_visitor() -> UUID:
    """Return a name that nobody can guess."""
    return uuid4()
