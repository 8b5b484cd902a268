"""Two real processes on one database: one publishes, the other goes on deciding."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
PHRASES = 20_000
PATIENCE_SECONDS = 240


@pytest.mark.long("triggers/")
@pytest.mark.timeout(600)
def test_who_decides_goes_on_by_the_old_rules_while_the_new_ones_are_built(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment = kept | {"HANDOFFDESK_DATA_DIR": str(tmp_path), "PYTHONPATH": str(PROJECT)}

    def run(*arguments: str | Path) -> None:
        command = [sys.executable, *map(str, arguments)]
        subprocess.run(command, cwd=PROJECT, env=environment, check=True, timeout=PATIENCE_SECONDS, capture_output=True)

    run(PROJECT / "manage.py", "migrate", "-v", "0")
    run(HERE / "publishing.py", "10")
    deciding = subprocess.Popen(
        [sys.executable, str(HERE / "deciding.py"), "2"],
        cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert deciding.stdout is not None
        assert deciding.stdout.readline() == "ready\n"
        run(HERE / "publishing.py", str(PHRASES))
        output, errors = deciding.communicate(timeout=PATIENCE_SECONDS)
    finally:
        deciding.kill()
        deciding.wait()
    assert deciding.returncode == 0, errors
    saw = json.loads(output)
    assert saw["seen"] == [1, 2], "each decision names one of the two, and the old one never comes back"
    assert saw["unfired"] == 0, "the phrase that both versions hold always fires"
    assert saw["counts"]["1"] > 100
    assert saw["while_building"] > 100, "the old rules decided all the time that the new ones were built"
