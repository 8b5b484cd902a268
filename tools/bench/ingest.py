"""The set-up of the ingest lines: one template of a desk, what the product asks for each message, and the raw limit."""

import http.client
import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from tools.bench.context import Context
from tools.bench.desks import running, web_only
from tools.bench.load import Load, webhook
from tools.bench.population import add_customers
from tools.bench.rowcounts import count_rows
from tools.bench.seeded import seeded_copy
from tools.bench.statements import Replay, Statement, copy_database, recording
from tools.bench.texts import question
from tools.stack.desk import Desk
from tools.stack.seed import Seeded
from tools.stack.whatsapp import customer_address

CLIENTS = 16
WARM_UP = 40
# Consecutive messages come from customers far apart, so that no two are under way for one conversation.
STRIDE = 7_919


class Messages:
    """Signed webhooks with questions of known customers; each message is new, customers take turns."""

    def __init__(self, seeded: Seeded, customers: int) -> None:
        """Write from these customers."""
        self._seeded, self._customers = seeded, customers
        self._numbers = itertools.count()

    def make(self, run: str, count: int, text: Callable[[int], str] = question) -> list[bytes]:
        """Return the next `count` requests; `run` begins the messages' ids at the provider."""
        return [self._one(run, number, text(number)) for number in itertools.islice(self._numbers, count)]

    def _one(self, run: str, number: int, text: str) -> bytes:
        sender = customer_address(number * STRIDE % self._customers)
        return webhook(self._seeded, sender=sender, message_id=f"wamid.{run}.{number}", text=text)


@dataclass
class Template:
    """A seeded database and a copy of it: the raw limit works on the first, the desk on the second."""

    raw_url: str
    url: str
    messages: Messages
    customers: int
    recorded: list[list[Statement]]
    # The rows that the desk had when everything was recorded.
    rows: dict[str, int]

    @property
    def statements_each(self) -> float:
        """Return how many statements a message costs, transaction control included."""
        return sum(map(len, self.recorded)) / len(self.recorded)


def make_template(context: Context, *, customers: int, record: int) -> Template:
    """Copy the seeded desk, give it so many customers, copy it again, and record what so many messages ask."""
    raw_url, seeded = seeded_copy(context, "raw")
    context.progress(f"  making {customers:,} conversations")
    add_customers(raw_url, customers)
    url = copy_database(context.postgres, raw_url, context.name("desk"))
    messages = Messages(seeded, customers)
    context.progress(f"  recording what {record:,} messages ask")
    recorded = record_statements(context, url, messages.make("recorded", record))
    return Template(raw_url, url, messages, customers, recorded, count_rows(url))


def record_statements(context: Context, url: str, requests: list[bytes]) -> list[list[Statement]]:
    """Post the messages one after another to a running desk; return what each asked of its database."""
    desk = web_only(context.fresh_directory("recorded"), url, context.redis.url)
    with recording(context.postgres, url) as recorder, running(desk):
        client = Client(desk.urls[0])
        for request in requests:
            client.send(request)
            recorder.mark()
        parts = recorder.parts()
    if len(parts) != len(requests):
        raise RuntimeError(f"{len(requests)} messages were posted and {len(parts)} were found in the log")
    return parts


class Client:
    """One kept-alive connection for prepared requests, one after another."""

    def __init__(self, url: str) -> None:
        """Connect with the first request."""
        self._address = urlsplit(url)
        self._connection = http.client.HTTPConnection(self._address.netloc, timeout=60)

    def send(self, request: bytes) -> None:
        """Send a whole request and read its answer.

        Raises:
            RuntimeError: the answer is not 200.
        """
        if self._connection.sock is None:
            self._connection.connect()
        self._connection.sock.sendall(request)
        answer = http.client.HTTPResponse(self._connection.sock)
        answer.begin()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"a prepared request was answered with {answer.status}")


class RawLimit:
    """The recorded statements asked by psycopg alone, one slice of messages after another."""

    def __init__(self, template: Template) -> None:
        """Connect and warm up: the first messages prepare the statements."""
        self._replay = Replay(template.raw_url)
        self._rest = iter(template.recorded)
        self.milliseconds: list[float] = []
        self._take(WARM_UP)

    def round(self, count: int) -> float:
        """Replay the next `count` messages; return how many a second."""
        times = self._take(count)
        self.milliseconds += times
        return count / (sum(times) / 1000)

    def close(self) -> None:
        """Close the connection."""
        self._replay.close()

    def _take(self, count: int) -> list[float]:
        parts = list(itertools.islice(self._rest, count))
        if len(parts) < count:
            raise RuntimeError("more messages are to be replayed than were recorded")
        return self._replay.run(parts)


@contextmanager
def loaded(desk: Desk, requests: list[bytes], *, connections: int = CLIENTS) -> Iterator[Load]:
    """Run a desk and a sender that is connected to all its web processes; warm up with the first requests."""
    with ExitStack() as stack:
        stack.enter_context(running(desk))
        load = stack.enter_context(Load(desk.urls, requests, connections=connections))
        load.run(WARM_UP).require()
        yield load
