"""The defaults that docs/settings.md names are those of the code, in each of the two modes."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import ROOT

DOCUMENT = ROOT / "docs" / "settings.md"
ROW = re.compile(r"^\| `([A-Z][A-Z0-9_]*)` \| ([^|]*) \|", re.MULTILINE)
PRODUCTION = {"DATABASE_URL": "postgres://nobody@127.0.0.1/none", "REDIS_URL": "redis://127.0.0.1/0"}
KEY = {"SECRET_KEY": "only-for-this-test"}
# In words in the document; what the settings then hold.
IN_WORDS: Mapping[str, Any] = {
    "`var` in the checkout": str(ROOT / "var"),
    "`http://127.0.0.1:PORT`": "http://127.0.0.1:8000",
    "host of the public address, and the loopback": ["127.0.0.1", "localhost", "127.0.0.1", "[::1]"],
    "the secret key and its fallbacks": [KEY["SECRET_KEY"]],
    "SQLite in the data directory": "",
    "files under `mail` in the data directory": "",
    "none: everything in one process": "",
    "`embedded` where its package is installed (Linux on x86-64), else `none`": "",
    "the loopback": ["127.0.0.0/8", "::1/128"],
    "none": "",
    "no": "",
}
# What has another name in the settings, or is read where it is used.
NAMES = {"HANDOFFDESK_DATA_DIR": "DATA_DIR", "HANDOFFDESK_FAILPOINT": "FAILPOINT"}
# A default that is made, not named: the test below looks at it. The last one is only asked beside a failpoint.
NOT_NAMED = {"SECRET_KEY", "HANDOFFDESK_UNDER_TEST"}
PRINT = (
    "import json; from handoffdesk import settings as s; print(json.dumps({n: getattr(s, n) for n in %r}, default=str))"
)


def read_settings(names: list[str], environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """Read the settings as a process does that was given this environment and no more."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", PRINT % names],
        cwd=ROOT, env=plain | dict(environment), capture_output=True, text=True, check=False,
    )  # fmt: skip


def documented(mode: str) -> dict[str, Any]:
    """Return the default of each variable as the document has it, under its name in the settings."""
    rows = dict(ROW.findall(DOCUMENT.read_text(encoding="utf-8")))
    return {
        NAMES.get(name) or name: value_of(text.strip(), mode) for name, text in rows.items() if name not in NOT_NAMED
    }


def value_of(text: str, mode: str) -> Any:
    """Return the value that a cell names for a mode."""
    if match := re.fullmatch(r"(.+) \(embedded: (.+)\)", text):
        text = match[2] if mode == "embedded" else match[1]
    elif match := re.fullmatch(r"(.+) in embedded mode, else (.+)", text):
        text = match[1] if mode == "embedded" else match[2]
    if text in IN_WORDS:
        return IN_WORDS[text]
    literal = re.fullmatch(r"`([^`]+)`", text)
    assert literal, f"the document names no value: {text}"
    return int(literal[1]) if literal[1].isdigit() else literal[1]


@pytest.mark.parametrize("mode", ["embedded", "production"])
def test_each_default_in_the_document_is_the_one_in_the_code(mode: str) -> None:
    expected = documented(mode)
    given = KEY | (PRODUCTION if mode == "production" else {})
    done = read_settings(sorted(expected), given)
    assert done.returncode == 0, done.stderr
    found = {name: value or "" for name, value in json.loads(done.stdout).items() if name not in given}
    assert {name: expected[name] for name in found} == found


def test_production_does_not_start_without_a_secret_key(tmp_path: Path) -> None:
    done = read_settings(["SECRET_KEY"], PRODUCTION | {"HANDOFFDESK_DATA_DIR": str(tmp_path)})
    assert done.returncode != 0
    assert "SECRET_KEY is not set" in done.stderr
