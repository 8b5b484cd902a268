"""One running desk for the browser journeys: `manage.py serve` with its demo, in a directory of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from conversations.adapters.meta.signature import sign
from tests.adapters.payloads import whatsapp_body
from tools.testing.processes import free_port, stop

PROJECT = Path(__file__).resolve().parents[2]
# Past conversations of the demo: enough for every list and filter, seeded anew by each worker.
HISTORY = "40"
START_SECONDS = 240  # the demo is seeded once, perhaps beside other suites


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the desk is, and what `demo.json` tells of it."""

    url: str
    demo: dict[str, Any]

    def password(self, email: str) -> str:
        """Return the password of a demo user."""
        found: str = next(user["password"] for user in self.demo["users"] if user["email"] == email)
        return found

    def customer_writes(self, text: str, *, phone: str, name: str = "") -> None:
        """Post a WhatsApp message as Meta would, from a customer of this name or one after their number."""
        channel = next(one for one in self.demo["channels"] if one["channel"] == "whatsapp")
        message = {"from": phone, "id": f"wamid.{uuid.uuid4().hex}", "timestamp": str(int(time.time())), "type": "text",
                   "text": {"body": text}}  # fmt: skip
        value = {
            "metadata": {"phone_number_id": channel["phone_number_id"]},
            "contacts": [{"wa_id": phone, "profile": {"name": name or f"Customer {phone[-4:]}"}}],
            "messages": [message],
        }
        body = whatsapp_body(value)
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": sign(channel["app_secret"], body)}
        request = urllib.request.Request(self.url + channel["webhook_path"], body, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200

    def log_in(self, context: BrowserContext, email: str) -> Page:
        """Log in as a new user would, and return the inbox."""
        page = context.new_page()
        page.goto(self.url)
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(self.password(email))
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/inbox/")
        page.locator("#rows .row, #rows .empty").first.wait_for()
        return page

    def act_as(self, context: BrowserContext, path: str, **body: Any) -> None:
        """Post to the API with the cookies of a logged-in browser, without its page."""
        cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": cookies["handoffdesk_csrf"],
            "Content-Type": "application/json",
        }
        request = urllib.request.Request(f"{self.url}/api/v1/{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk that runs as `make run` runs it: one process, SQLite, the demo."""
    directory = tmp_path_factory.mktemp("desk")
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment = kept | {"PORT": str(port), "HANDOFFDESK_DATA_DIR": str(directory)}
    log = directory / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(PROJECT / "manage.py"), "serve", "--history", HISTORY], cwd=directory, env=environment,
            stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: is_up(url, process), log)
        yield Desk(url=url, demo=json.loads((directory / "demo.json").read_text()))
    finally:
        stop(process, signal_number=signal.SIGTERM)


def is_up(url: str, process: "subprocess.Popen[bytes]") -> bool:
    """Tell whether the desk answers; a desk that has ended never will."""
    if process.poll() is not None:
        pytest.fail("The desk ended while starting.")
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def wait_until(condition: Callable[[], bool], log: Path) -> None:
    """Wait for a condition, and fail with what the desk wrote if it does not come."""
    deadline = time.monotonic() + START_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"The desk did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.2)
