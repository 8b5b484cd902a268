"""One answer of a chat-completions server, read without trust. Pure.

Servers that call themselves compatible leave out, add and mistype fields; whatever can still be understood is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_CALLS = 8
#: In characters: ten times what a model may say in one answer.
LONGEST_CONTENT = 32_000


class InvalidAnswer(ValueError):  # noqa: N818 - it names the answer
    """The server's answer cannot be understood; the text says what is wrong, without its words."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function that the model wants called; `arguments` is empty when they cannot be read."""

    id: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    raw_arguments: str = "{}"
    is_readable: bool = True


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What the model said: text, calls, or both. `refused`: the provider's own filter stopped it."""

    content: str = ""
    calls: tuple[ToolCall, ...] = ()
    refused: bool = False
    is_cut: bool = False
    usage: Mapping[str, int] = field(default_factory=dict)


def read_answer(body: bytes) -> ModelAnswer:
    """Read the body of a 200.

    Raises:
        InvalidAnswer: no JSON, or no message in it.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidAnswer("not JSON") from error
    choice = _first(_get(value, "choices"))
    message = _get(choice, "message")
    if not isinstance(message, dict):
        raise InvalidAnswer("no message")
    finish = _get(choice, "finish_reason")
    return ModelAnswer(
        content=_read_content(message.get("content")),
        calls=_read_calls(message),
        refused=bool(message.get("refusal")) or finish == "content_filter",
        is_cut=finish == "length",
        usage=_read_usage(_get(value, "usage")),
    )


def _read_content(content: Any) -> str:
    """A string, or a list of parts with text; the first 32,000 characters of it (JSON that is cut is not read)."""
    if isinstance(content, str):
        return content[:LONGEST_CONTENT]
    if isinstance(content, list):
        return "".join(text for part in content if isinstance(text := _get(part, "text"), str))[:LONGEST_CONTENT]
    return ""


def _read_calls(message: Mapping[str, Any]) -> tuple[ToolCall, ...]:
    listed = message.get("tool_calls")
    entries = listed if isinstance(listed, list) else []
    # The older form, one call without an id.
    entries = entries or [{"function": message.get("function_call")}]
    calls = []
    for number, entry in enumerate(entries[:MOST_CALLS]):
        function = _get(entry, "function")
        name = _get(function, "name")
        if isinstance(name, str) and name:
            given = _get(entry, "id")
            calls.append(_read_call(given if isinstance(given, str) and given else f"call_{number}", name, function))
    return tuple(calls)


def _read_call(call_id: str, name: str, function: Mapping[str, Any]) -> ToolCall:
    """Arguments are a JSON string by the book; some servers send the object itself, or nothing."""
    given = function.get("arguments")
    if given is None or given == "":
        return ToolCall(call_id, name)
    if isinstance(given, dict):
        return ToolCall(call_id, name, given, json.dumps(given))
    try:
        value = json.loads(given) if isinstance(given, str) else None
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        return ToolCall(call_id, name, value, str(given))
    return ToolCall(call_id, name, is_readable=value is None and given == "null")


def _read_usage(usage: Any) -> dict[str, int]:
    names = ("prompt_tokens", "completion_tokens", "total_tokens")
    return {name: count for name in names if isinstance(count := _get(usage, name), int) and count >= 0}


def _get(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else None
