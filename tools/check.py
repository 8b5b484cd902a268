"""`make check`: everything that can be wrong without running the product's tests.

Each step runs to its end even when an earlier one failed, so that one run names every complaint.

    python -m tools.check               all steps
    python -m tools.check lint types    some of them
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
#: How mypy says that a worker of its own needed more than three seconds to start.
NOT_STARTED = "Failed to establish connection with worker"


@dataclass(frozen=True)
class Step:
    """One check: its name, its command, and what it needs in the environment.

    `alone`: what to run when the command's own helpers did not start in time, as on a machine that is busy.
    """

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    alone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """How a step ended, with what it printed."""

    step: Step
    passed: bool
    seconds: float
    output: str


def steps(data_dir: str) -> list[Step]:
    """Return every step, the slow one first so that two run side by side."""
    python = sys.executable
    local = {"SECRET_KEY": secrets.token_urlsafe(60), "HANDOFFDESK_DATA_DIR": data_dir}
    return [
        Step("types", (tool("mypy"), "--num-workers", "2"), local, alone=(tool("mypy"),)),
        Step("format", (tool("ruff"), "format", "--check", ".")),
        Step("lint", (tool("ruff"), "check", ".")),
        Step("web", (python, "-m", "tools.web", "check")),
        Step("modules", (python, "-m", "tools.web", "test")),
        Step("contracts", (tool("lint-imports"), "--no-cache")),
        Step("migrations", (python, "manage.py", "makemigrations", "--check", "--dry-run"), local),
        Step("deploy", (python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"), local | production()),
        Step("locks", (python, "-m", "tools.lockfiles")),
    ]


def production() -> dict[str, str]:
    """Return settings as an operator would make them; no check opens these connections."""
    return {
        "DATABASE_URL": "postgres://desk@127.0.0.1:5432/desk",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "PUBLIC_BASE_URL": "https://desk.example.com",
        "ALLOWED_HOSTS": "desk.example.com",
    }


def tool(name: str) -> str:
    """Return the path of a tool of this environment."""
    return str(BIN / name)


def main(wanted: list[str]) -> int:
    """Run the wanted steps, or all; print the failures and a table; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="handoffdesk-check-") as data_dir:
        known = steps(data_dir)
        unknown = set(wanted) - {step.name for step in known}
        if unknown:
            print(f"unknown: {', '.join(sorted(unknown))}; there are: {', '.join(step.name for step in known)}")
            return 2
        chosen = [step for step in known if not wanted or step.name in wanted]
        with ThreadPoolExecutor(max_workers=2) as pool:
            outcomes = list(pool.map(run, chosen))
    show(outcomes)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def run(step: Step) -> Outcome:
    """Run one step to its end."""
    started = time.monotonic()
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"} | step.environment
    done = subprocess.run(step.command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if step.alone and NOT_STARTED in done.stdout + done.stderr:
        done = subprocess.run(step.alone, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return Outcome(step, done.returncode == 0, time.monotonic() - started, done.stdout + done.stderr)


def show(outcomes: list[Outcome]) -> None:
    """Print what each failed step said, then one line per step."""
    for outcome in outcomes:
        if not outcome.passed:
            print(
                f"--- {outcome.step.name}: {' '.join(outcome.step.command[1:]) or 'mypy'}\n{outcome.output.rstrip()}\n"
            )
    for outcome in outcomes:
        print(f"check: {outcome.step.name:<12}{'ok' if outcome.passed else 'FAILED':<8}{outcome.seconds:6.1f} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
