"""Payloads of the channels: the sample files, and what is built around them."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conversations.adapters.base import Content
from conversations.adapters.whatsapp.parse import parse

SAMPLES = Path(__file__).parent / "samples"
NUMBER_ID = "118400000000031"
PHONE = "12025550171"
USER_ID = "US.7740018822"


def sample_files(kind: str) -> list[Path]:
    return sorted((SAMPLES / kind).glob("*.json"))


def read_sample(name: str, kind: str = "whatsapp") -> bytes:
    return (SAMPLES / kind / f"{name}.json").read_bytes()


def whatsapp_content(name: str) -> Content:
    """Return the content of a sample that holds exactly one update."""
    (item,) = parse(read_sample(name))
    return item.content


def whatsapp_body(value: dict[str, Any], *, field: str = "messages", ensure_ascii: bool = True) -> bytes:
    """Return a body with one change, of the samples' number unless the value names another."""
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER_ID}, **value}
    envelope = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": field, "value": value}]}],
    }
    return json.dumps(envelope, ensure_ascii=ensure_ascii).encode("utf-8", "surrogatepass")


def text_message(body: str, *, message_id: str = "wamid.TEXT0001", **fields: Any) -> dict[str, Any]:
    """Return a message that is written just now: what was sent long ago is not answered."""
    now = str(int(time.time()))
    return {"from": PHONE, "from_user_id": USER_ID, "id": message_id, "timestamp": now, "type": "text",
            "text": {"body": body}, **fields}  # fmt: skip


def text_body(body: str, **fields: Any) -> bytes:
    """Return a webhook with one text message."""
    return whatsapp_body({"messages": [text_message(body, **fields)]})


def strings_in(value: Any) -> Iterator[str]:
    """Yield every text inside a value, names of objects included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from strings_in(name)
            yield from strings_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings_in(part)


def places_in(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every part of a JSON value except the whole."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield (*way, name)
        yield from places_in(part, (*way, name))
