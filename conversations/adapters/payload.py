"""Reading JSON that strangers sent so that every database can keep it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn

from conversations.adapters.base import MalformedPayload
from conversations.storable import storable_json

MAX_DEPTH = 64
MAX_KEY = 255
# After this moment (the year 2100) a time stamp is a mistake or in another unit.
LAST_SECOND = 4_102_444_800


def read_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a body, cleaned.

    Raises:
        MalformedPayload: the body is not UTF-8, not JSON, not an object, or nested too deeply.
    """
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise MalformedPayload("not UTF-8") from error
    except RecursionError as error:
        raise MalformedPayload("nested too deeply") from error
    except ValueError as error:
        raise MalformedPayload("not JSON") from error
    if not isinstance(value, dict):
        raise MalformedPayload("not a JSON object")
    _check_depth(value)
    cleaned: dict[str, Any] = storable_json(value)
    return cleaned


def _check_depth(value: Any, depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise MalformedPayload("nested too deeply")
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, dict | list):
            _check_depth(part, depth + 1)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def make_key(*parts: str) -> str:
    """Return a key of the parts that fits its column; a longer one ends in its digest."""
    key = ":".join(parts)
    if len(key) <= MAX_KEY:
        return key
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{key[: MAX_KEY - len(digest) - 1]}~{digest}"


def digest_of(*values: Any) -> str:
    """Return a key for something without an id: equal JSON gives an equal key."""
    canonical = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return f"sha256-{hashlib.sha256(canonical.encode()).hexdigest()}"


def read_unix_time(value: Any) -> datetime | None:
    """Return a moment from Unix seconds, given as text or number; None when it is neither or out of range."""
    try:
        seconds = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < LAST_SECOND else None


def objects_in(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list; nothing when it is no list."""
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
