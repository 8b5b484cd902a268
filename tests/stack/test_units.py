"""The shipped units, environment and proxy agree with each other and with the code, and systemd understands them."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from handoffdesk import settings
from tools.stack import commands, nginx
from tools.stack.process import ROOT

pytestmark = pytest.mark.long("deploy/", "docs/operations.md", "handoffdesk/", "tools/stack/")

UNITS = sorted(commands.UNITS.glob("*.service"))
COMMON = commands.UNITS / "handoffdesk-.service.d" / "common.conf"
DEPLOY = commands.UNITS.parent


def values(file: Path, key: str) -> list[str]:
    return [value for name, value in commands.settings_of(file) if name == key]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_says_how_to_start_and_how_long_to_wait(unit: Path) -> None:
    program, *_ = shlex.split(values(unit, "ExecStart")[0])
    assert program.startswith(f"{commands.INSTALLED_AT}/.venv/bin/")
    assert int(values(unit, "TimeoutStopSec")[0]) > 0
    assert values(unit, "WantedBy") == ["handoffdesk.target"]


def test_each_queue_has_a_unit_and_each_job_a_queue_with_one() -> None:
    queues = {value for unit in UNITS for value in re.findall(r" -Q (\S+)", "".join(values(unit, "ExecStart")))}
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert queues == {*routed, settings.CELERY_TASK_DEFAULT_QUEUE} == set(commands.QUEUES)


def test_the_ai_worker_has_more_threads_than_one_model_server_may_hold() -> None:
    command = commands.worker("ai", 1)
    assert int(command[command.index("-c") + 1]) > settings.AI_CALLS_PER_SERVER


def test_a_web_process_outlives_its_own_farewell_and_takes_no_larger_frame_than_the_embedded_one() -> None:
    command = commands.web("uvicorn", 8001)
    farewell = int(command[command.index("--timeout-graceful-shutdown") + 1])
    assert farewell < int(values(commands.UNITS / commands.WEB["uvicorn"], "TimeoutStopSec")[0])
    daphne = commands.web("daphne", 8001)
    assert command[command.index("--ws-max-size") + 1] == daphne[daphne.index("--websocket-max-message-size") + 1]


def test_the_target_starts_the_whole_set_and_nginx_knows_its_web_processes() -> None:
    wanted = " ".join(values(commands.UNITS / "handoffdesk.target", "Wants")).split()
    files = {re.sub(r"@.*\.service$", "@.service", name) for name in wanted}
    assert files == {unit.name for unit in UNITS}
    assert sum("beat@" in name for name in wanted) == 2
    ports = {match[1] for name in wanted if (match := re.match(r"handoffdesk-web@(\d+)", name))}
    assert ports == set(re.findall(r"server 127\.0\.0\.1:(\d+);", nginx.SITE.read_text(encoding="utf-8")))


def test_whatever_ends_is_started_again_and_stopped_in_order() -> None:
    found = dict(commands.settings_of(COMMON))
    assert (found["Restart"], found["KillSignal"], found["KillMode"]) == ("always", "SIGTERM", "mixed")
    assert found["StartLimitIntervalSec"] == "0"
    assert f"HANDOFFDESK_DATA_DIR=/var/lib/{found['StateDirectory']}" in values(COMMON, "Environment")[0]
    assert values(COMMON, "Environment")[1] == f"PROMETHEUS_MULTIPROC_DIR=/run/{found['RuntimeDirectory']}"
    assert found["RuntimeDirectoryPreserve"] == "yes"


def test_the_example_environment_names_only_documented_settings() -> None:
    text = (DEPLOY / "environment.example").read_text(encoding="utf-8")
    names = set(re.findall(r"^(?:# )?([A-Z_]+)=", text, re.MULTILINE))
    documented = (DEPLOY.parent / "docs" / "settings.md").read_text(encoding="utf-8")
    assert names >= {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_BASE_URL"}
    assert {name for name in names if f"`{name}`" not in documented} == set()


def test_systemd_finds_no_fault(tmp_path: Path) -> None:
    """The real parser on the real files, with both web servers; only the place of the checkout is another."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        return
    units = tmp_path / "units"
    shutil.copytree(commands.UNITS, units)
    example = units / f"{commands.WEB['uvicorn']}.d" / "daphne.conf.example"
    for drop_in in (None, example.with_suffix("")):
        if drop_in:
            shutil.copy(example, drop_in)
        for file in (path for path in units.rglob("*") if path.is_file()):
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace(commands.INSTALLED_AT, str(ROOT)), encoding="utf-8")
        assert faults(analyze, units) == ""
    broken = units / "handoffdesk-watchdog.service"
    broken.write_text(broken.read_text(encoding="utf-8").replace("TimeoutStopSec=", "TimeoutStopSeconds="))
    assert "TimeoutStopSeconds" in faults(analyze, units)


def faults(analyze: str, units: Path) -> str:
    """Return what `systemd-analyze verify` says about our units; about others of this machine it may say more."""
    names = [re.sub(r"@\.", "@8001.", file.name) for file in units.iterdir() if file.is_file()]
    environment = os.environ | {"SYSTEMD_UNIT_PATH": f"{units}:/usr/lib/systemd/system", "SYSTEMD_LOG_COLOR": "0"}
    done = subprocess.run(
        [analyze, "verify", "--man=no", *(str(units / name) for name in names)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "\n".join(line for line in (done.stdout + done.stderr).splitlines() if "handoffdesk" in line)
