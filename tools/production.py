"""`make production`: the whole production set on this machine, for trying it and for tests.

PostgreSQL, Redis, web processes behind nginx where that is installed, a worker for each queue, two beats, the watchdog:
the same commands as the units in deploy/systemd. What it stores lies in var/production and is there again next time.

Environment: WEB (web processes, 2), SERVER (uvicorn or daphne), PORT (8000), HANDOFFDESK_PRODUCTION_DIR.
"""

import fcntl
import json
import os
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import NoReturn

from handoffdesk.server.firstrun import write_private
from tools.stack import nginx
from tools.stack.desk import Layout, ProductionDesk
from tools.stack.nginx import Nginx
from tools.stack.process import ROOT, Process
from tools.stack.servers import LOOPBACK, PostgresServer, RedisServer, server_binary
from tools.stack.supervisor import Supervisor
from tools.testing import debian, processes

DIRECTORY = "HANDOFFDESK_PRODUCTION_DIR"
DEFAULT_HOME = ROOT / "var" / "production"
DATABASE = "handoffdesk"


def main() -> int:
    """Start everything and keep it running until Ctrl-C or SIGTERM; return the exit code."""
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGINT, interrupt)
    home = Path(os.environ.get(DIRECTORY) or DEFAULT_HOME).resolve()
    try:
        require_programs()
        with ExitStack() as stack:
            run(home, stack)
    except KeyboardInterrupt:
        say("everything is stopped; the data stays in " + str(home))
    except (RuntimeError, OSError) as error:
        say(str(error))
        return 1
    return 0


def interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave in order, once: a second signal does not break off the stopping.

    Raises:
        KeyboardInterrupt: always.
    """
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print(flush=True)
    say("stopping ...")
    raise KeyboardInterrupt


def require_programs() -> None:
    """Install PostgreSQL and Redis where that is ours to do.

    Raises:
        RuntimeError: one of them is missing.
    """
    if missing := missing_programs():
        if debian.may_install():
            debian.install(missing)
        if missing := missing_programs():
            raise RuntimeError(
                f"not installed: {', '.join(missing)}. On Debian: apt-get install postgresql redis-server"
            )


def missing_programs() -> list[str]:
    """Return which of the services are not installed."""
    found = {"postgresql": server_binary("postgres"), "redis": shutil.which("redis-server")}
    return [name for name, path in found.items() if path is None]


def run(home: Path, stack: ExitStack) -> None:
    """Start the services, the desk and the proxy; then watch over them until interrupted.

    Raises:
        RuntimeError: something did not start, or it runs already.
    """
    make_home(home)
    keep_for_us(home, stack)
    port = int(os.environ.get("PORT") or 8000)
    if processes.answers(port):
        raise RuntimeError(f"port {port} is taken. Choose another: PORT=8010 make production")
    say("starting PostgreSQL and Redis ...")
    postgres = stack.enter_context(PostgresServer(home / "postgres"))
    redis = stack.enter_context(RedisServer(home / "redis"))
    postgres.make_database(DATABASE)
    desk, proxy = make_desk(home, port, postgres.address_of(DATABASE), redis.url)
    prepare(desk)
    stack.callback(desk.stop)
    say("starting the desk ...")
    desk.start()
    desk.wait_ready()
    if proxy:
        stack.enter_context(proxy)
    everything = [postgres.process, redis.process, *([proxy.process] if proxy else []), *desk.processes.values()]
    greet(desk, postgres, redis, proxy)
    Supervisor(everything, say).run()


def make_home(home: Path) -> None:
    """Make the directory, which only we and the user who runs PostgreSQL may pass through.

    Raises:
        RuntimeError: that user cannot reach it.
    """
    user = processes.unprivileged_user()
    for folder in (home.parent, home) if home == DEFAULT_HOME else (home,):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if user:
            processes.let_pass(folder, user)
    if closed := next((folder for folder in home.parents if user and not processes.may_pass(folder, user)), None):
        raise RuntimeError(
            f"PostgreSQL runs as {user}, who may not pass through {closed}. Name another place: {DIRECTORY}"
        )


def keep_for_us(home: Path, stack: ExitStack) -> None:
    """Hold a lock on the directory for as long as we run.

    Raises:
        RuntimeError: another one runs on it.
    """
    lock = stack.enter_context((home / "lock").open("w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RuntimeError(f"another `make production` runs on {home}") from error


def make_desk(home: Path, port: int, database_url: str, redis_url: str) -> tuple[ProductionDesk, Nginx | None]:
    """Return the desk and the proxy before it; without nginx the first web process has the port itself."""
    layout = Layout(
        web=int(os.environ.get("WEB") or 2),
        server=os.environ.get("SERVER") or "uvicorn",
        beat=2,
        environment={"PUBLIC_BASE_URL": f"http://{LOOPBACK}:{port}", "SECRET_KEY": own_secret(home / "secret.key")},
    )
    with_proxy = nginx.find() is not None
    first = [] if with_proxy else [port]
    ports = [*first, *(processes.free_port() for _ in range(layout.web - len(first)))]
    desk = ProductionDesk(layout, home, database_url, redis_url, collectstatic=True, ports=ports)
    return desk, Nginx(home / "nginx", ports, port=port) if with_proxy else None


def own_secret(file: Path) -> str:
    """Return the secret key of this directory, made the first time."""
    if not file.is_file():
        write_private(file, secrets.token_urlsafe(48))
    return file.read_text(encoding="utf-8").strip()


def prepare(desk: ProductionDesk) -> None:
    """Migrate, collect the static files, and seed the demo once.

    Raises:
        RuntimeError: one of them failed; carries what it said.
    """
    say("migrating, collecting static files ...")
    desk.prepare()
    if not (desk.directory / "data" / "demo.json").is_file():
        say("seeding the demo (once) ...")
        seeded = desk.manage("seed_demo")
        if seeded.returncode != 0:
            raise RuntimeError(f"seeding failed: {seeded.stderr[-800:]}")


def greet(desk: ProductionDesk, postgres: PostgresServer, redis: RedisServer, proxy: Nginx | None) -> None:
    """Print the logins and what runs where."""
    demo = json.loads((desk.directory / "data" / "demo.json").read_text(encoding="utf-8"))
    public = desk.environment["PUBLIC_BASE_URL"]
    print(f"\nHandoff Desk is running at {public}/")
    for user in demo["users"]:
        print(f"  {user['role']:<8} {user['email']:<28} {user['password']}")
    pages = [channel["public_id"] for channel in demo["channels"] if channel["channel"] == "webchat"]
    print("".join(f"Chat as a customer: {public}/chat/{page}/\n" for page in pages), end="")
    print(f"All details, with keys and secrets: {desk.directory / 'data' / 'demo.json'}\n")
    ports = {"postgres": postgres.port, "redis": redis.port} | ({"nginx": proxy.port} if proxy else {})
    ports |= {f"web-{number}": int(url.rsplit(":", 1)[1]) for number, url in enumerate(desk.urls, 1)}
    servers = [server.process for server in (postgres, redis, proxy) if server]
    print(table([*servers, *desk.processes.values()], ports))
    if not proxy:
        print(
            f"\nnginx is not installed: there is no proxy, and port {desk.urls[0].rsplit(':', 1)[1]} is web-1 itself."
        )
    print("\n/readyz and /metrics are asked at a web process's own port; the public address refuses them.")
    print(f"Database: {desk.environment['DATABASE_URL']}\nCtrl-C stops all of it.", flush=True)


def table(running: Iterable[Process], ports: Mapping[str, int]) -> str:
    """Return what runs: process, number, port and log file."""
    rows = [("process", "pid", "port", "log")]
    rows += [(one.name, str(one.pid), str(ports.get(one.name, "")), str(one.log)) for one in running]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join("  ".join((*map(str.ljust, row, widths), row[3])) for row in rows)


def say(sentence: str) -> None:
    """Print one line of progress."""
    print(f"{time.strftime('%H:%M:%S')} production: {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
