"""What the suites run against, found in this order: named, local, throw-away, installed and then throw-away."""

import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tools.stack import nginx
from tools.testing import browser, debian, postgres, redis_server

# Set to 1 to leave the servers on the usual ports alone: it proves the throw-away path on a developer's machine.
IGNORE_LOCAL = "HANDOFFDESK_TEST_IGNORE_LOCAL_SERVICES"
ABSENT = "is not installed"


@dataclass(frozen=True)
class Services:
    """Addresses of what was found; None where nothing was, with the reason in `missing` under the same name."""

    database_url: str | None
    redis_urls: str | None
    nginx: str | None
    chromium: str | None
    missing: dict[str, str]


def provide(stack: ExitStack, *, workers: int, wants_servers: bool = True, wants_browser: bool = True) -> Services:
    """Find or start everything that is wanted; whatever is started or reserved, the stack gives back."""
    directory = Path(
        stack.enter_context(tempfile.TemporaryDirectory(prefix="handoffdesk-test-", ignore_cleanup_errors=True))
    )
    directory.chmod(0o711)  # PostgreSQL runs as another user when we are root, and must pass through
    sources = Sources(directory, stack, workers)
    needs = {
        "postgresql": sources.database if wants_servers else None,
        "redis": sources.redis if wants_servers else None,
        "nginx": nginx.find if wants_servers else None,
        "chromium": browser.chromium if wants_browser else None,
    }
    found, missing = find(needs)
    absent = [name for name, reason in missing.items() if reason == ABSENT]
    if absent and debian.may_install():
        debian.install(absent)
        again, still_missing = find({name: needs[name] for name in absent})
        found |= again
        missing = {name: why for name, why in missing.items() if name not in absent} | still_missing
    return Services(found.get("postgresql"), found.get("redis"), found.get("nginx"), found.get("chromium"), missing)


def find(needs: dict[str, Callable[[], str | None] | None]) -> tuple[dict[str, str], dict[str, str]]:
    """Ask each source once; return what was found and why the rest was not."""
    found: dict[str, str] = {}
    missing: dict[str, str] = {}
    for name, source in needs.items():
        if source is None:
            continue
        try:
            answer = source()
        except (RuntimeError, OSError) as error:
            missing[name] = str(error)
            continue
        if answer is None:
            missing[name] = ABSENT
        else:
            found[name] = answer
    return found, missing


class Sources:
    """Where a database and a Redis come from; remembers what must be cleaned up."""

    def __init__(self, directory: Path, stack: ExitStack, workers: int) -> None:
        self.directory = directory
        self.stack = stack
        self.workers = workers

    def database(self) -> str | None:
        """Return the address of a database of our own name on the first server that there is.

        Raises:
            RuntimeError: a named server does not answer, or a throw-away one does not start.
        """
        name = f"handoffdesk_{os.getpid()}"
        server = self.named("TEST_DATABASE_URL", postgres.can_make_databases) or self.local(postgres.local_url)
        server = server or postgres.start(self.directory, self.stack)
        if server is None:
            return None
        self.stack.callback(postgres.drop_databases, server, f"test_{name}")
        return postgres.with_database(server, name)

    def redis(self) -> str | None:
        """Return the addresses of empty numbered databases on the first server that has them, joined by commas.

        One for each parallel worker, so that they do not take each other's jobs.

        Raises:
            RuntimeError: a named server does not answer or has too few, or a throw-away one does not start.
        """
        named = self.named("TEST_REDIS_URL", redis_server.is_alive)
        server = named or self.local(redis_server.local_url)
        reserved = self.reserve(server)
        if named and not reserved:
            raise RuntimeError(f"TEST_REDIS_URL: of its databases 1 to 15 fewer than {self.workers} are empty")
        return ",".join(reserved or self.reserve(redis_server.start(self.directory, self.stack))) or None

    def reserve(self, server: str | None) -> list[str]:
        """Return one reserved database per worker, given back by the stack; none when the server has too few."""
        reserved = redis_server.reserve_databases(server, self.workers) if server else []
        for url in reserved:
            self.stack.callback(redis_server.flush, url)
        return reserved if len(reserved) == self.workers else []

    @staticmethod
    def named(variable: str, is_usable: Callable[[str], bool]) -> str | None:
        """Return the address in this variable, if one is set.

        Raises:
            RuntimeError: the address is set and cannot be used; falling back quietly would test something else.
        """
        url = os.environ.get(variable)
        if url and not is_usable(url):
            raise RuntimeError(f"{variable} is set and the server there cannot be used")
        return url or None

    @staticmethod
    def local(find_local: Callable[[], str | None]) -> str | None:
        """Return the server on the usual port, unless this run is told to leave it alone."""
        return None if os.environ.get(IGNORE_LOCAL) == "1" else find_local()
