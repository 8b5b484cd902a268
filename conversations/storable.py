"""Text and JSON of strangers made fit for every database. Pure.

PostgreSQL refuses null characters, lone halves of surrogate pairs, and in JSON numbers that are not finite. Whoever
keeps what others sent asks here, so that the same text is kept in the same form at every door.
"""

import json
import math
from typing import Any

_NULL = "\x00"
#: How `json.dumps` writes what may have to go.
_SUSPECTS = ("\\u0000", "\\ud", "NaN", "Infinity")
_ENCODER = json.JSONEncoder(default=str)
_IN_PLACE = {0: 0xFFFD} | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


def storable_text(text: str) -> str:
    """Return the text without null characters, and with U+FFFD for each lone surrogate; two halves become one."""
    text = text.replace(_NULL, "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def storable_in_place(text: str) -> str:
    """Return the text with U+FFFD for each character that cannot be stored, so that every place in it stays."""
    # Nearly every text is clean, and this tells so much sooner: neither sign is printable.
    return text if text.isprintable() else text.translate(_IN_PLACE)


def is_storable(text: str) -> bool:
    """Return whether a text can be stored as it is."""
    return storable_text(text) == text


def storable_json(value: Any) -> Any:
    """Return a value as JSON that can be stored; what JSON does not know becomes text, a number without end null."""
    text = _ENCODER.encode(value)
    read = json.loads(text)
    return _cleaned(read) if any(suspect in text for suspect in _SUSPECTS) else read


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {storable_text(name): _cleaned(part) for name, part in value.items()}
    return [_cleaned(part) for part in value] if isinstance(value, list) else value
