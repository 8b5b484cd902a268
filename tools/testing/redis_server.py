"""A Redis for the suites: the named one, the local one, or a throw-away one."""

import shutil
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import redis

from tools.stack.servers import RedisServer
from tools.testing import processes

USUAL_PORT = 6379
MARK = "handoffdesk:test-run"
MARK_SECONDS = 3600


def local_url() -> str | None:
    """Return the address of a server on the usual port, else None."""
    url = f"redis://127.0.0.1:{USUAL_PORT}/0"
    return url if processes.answers(USUAL_PORT) and is_alive(url) else None


def is_alive(url: str) -> bool:
    """Tell whether a server answers a ping at this address."""
    try:
        with redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def start(directory: Path, stack: ExitStack) -> str | None:
    """Start a throw-away server under `directory`, stopped by the stack; return its address, None without the binary.

    Raises:
        RuntimeError: the binary is there and the server does not come up.
    """
    if shutil.which("redis-server") is None:
        return None
    return stack.enter_context(RedisServer(directory / "redis")).url


def reserve_databases(url: str, count: int) -> list[str]:
    """Return the addresses of `count` numbered databases that were empty and are now ours; fewer when most hold keys.

    Counts down from 15, because people use the low numbers. The mark keeps a second run on this machine away.
    """
    numbered = (urlunsplit(urlsplit(url)._replace(path=f"/{number}")) for number in range(15, 0, -1))
    return list(islice(filter(reserve, numbered), count))


def reserve(url: str) -> bool:
    """Mark one numbered database as ours if it is empty; tell whether that worked."""
    try:
        with redis.Redis.from_url(url, socket_timeout=3) as client:
            return client.dbsize() == 0 and bool(client.set(MARK, "1", nx=True, ex=MARK_SECONDS))
    except redis.RedisError:
        return False


def flush(url: str) -> None:
    """Delete the keys of the one numbered database that a run used."""
    try:
        with redis.Redis.from_url(url, socket_timeout=3) as client:
            client.flushdb()
    except redis.RedisError as error:
        print(f"test: {urlsplit(url).path} of Redis could not be emptied: {error}")
