"""F13: a browser that slept through hundreds of events, on a line that was half open; a cut line; a slow line."""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tools.faults.agent import Agent
from tools.faults.context import Context
from tools.faults.load import WISHES, Load, Posted, Saying
from tools.faults.proxy import Mode, Proxy
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import Scene, embedded
from tools.stack.whatsapp import customer_address

CUSTOMERS = 60
SLEEP_SECONDS = 20
AWAKE_SECONDS = 60
AI_SECONDS = 15
# What the events of a sleeping browser may cost the server.
MOST_GROWTH_MB = 60
SLOW_BYTES_A_SECOND = 40_000
ROWS = """() => [...document.querySelectorAll("#rows .row")].map((row) => row.dataset.id)"""
WORDS = """() => [...document.querySelectorAll(".message .bubble")].map((one) => one.textContent.trim())"""


def run(context: Context) -> Iterator[Result]:
    """Let one browser sleep behind a proxy while customers write; wake it and compare it with the server."""
    with embedded(context, "browser", ai_seconds=AI_SECONDS) as scene, chromium() as browser:
        port = int(scene.desk.urls[0].rpartition(":")[2])
        with Proxy(port) as proxy:
            first = post(scene, "first", 0, 10)
            page = log_in(browser, f"http://127.0.0.1:{proxy.port}", scene)
            agent = Agent(scene.desk.urls[0], scene.seeded.agents[0], scene.seeded.password).log_in()
            yield slept(context, scene, proxy, (page, agent), first)
            yield line_cut(scene, proxy, (page, agent))
            yield slow_line(scene, proxy, (page, agent))


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser of the machine."""
    path = os.environ.get("TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path, args=["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        )
        yield browser
        browser.close()


def log_in(browser: Browser, url: str, scene: Scene) -> Page:
    """Log in through the proxy and open the first waiting conversation."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB").new_page()
    page.set_default_timeout(60_000)
    page.goto(url)
    page.get_by_label("Email").fill(scene.seeded.agents[0])
    page.get_by_label("Password").fill(scene.seeded.password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/inbox/")
    page.locator("#rows .row").first.click()
    page.locator(".message .bubble").first.wait_for()
    return page


def slept(context: Context, scene: Scene, proxy: Proxy, both: tuple[Page, Agent], first: Posted) -> Result:
    """Freeze the page and half-open its line, let hundreds of events happen, thaw it."""
    page, agent = both
    events = context.size(500, 120)
    before = memory_mb(scene)
    session = page.context.new_cdp_session(page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    proxy.be(Mode.HALF_OPEN)
    began = time.monotonic()
    posted = post(scene, "asleep", 0, events)
    scene.wait_settled(120)
    time.sleep(max(0.0, context.size(SLEEP_SECONDS, 5) - (time.monotonic() - began)))
    grown = memory_mb(scene) - before
    session.send("Page.setWebLifecycleState", {"state": "active"})
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    # The line is still dead, and nobody has closed it: the page must find out by itself.
    noticed = wait_shown(page, seconds=45)
    proxy.cut_all()
    proxy.be(Mode.PASS)
    seconds, complaints = compare(page, agent)
    if not noticed:
        complaints.append("the page did not notice that its line is dead")
    if grown > MOST_GROWTH_MB:
        complaints.append(f"the server grew by {grown:.0f} MB")
    findings = scene.audit([*first.accepted, *posted.accepted])
    note = f"{events} messages while it slept; equal to the server after; memory {grown:+.0f} MB"
    return findings.result(
        "F13 asleep", injected=1, messages=len(posted.accepted), recover=seconds, complaints=complaints, note=note
    )


def line_cut(scene: Scene, proxy: Proxy, both: tuple[Page, Agent]) -> Result:
    """Cut every connection, as the end of a socket's life does; events follow at once."""
    page, agent = both
    proxy.be(Mode.DROP)
    posted = post(scene, "cut", 0, 20)
    banner = wait_shown(page, seconds=30)
    scene.wait_settled(60)
    proxy.be(Mode.PASS)
    seconds, complaints = compare(page, agent)
    if not banner:
        complaints.append("the page did not say that it is offline")
    if not wait_shown(page, seconds=40, shown=False):
        complaints.append("the page still says that it is offline")
    findings = scene.audit(posted.accepted)
    return findings.result(
        "F13 line cut", injected=1, messages=len(posted.accepted), recover=seconds, complaints=complaints,
        note="the page said so, and came back by itself",
    )  # fmt: skip


def slow_line(scene: Scene, proxy: Proxy, both: tuple[Page, Agent]) -> Result:
    """Let events come over a slow line: late, but all and each once."""
    page, agent = both
    proxy.be(Mode.THROTTLE, bytes=SLOW_BYTES_A_SECOND)
    posted = post(scene, "slow", 0, 40)
    scene.wait_settled(60)
    seconds, complaints = compare(page, agent)
    proxy.be(Mode.PASS)
    findings = scene.audit(posted.accepted)
    return findings.result(
        "F13 slow line", injected=1, messages=len(posted.accepted), recover=seconds, complaints=complaints,
        note=f"{SLOW_BYTES_A_SECOND // 1000} kB a second",
    )  # fmt: skip


def wait_shown(page: Page, *, seconds: float, shown: bool = True) -> bool:
    """Wait until the page says (or no longer says) that it is offline; return whether that came in time."""
    until = time.monotonic() + seconds
    while page.locator("#offline").is_visible() != shown:
        if time.monotonic() > until:
            return False
        page.wait_for_timeout(200)
    return True


def post(scene: Scene, prefix: str, first: int, count: int) -> Posted:
    """Let customers ask for a person again and again."""
    sayings = [
        Saying(f"wamid.F13.{prefix}.{first + n}", customer_address(n % CUSTOMERS), f"{WISHES[0]} ({prefix} {n})")
        for n in range(count)
    ]
    return Load(scene.desk.urls, scene.seeded, clients=4).start(sayings).join()


def compare(page: Page, agent: Agent) -> tuple[float, list[str]]:
    """Wait until list and open thread are what the server has; return the seconds and what is still different."""
    began = time.monotonic()
    while (found := differences(page, agent)) and time.monotonic() - began < AWAKE_SECONDS:
        page.wait_for_timeout(200)
    return time.monotonic() - began, found


def differences(page: Page, agent: Agent) -> list[str]:
    """Compare the hash of the page's rows and words with the server's."""
    shown: list[str] = page.evaluate(ROWS)
    rows = agent.get("conversations/?view=waiting")[1]["results"]
    wanted = [row["id"] for row in rows]
    words: list[str] = page.evaluate(WORDS)
    opened = page.url.rstrip("/").rpartition("/")[2]
    items = agent.get(f"conversations/{opened}/timeline/?limit=50")[1]["items"]
    said = [item["body"].strip() for item in items if item["type"] == "message"]
    wrong = []
    if digest(shown) != digest(wanted):
        wrong.append(f"the list has {len(shown)} rows, the server {len(wanted)}, or in another order")
    if len(set(shown)) != len(shown):
        wrong.append("a row is shown twice")
    if digest(words[-len(said) :]) != digest(said):
        wrong.append(f"the thread shows {len(words)} messages, the server {len(said)}")
    return wrong


def digest(value: Any) -> str:
    """Return the hash of a value."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def memory_mb(scene: Scene) -> float:
    """Return the resident memory of the desk."""
    text = Path(f"/proc/{scene.desk.processes['desk'].pid}/status").read_text(encoding="ascii")
    line = next(line for line in text.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


CASE = Case("F13", "a browser that slept, a line half open, cut and slow", run)
