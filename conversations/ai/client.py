"""The only place that speaks to a model: chat completions over any OpenAI-compatible address.

The library costs over a second and 50 MB to import, so nothing imports it before the first use; `warm` does that in
the background once the server listens.
"""

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx2
from django.utils import timezone

from accounts.models.lost_secret import LostSecret
from conversations.adapters.addresses import AddressRefused
from conversations.adapters.http import make_client
from conversations.ai.breaker import breaker
from conversations.ai.budget import Budget
from conversations.ai.types import Engine
from conversations.ai.wire import InvalidAnswer, ModelAnswer, read_answer

if TYPE_CHECKING:
    import openai

logger = logging.getLogger(__name__)

#: Some servers refuse an empty key; those without keys take any.
NO_KEY = "none"
#: Seconds before the one retry; a provider that asks for more than the longest wait is treated as down.
RETRY_WAIT = 0.5
LONGEST_WAIT = 5.0
TOO_MANY = 429
#: A request with less time than this is not worth its start.
LEAST_SECONDS = 0.2
MOST_TOKENS = 900

TIMEOUT, UNAVAILABLE, REFUSED, INVALID = "timeout", "unavailable", "refused", "invalid"
#: The breaker is open: the server was not asked.
PAUSED = "paused"


class ModelFault(Exception):  # noqa: N818 - the field says fault
    """No usable answer. `kind`: timeout, unavailable, refused, invalid or paused; `wait` in seconds before a retry."""

    def __init__(
        self, kind: str, reason: str, *, is_transient: bool = False, wait: float = RETRY_WAIT, status: int = 0
    ) -> None:
        """Take a reason without customer text or secrets, and the server's status if there was one."""
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.is_transient = is_transient
        self.wait = wait
        self.status = status

    @property
    def is_alive(self) -> bool:
        """Whether the server answered at once and works: it refused, or asked for a wait that we can afford."""
        return self.kind == REFUSED or (self.status == TOO_MANY and self.wait <= LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask: messages, and optionally tools and the form of the answer."""

    messages: Sequence[Mapping[str, Any]]
    tools: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    response_format: Mapping[str, Any] | None = None

    def payload(self) -> dict[str, Any]:
        """Return the body's fields; an empty one is left out, since some servers refuse it."""
        payload: dict[str, Any] = {"messages": list(self.messages), "max_tokens": MOST_TOKENS}
        if self.tools:
            payload |= {"tools": list(self.tools), "tool_choice": "auto"}
        if self.response_format:
            payload["response_format"] = dict(self.response_format)
        return payload


def warm() -> threading.Thread:
    """Import the library in a background thread, after the server listens; return the thread."""
    thread = threading.Thread(target=load, name="warm-openai", daemon=True)
    thread.start()
    return thread


def complete(engine: Engine, request: Request, budget: Budget | None = None) -> ModelAnswer:
    """Ask the model; once more when the fault is transient or the answer unreadable, and the budget has time for it.

    A server that refuses the answer's form, the tools or the name of the length limit is asked again without it.
    Everything together takes at most what is left of the budget (`engine.timeout` when none is given).

    Raises:
        ModelFault: still no usable answer.
    """
    load()
    budget = budget or Budget.of(engine.timeout)
    try:
        return _ask(engine, request, budget)
    except ModelFault as fault:
        # Waiting past the budget would only make the customer wait for nothing.
        if not fault.is_transient or fault.wait > LONGEST_WAIT or not budget.allows(fault.wait + LEAST_SECONDS):
            raise
        logger.info("ai.retry", extra={"kind": fault.kind, "reason": fault.reason})
        time.sleep(fault.wait)
        if breaker.standing(engine.base_url).state == "open":
            raise  # what was wrong says more than that we stopped asking
    return _ask(engine, request, budget)


def _ask(engine: Engine, request: Request, budget: Budget) -> ModelAnswer:
    """Ask once unless the breaker is open, and tell the breaker how it ended."""
    if not budget.allows(LEAST_SECONDS):
        raise ModelFault(TIMEOUT, "no time left")
    if isinstance(engine.api_key, LostSecret):
        raise ModelFault(REFUSED, "the stored API key cannot be read: enter it again in the AI profile")
    if not breaker.admits(engine.base_url):
        raise ModelFault(PAUSED, "the server did not answer lately")
    is_answered = False
    try:
        answer = _complete_once(engine, request, budget)
        is_answered = True
    except ModelFault as fault:
        is_answered = fault.is_alive  # there is nothing to protect anybody from
        raise
    finally:
        breaker.note(engine.base_url, is_answered=is_answered)
    return answer


def _complete_once(engine: Engine, request: Request, budget: Budget) -> ModelAnswer:
    import openai  # lazy: over a second to import, and an installation without a model never needs it

    seconds = budget.left
    try:
        # The guarded client ends the whole request at the time-out, however slowly the server drips.
        with make_client(timeout=seconds) as http_client:
            client = openai.OpenAI(
                api_key=engine.api_key or NO_KEY,
                base_url=engine.base_url,
                timeout=seconds,
                max_retries=0,
                http_client=http_client,
            )
            return read_answer(_post(client, engine.model, request, budget))
    except openai.APITimeoutError as error:
        raise ModelFault(TIMEOUT, "no answer in time", is_transient=True) from error
    except openai.APIStatusError as error:
        raise _fault_of_status(error) from error
    except openai.APIConnectionError as error:
        raise _fault_of_connection(error) from error
    except InvalidAnswer as error:
        raise ModelFault(INVALID, str(error), is_transient=True) from error
    except (openai.OpenAIError, httpx2.InvalidURL, ValueError, TypeError) as error:
        # The library could not build the request (an unusable address or header), so no retry can help.
        raise ModelFault(REFUSED, type(error).__name__) from error


def _post(client: "openai.OpenAI", model: str, request: Request, budget: Budget) -> bytes:
    """Return the body of the 200; leave out, once each, what the server names in a 400."""
    payload = request.payload()
    for _ in range(3):
        try:
            return _send(client, model, payload)
        except _errors_of_form() as error:
            reduced = _without_what_it_refuses(payload, str(error.message), str(error.code))
            if reduced == payload or not budget.allows(LEAST_SECONDS):
                raise
            payload = reduced
    return _send(client, model, payload)


def _errors_of_form() -> "tuple[type[openai.BadRequestError], type[openai.UnprocessableEntityError]]":
    """Name the errors that say that the server does not like the form of the request."""
    import openai  # lazy: see _complete_once

    return openai.BadRequestError, openai.UnprocessableEntityError


def _send(client: "openai.OpenAI", model: str, payload: Mapping[str, Any]) -> bytes:
    answer = client.chat.completions.with_raw_response.create(model=model, **payload)
    return answer.http_response.content


def _without_what_it_refuses(payload: dict[str, Any], message: str, code: str) -> dict[str, Any]:
    """Leave out the field that the server names, else the answer's form; the same when nothing can be left out."""
    if code == "context_length_exceeded":
        return payload
    optional = {
        "response_format": ("response_format",),
        "max_tokens": ("max_tokens",),
        "tool": ("tools", "tool_choice"),
    }
    named = next((name for name in optional if name in message.lower()), "response_format")
    return {name: value for name, value in payload.items() if name not in optional[named]}


def _fault_of_connection(error: BaseException) -> ModelFault:
    """An address that the guard forbids stays forbidden; any other connection may work a moment later."""
    cause = error.__cause__
    while cause is not None:
        if isinstance(cause, (AddressRefused, httpx2.UnsupportedProtocol)):
            return ModelFault(REFUSED, "the address is not allowed")
        cause = cause.__cause__
    return ModelFault(UNAVAILABLE, "connection failed", is_transient=True)


def _fault_of_status(error: "openai.APIStatusError") -> ModelFault:
    status, code = error.status_code, str(error.code or error.type or "")
    if status == TOO_MANY and "insufficient_quota" in {str(error.code), str(error.type)}:
        return ModelFault(REFUSED, "insufficient_quota")
    if status in {408, 409, TOO_MANY} or status >= 500:
        wait = _read_wait(error.response.headers)
        return ModelFault(UNAVAILABLE, f"status {status}", is_transient=True, wait=wait, status=status)
    return ModelFault(REFUSED, f"status {status} {code}".strip())


def _read_wait(headers: Mapping[str, str]) -> float:
    """Return the seconds that the provider asks for (retry-after-ms, retry-after), at least our own wait."""
    for name, unit in (("retry-after-ms", 1_000.0), ("retry-after", 1.0)):
        try:
            return max(float(headers[name]) / unit, RETRY_WAIT)
        except KeyError:
            continue
        except ValueError:
            return max(_seconds_until(headers[name]), RETRY_WAIT)
    return RETRY_WAIT


def _seconds_until(date: str) -> float:
    """Return how far away an HTTP date is (RFC 9110, Retry-After); 0 for what is no date."""
    try:
        return (parsedate_to_datetime(date) - timezone.now()).total_seconds()
    except (ValueError, TypeError):
        return 0.0


def load() -> None:
    """Import the library. Called before a budget starts: the first customer must not wait for it."""
    import openai  # lazy: this is the import itself
    import openai.resources.chat  # lazy: the library loads its parts on first use

    logger.debug("ai.warm", extra={"version": openai.__version__})
