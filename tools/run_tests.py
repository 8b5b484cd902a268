"""`make test` after the checks: every suite, on every database, and a table of what happened.

    python -m tools.run_tests                     every suite but `long`; with CI=true that too
    python -m tools.run_tests sqlite browser      some of them
    python -m tools.run_tests sqlite -- -k floor  pytest arguments behind the two dashes
    python -m tools.run_tests --clock +45d        all suites at another time; also -12h, 2028-02-29, 2026-12-31T23:58
    python -m tools.run_tests --zone Pacific/Auckland
                                                  all suites in another zone
    python -m tools.run_tests --clock real        all suites here and now; else that of PostgreSQL is ELSEWHERE

Environment: TEST_DATABASE_URL and TEST_REDIS_URL name servers to use; TEST_CHROMIUM a browser; CI=true makes anything
skipped, not run or dearer than the budget a failure, and runs `long` too: what covers a file changed since the commit
TEST_BASE, without it everything; HANDOFFDESK_TEST_IGNORE_LOCAL_SERVICES=1 starts throw-away servers even where the
usual ports answer.
"""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from types import FrameType

from tools.testing import changes, clock, report
from tools.testing.clock import Clock
from tools.testing.services import Services, provide
from tools.testing.suites import Outcome, Suite, run_together

SUITES = ("sqlite", "postgresql", "browser", "long")
# These wait a good part of their time, each for something else: side by side they keep both cores busy. The last one
# is left to `make test-long`, and to CI, where it comes behind them.
USUAL = report.DAILY
WORKERS = 2
IN_PARALLEL = ("-n", str(WORKERS), "--dist", "worksteal")
INTERRUPTED = 130
# Where the suite of PostgreSQL lives, so that every run holds the tests to no date and no zone: a leap day that is over
# where the desk stands. It costs nothing, and always the same moment means that a failure can be seen again.
ELSEWHERE = Clock(moment=datetime(2028, 2, 29, 20, tzinfo=UTC), zone="Pacific/Auckland")


def main(arguments: list[str]) -> int:
    """Run the wanted suites; return the exit code. Everything started here is stopped on every way out."""
    own, extra = split(arguments)
    asked = parser().parse_args(own)
    unknown = set(asked.suites) - set(SUITES)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are: {', '.join(SUITES)}")
        return 2
    try:
        moved = clock.parse(asked.clock or "real", asked.zone or "") if asked.clock or asked.zone else None
    except (ValueError, KeyError) as error:
        print(f"--clock takes real, +45d, -12h, -30m or 2026-12-31T23:58, --zone Europe/Lisbon and the like: {error}")
        return 2
    signal.signal(signal.SIGTERM, interrupt)
    try:
        outcomes = run_all(asked.suites or (SUITES if in_ci() else USUAL), extra, moved)
    except KeyboardInterrupt:
        print("\ntest: interrupted; what was started is stopped")
        return INTERRUPTED
    print(f"\n{report.table(outcomes)}\n\n{report.budget(outcomes)}\n\n{report.last_line(outcomes)}", flush=True)
    return report.exit_code(outcomes, is_ci=in_ci())


def in_ci() -> bool:
    """Whether nobody sits before this run."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line before `--`."""
    made = argparse.ArgumentParser(prog="python -m tools.run_tests")
    made.add_argument("suites", nargs="*", help=f"{', '.join(SUITES)}; without a name all of them")
    made.add_argument("--clock", help="real, +45d, -12h, -30m, or a moment like 2026-12-31T23:58")
    made.add_argument("--zone", help="the zone of the machine and of the desk, like Pacific/Auckland")
    return made


def split(arguments: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return our own arguments and, from behind `--`, what goes on to pytest."""
    if "--" not in arguments:
        return arguments, ()
    at = arguments.index("--")
    return arguments[:at], tuple(arguments[at + 1 :])


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    """Turn SIGTERM into the way out that Ctrl-C takes.

    Raises:
        KeyboardInterrupt: always.
    """
    raise KeyboardInterrupt


def run_all(names: Sequence[str], extra: tuple[str, ...], moved: Clock | None) -> list[Outcome]:
    """Find or start the services, run the suites side by side and `long` behind them, give everything back.

    `moved`: the clock of all suites; None leaves each its own.
    """
    with ExitStack() as stack:
        services = provide(
            stack,
            workers=WORKERS,
            wants_servers="postgresql" in names or "long" in names,
            wants_browser="browser" in names,
        )
        suites = (sqlite(extra), postgresql(services, extra), browser(services, extra), long(extra))
        wanted = [replace(suite, clock=moved) if moved else suite for suite in suites if suite.name in names]
        usual, apart = ([suite for suite in wanted if (suite.name in USUAL) is is_usual] for is_usual in (True, False))
        return [*run_together(usual), *run_together(apart)]


def sqlite(extra: tuple[str, ...]) -> Suite:
    """What needs no database, and what may differ on SQLite with in-process wake-ups; tests/sharing.py has the rule."""
    return Suite("sqlite", in_workers(extra), {"TEST_SHARE": "sqlite"})


def postgresql(services: Services, extra: tuple[str, ...]) -> Suite:
    """Every test of the database, on PostgreSQL and Redis, at another time and place."""
    if services.database_url is None or services.redis_urls is None or services.nginx is None:
        return Suite("postgresql", why_not=reasons(services, "postgresql", "redis", "nginx"))
    environment = {
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_urls.split(",")[0],
        "TEST_WORKER_REDIS_URLS": services.redis_urls,
        "TEST_SHARE": "postgresql",
    }
    return Suite("postgresql", in_workers(extra), environment, clock=ELSEWHERE)


def long(extra: tuple[str, ...]) -> Suite:
    """The tests of the tools and of whole sets of processes: all of them, in CI those that cover what has changed."""
    changed = changes.since(os.environ["TEST_BASE"]) if in_ci() and os.environ.get("TEST_BASE") else None
    environment = {"TEST_SHARE": "long"} | ({} if changed is None else {"TEST_CHANGED": "\n".join(changed)})
    return Suite("long", in_workers(extra), environment, may_be_empty=changed is not None)


def in_workers(extra: tuple[str, ...]) -> tuple[str, ...]:
    """Return pytest's arguments for a suite in parallel workers: all of it, or the paths asked for."""
    everything = () if names_paths(extra) else ("tests", "--ignore=tests/e2e")
    return (*everything, "-q", *IN_PARALLEL, *extra)


def names_paths(extra: tuple[str, ...]) -> bool:
    """Whether somebody asked for some files or directories instead of a whole suite."""
    return any(argument.startswith("tests/") for argument in extra)


def browser(services: Services, extra: tuple[str, ...]) -> Suite:
    """The journeys in a real Chromium, each worker with its own desk; apart: Playwright clashes with asyncio."""
    if services.chromium is None:
        return Suite("browser", why_not=reasons(services, "chromium"))
    everything = () if names_paths(extra) else ("tests/e2e",)
    arguments = (*everything, "-q", "-o", "asyncio_mode=strict", *IN_PARALLEL, *extra)
    return Suite("browser", arguments, {"TEST_CHROMIUM": services.chromium})


def reasons(services: Services, *names: str) -> str:
    """Return why a suite cannot run, in words."""
    return "; ".join(f"{name} {services.missing[name]}" for name in names if name in services.missing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
