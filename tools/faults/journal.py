"""The stand-ins of the provider and of the model, with a journal of everything that they received and when."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.standins.meta import MetaStandIn
from tests.standins.openai import OpenAiStandIn, report
from tests.standins.server import Asked, Reply

ANSWER = "Delivery takes two to four working days inside the country."


@dataclass(frozen=True)
class Send:
    """One message that the provider took. `at` is Unix time; `ref` is our message's id without hyphens."""

    at: float
    ref: str
    to: str
    body: str


@dataclass(frozen=True)
class Call:
    """One request to the model. `at` is Unix time when it came, `said` the customer's last words in it."""

    at: float
    said: str


class Provider(MetaStandIn):
    """Graph's stand-in that notes every message that it accepts, also when its answer is then cut."""

    def __init__(self) -> None:
        """Begin with an empty journal."""
        super().__init__()
        self.sends: list[Send] = []

    def _accept(self, message: dict[str, Any]) -> Reply:
        before = len(self.taken)
        reply = super()._accept(message)
        if len(self.taken) > before:
            ref = str(message.get("biz_opaque_callback_data", "")).replace("-", "")
            to = str(message.get("to") or message.get("recipient"))
            self.sends.append(Send(time.time(), ref, to, message.get("text", {}).get("body", "")))
        return reply


class Model(OpenAiStandIn):
    """The model's stand-in: answers every question well, or as `behave` says; notes every call."""

    def __init__(self) -> None:
        """Begin with an empty journal and good behaviour."""
        super().__init__(report(ANSWER))
        self.calls: list[Call] = []
        self.behave: Callable[[Asked], Reply] | None = None
        self._journal_lock = threading.Lock()

    def answer(self, asked: Asked) -> Reply:
        """Note the call and answer it."""
        with self._journal_lock:
            self.calls.append(Call(time.time(), last_words(asked.body)))
        return self.behave(asked) if self.behave else super().answer(asked)


def last_words(body: bytes) -> str:
    """Return the last message of the user role in a chat-completions request; empty when it cannot be read."""
    try:
        messages = json.loads(body)["messages"]
        return str(next(message["content"] for message in reversed(messages) if message["role"] == "user"))
    except (ValueError, KeyError, TypeError, StopIteration):
        return ""
