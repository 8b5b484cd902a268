"""A server that speaks the chat-completions wire, well and badly, as told."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from tests.standins.server import Asked, Reply, StandIn, reply_json


class OpenAiStandIn(StandIn):
    """Answers with the given replies in turn; the last one again and again."""

    def __init__(self, *replies: Reply) -> None:
        """Take the script."""
        super().__init__()
        self._script = list(replies)

    @property
    def base_url(self) -> str:
        """Return what goes into an AI profile."""
        return f"{self.url}/v1"

    @property
    def payloads(self) -> list[dict[str, Any]]:
        """Return the bodies of all requests in order."""
        return [asked.json for asked in self.asked]

    def answer(self, asked: Asked) -> Reply:
        """Give the next reply of the script."""
        if asked.path != "/v1/chat/completions":
            return error(404, "Not found")
        return self._script.pop(0) if len(self._script) > 1 else self._script[0]


def message(content: Any = None, calls: Iterable[Mapping[str, Any]] = (), **extra: Any) -> Reply:
    """A whole answer with text, calls or both; `extra` goes into the message, `finish_reason` into the choice."""
    listed = list(calls)
    finish = extra.pop("finish_reason", "tool_calls" if listed else "stop")
    delay = extra.pop("delay", 0.0)
    said: dict[str, Any] = {"role": "assistant", "content": content, "refusal": None, **extra}
    if listed:
        said["tool_calls"] = listed
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1795168800,
        "model": "test-model",
        "choices": [{"index": 0, "message": said, "finish_reason": finish}],
        "usage": {"prompt_tokens": 60, "completion_tokens": 20, "total_tokens": 80},
    }
    return reply_json(body, delay=delay)


def text(content: str) -> Reply:
    """Plain text, as a server answers that ignores the wanted form."""
    return message(content)


def report(reply: str, **fields: Any) -> Reply:
    """The answer in the wanted form."""
    known = {
        "confidence": 0.9,
        "intent": "shipping time",
        "sentiment": "neutral",
        "lead_class": "warm",
        "information_gap": False,
        "out_of_scope": False,
    }
    return message(json.dumps({"reply": reply, **known, **fields}))


def call(name: str, arguments: Any = "{}", number: int = 1) -> dict[str, Any]:
    """One tool call; `arguments` is sent as it is, so it may be no JSON."""
    return {"id": f"call_{number:04d}", "type": "function", "function": {"name": name, "arguments": arguments}}


def escalation() -> Reply:
    """The field's own example: escalate_to_human with empty parameters."""
    return message(calls=[call("escalate_to_human")])


def promise() -> Reply:
    """Words without the deed."""
    return report("I'm connecting you with a human agent now.")


def error(status: int, text: str, *, code: str | None = None, kind: str = "invalid_request_error") -> Reply:
    """An error in the provider's form."""
    return reply_json({"error": {"message": text, "type": kind, "param": None, "code": code}}, status)


def unauthorised() -> Reply:
    """A wrong key."""
    return error(401, "Incorrect API key provided", code="invalid_api_key")


def rate_limited(wait: str) -> Reply:
    """Too many requests; `wait` is the Retry-After header."""
    body = {"error": {"message": "Rate limit reached", "type": "requests", "code": "rate_limit_exceeded"}}
    return reply_json(body, 429, {"Retry-After": wait})


def out_of_quota() -> Reply:
    """The same status, but no waiting helps."""
    return error(429, "You exceeded your current quota", code="insufficient_quota", kind="insufficient_quota")


def broken() -> Reply:
    """A fault of the server."""
    return error(500, "The server had an error", kind="server_error")


def refuses(field: str) -> Reply:
    """A 400 that names a field of the request."""
    return error(400, f"{field} is not supported by this server")


def slow(seconds: float) -> Reply:
    """A good answer that comes late."""
    return message("Late.", delay=seconds)


def drip(seconds: float) -> Reply:
    """A good answer of which a byte comes now and then, for so long."""
    return replace(message("Late."), drip=seconds)


def cut_off() -> Reply:
    """The connection closes without an answer."""
    return Reply(cut=True)


def garbage() -> Reply:
    """A 200 that is no JSON."""
    return Reply(200, b"<html>proxy error</html>", {"Content-Type": "application/json"})
