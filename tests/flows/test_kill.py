"""kill -9 of the whole embedded desk in the middle of a replay: what got a 200 is processed exactly once."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.testing.processes import free_port, stop

PROJECT = Path(__file__).resolve().parents[2]
SENTENCES = (
    "How long does delivery take?",
    "can I talk to a real person pls",
    "Which payment methods do you accept?",
    "I want to cancel my order and get my money back",
    "Do you ship to Norway?",
)
COUNT = 150
KILL_AFTER = 40
PATIENCE_SECONDS = 240


class Server:
    """An embedded desk in a directory of its own that can be killed and started again."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        self.environment = kept | {"PORT": str(self.port), "HANDOFFDESK_DATA_DIR": str(directory)}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait for the greeting."""
        log = self.directory / "serve.log"
        log.write_bytes(b"")
        self.process = self.run("serve", "--history", "3", output=log)
        wait_for(lambda: b"is running at" in log.read_bytes(), f"the desk did not start: {log.read_text()[-2000:]}")

    def run(self, *arguments: str, output: Path) -> "subprocess.Popen[bytes]":
        """Start a management command on this desk's data."""
        with output.open("wb") as file:
            command = [sys.executable, str(PROJECT / "manage.py"), *arguments]
            return subprocess.Popen(command, cwd=PROJECT, env=self.environment, stdout=file, stderr=subprocess.STDOUT)

    def kill(self) -> None:
        """Send SIGKILL: nothing is flushed, nothing is said."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stored(self) -> int:
        """Return how many messages of a replay the database holds."""
        with sqlite3.connect(self.directory / "handoffdesk.sqlite3", timeout=20) as database:
            query = "SELECT count(*) FROM conversations_message WHERE provider_id LIKE 'wamid.REPLAY.%'"
            found: int = database.execute(query).fetchone()[0]
        return found


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    running.start()
    yield running
    assert running.process is not None
    stop(running.process, signal_number=signal.SIGTERM)


def wait_for(condition: Callable[[], bool], complaint: str) -> None:
    """Wait for a condition; fail with a complaint when it does not come."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > until:
            pytest.fail(complaint)
        time.sleep(0.05)


@pytest.mark.long("conversations/", "handoffdesk/", "notifications/", "routing/", "triggers/")
@pytest.mark.timeout(600)
def test_what_was_accepted_before_a_kill_is_processed_exactly_once(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text("".join(json.dumps({"text": SENTENCES[n % len(SENTENCES)]}) + "\n" for n in range(COUNT)))
    output = tmp_path / "replay.out"
    arguments = (
        "replay",
        str(file),
        "--url",
        f"http://127.0.0.1:{server.port}",
        "--concurrency",
        "4",
        "--keep-trying",
        "120",
    )
    replay = server.run(*arguments, output=output)
    wait_for(lambda: server.stored() >= KILL_AFTER, "the replay did not begin")
    server.kill()
    before = server.stored()
    server.start()
    assert replay.wait(PATIENCE_SECONDS) == 0, output.read_text()
    text = output.read_text()
    report = json.loads(text[text.index("{") :])
    assert before < COUNT, "the desk was killed too late to show anything"
    assert report["settled"] is True
    assert report["accepted"] == report["stored"] == COUNT
    assert report["lost"] == report["duplicated"] == report["unanswered"] == 0
    assert report["acknowledged"] + report["acknowledgements_unknown"] == report["handoffs"] > 0
