"""Text of others inside a prompt: fenced, bounded, and unable to close its own fence."""

from conversations.storable import storable_text

OPEN, CLOSE = "<<<", ">>>"


def clean(text: str, limit: int) -> str:
    """Return the text without control characters, broken surrogates and fence marks, cut at `limit` characters."""
    printable = "".join(c if c.isprintable() or c == "\n" else " " for c in storable_text(text)[: limit + 1])
    return _without_marks(printable)[:limit].strip()


def fence(label: str, text: str, limit: int) -> str:
    """Return the cleaned text between marks that it cannot contain."""
    return f"{OPEN}{label}\n{clean(text, limit)}\n{label}{CLOSE}"


def _without_marks(text: str) -> str:
    """Taking a mark out can put another together, so until none is left."""
    while OPEN in text or CLOSE in text:
        text = text.replace(OPEN, "").replace(CLOSE, "")
    return text
