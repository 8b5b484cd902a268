"""Customers at work: signed webhooks from several clients, repeated as a provider does until there is a 200."""

import http.client
import queue
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from tools.stack.seed import Seeded
from tools.stack.whatsapp import customer_address, sign, text_body

TIMEOUT_SECONDS = 20
# A provider waits longer; for us only the order of things matters.
RETRY_SECONDS = (0.1, 0.4)
# What customers of a shop write: questions for the AI, and now and then a wish for a person.
QUESTIONS = (
    "How long does delivery take?", "Which payment methods do you accept?", "Do you ship to Norway?",
    "What does delivery cost?", "Can I pay by card?",
)  # fmt: skip
WISHES = ("can I talk to a real person pls", "I want to talk to a human")


@dataclass(frozen=True)
class Saying:
    """One message of one customer; `at` is the provider's time in whole seconds, 0 for the time of posting."""

    provider_id: str
    sender: str
    text: str
    at: int = 0

    def body(self, seeded: Seeded) -> bytes:
        """Return the webhook that brings it."""
        return text_body(
            phone_number_id=seeded.phone_number_id, sender=self.sender, message_id=self.provider_id, text=self.text,
            at=self.at,
        )  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """One answer of the desk's door. `at` is Unix time when it came, status 0 a broken or refused connection."""

    at: float
    status: int
    seconds: float


@dataclass
class Posted:
    """What the clients saw: ids with a 200 and when, every answer, and what was given up."""

    accepted: dict[str, float] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)

    def statuses(self, since: float = 0.0, until: float = float("inf")) -> set[int]:
        """Return the kinds of answers between two moments."""
        return {answer.status for answer in self.answers if since <= answer.at <= until}

    def percentile(self, share: float, since: float = 0.0, until: float = float("inf")) -> float:
        """Return this percentile (0 to 1) of the seconds until a 200, 0.0 without any."""
        took = sorted(a.seconds for a in self.answers if a.status == HTTPStatus.OK and since <= a.at <= until)
        return took[min(int(len(took) * share), len(took) - 1)] if took else 0.0


def plan(
    prefix: str, count: int, *, customers: int, chance: random.Random, wishes: float = 0.1, first: int = 0
) -> list[Saying]:
    """Return so many messages, spread over so many customers from number `first` on; a share asks for a person."""
    return [
        Saying(
            provider_id=f"wamid.{prefix}.{number:06d}",
            sender=customer_address(first + number % customers),
            text=chance.choice(WISHES if chance.random() < wishes else QUESTIONS),
        )
        for number in range(count)
    ]


class Load:
    """Posts sayings in the background. `per_second` 0 is as fast as the clients get their answers."""

    def __init__(self, urls: Sequence[str], seeded: Seeded, *, clients: int = 8, patience: float = 120) -> None:
        """Post to any of these web processes; give a message up `patience` seconds after its first attempt."""
        self._urls, self._seeded, self._patience = list(urls), seeded, patience
        self._clients = clients
        self._work: queue.SimpleQueue[tuple[float, Saying] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self.posted = Posted()

    def start(self, sayings: Sequence[Saying], *, per_second: float = 0.0) -> "Load":
        """Begin; the same message may stand several times in the list."""
        began = time.monotonic()
        for number, saying in enumerate(sayings):
            self._work.put((began + number / per_second if per_second else began, saying))
        for _ in range(self._clients):
            self._work.put(None)
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(self._clients)]
        for thread in self._threads:
            thread.start()
        return self

    def join(self) -> Posted:
        """Wait until everything is posted or given up."""
        for thread in self._threads:
            thread.join()
        return self.posted

    def stop(self) -> Posted:
        """Post nothing more; what is under way is finished."""
        self._stopping.set()
        return self.join()

    @property
    def accepted(self) -> int:
        """How many different messages have a 200 so far."""
        return len(self.posted.accepted)

    @property
    def running(self) -> bool:
        """Whether clients are still at work."""
        return any(thread.is_alive() for thread in self._threads)

    def _run(self) -> None:
        client = _Client(self._urls)
        while (job := self._work.get()) is not None and not self._stopping.is_set():
            at, saying = job
            self._stopping.wait(max(at - time.monotonic(), 0))
            if not self._stopping.is_set():
                self._post(client, saying)
        client.close()

    def _post(self, client: "_Client", saying: Saying) -> None:
        body = saying.body(self._seeded)
        headers = sign(self._seeded.app_secret, body)
        give_up = time.monotonic() + self._patience
        while not self._attempt(client, saying, body, headers):
            if time.monotonic() > give_up or self._stopping.is_set():
                with self._lock:
                    self.posted.given_up.append(saying.provider_id)
                return
            time.sleep(random.uniform(*RETRY_SECONDS))  # noqa: S311 - a pause, no secret

    def _attempt(self, client: "_Client", saying: Saying, body: bytes, headers: dict[str, str]) -> bool:
        began = time.perf_counter()
        status = client.post(self._seeded.webhook_path, body, headers)
        answer = Answer(time.time(), status, time.perf_counter() - began)
        with self._lock:
            self.posted.answers.append(answer)
            if status == HTTPStatus.OK:
                self.posted.accepted.setdefault(saying.provider_id, answer.at)
        return status == HTTPStatus.OK


class _Client:
    """One kept-alive connection to one web process; the next one after a failure, as a balancer does."""

    def __init__(self, urls: Sequence[str]) -> None:
        self._urls = random.sample(urls, len(urls))
        self._connection: http.client.HTTPConnection | None = None

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        """Return the status, 0 without an answer."""
        if self._connection is None:
            self._urls.append(self._urls.pop(0))
            self._connection = http.client.HTTPConnection(urlsplit(self._urls[0]).netloc, timeout=TIMEOUT_SECONDS)
        try:
            self._connection.request("POST", path, body, headers)
            answer = self._connection.getresponse()
            answer.read()
        except (http.client.HTTPException, OSError):
            self.close()
            return 0
        if answer.will_close:
            self.close()
        return answer.status

    def close(self) -> None:
        """Close the connection; the next post opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
