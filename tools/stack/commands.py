"""The command of each production process: read from the units in deploy/systemd, so that there is one of each."""

import shlex
from functools import cache
from pathlib import Path

from tools.stack.process import ROOT

BIN = ROOT / ".venv" / "bin"
UNITS = ROOT / "deploy" / "systemd"
QUEUES = ("outbound", "relay", "sweeps", "ai")
# Where the units expect the checkout.
INSTALLED_AT = "/opt/handoffdesk"
WEB = {"uvicorn": "handoffdesk-web@.service", "daphne": "handoffdesk-web@.service.d/daphne.conf.example"}


def web(server: str, port: int) -> tuple[str, ...]:
    """Return the command of one web process under `uvicorn` or `daphne`.

    Raises:
        KeyError: there is no such server.
    """
    return from_unit(WEB[server], str(port))


def worker(queue: str, number: int) -> tuple[str, ...]:
    """Return the command of one worker of a queue; its number keeps its name apart on one machine."""
    return from_unit(f"handoffdesk-{queue}@.service", str(number))


def beat() -> tuple[str, ...]:
    """Return the command of a beat."""
    return from_unit("handoffdesk-beat@.service")


def watchdog() -> tuple[str, ...]:
    """Return the command of the watchdog."""
    return from_unit("handoffdesk-watchdog.service")


def manage(*arguments: str) -> tuple[str, ...]:
    """Return a management command."""
    return (str(BIN / "python"), "manage.py", *arguments)


def from_unit(name: str, instance: str = "") -> tuple[str, ...]:
    """Return the last `ExecStart` of a unit, with its specifiers filled in and for this checkout."""
    line = [value for key, value in settings_of(UNITS / name) if key == "ExecStart"][-1]
    filled = line.replace("%i", instance).replace("%%", "%").replace(INSTALLED_AT, str(ROOT))
    return tuple(shlex.split(filled))


@cache
def settings_of(file: Path) -> tuple[tuple[str, str], ...]:
    """Return the settings of a unit file in order; lines that a backslash continues are joined."""
    text = file.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    return tuple(
        (key, value) for line in lines if line[:1] not in ("#", "[", "") for key, _, value in [line.partition("=")]
    )
