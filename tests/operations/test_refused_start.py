"""Every server refuses a database whose tables do not fit, with real processes."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import SECRET_KEY

BIN = Path(sys.executable).parent
# Whatever works on the desk's rows as a process of its own.
SERVERS = (
    ("uvicorn", "handoffdesk.asgi:application"),
    ("daphne", "handoffdesk.asgi:application"),
    ("celery", "-A", "handoffdesk.celery", "worker", "--pool", "threads", "-c", "1"),
    ("celery", "-A", "handoffdesk.celery", "beat"),
)


@pytest.mark.long("handoffdesk/", "tools/stack/")
def test_no_server_starts_on_edited_tables_and_each_says_so_in_one_sentence(tmp_path: Path) -> None:
    file = sqlite3.connect(tmp_path / "handoffdesk.sqlite3")
    file.execute("CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied text)")
    file.execute("INSERT INTO django_migrations VALUES (1, 'operations', '0001_initial', '2026-11-01')")
    file.commit()
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {"HANDOFFDESK_DATA_DIR": str(tmp_path), "SECRET_KEY": SECRET_KEY, "PYTHONUNBUFFERED": "1"}
    started = [
        subprocess.Popen(
            [BIN / name, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for name, *arguments in SERVERS
    ]
    for process in started:
        said, _nothing = process.communicate(timeout=100)
        told = [line for line in said.splitlines() if "Handoff Desk cannot start: The tables of this" in line]
        assert (process.returncode, len(told), "Traceback" in said) == (1, 1, False), said
