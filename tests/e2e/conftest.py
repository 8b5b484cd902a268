"""A real Chromium for the journeys: one browser, a fresh context per test, nothing beyond the loopback."""

import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Route,
    expect,
    sync_playwright,
)

from tests.e2e.desk import (
    Desk,
    desk,  # noqa: F401 - a fixture: pytest finds it by its name
)
from tests.environment import zone
from tools.testing.clock import AHEAD

RESULTS = Path(__file__).resolve().parents[2] / "test-results" / "browser"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
EXPECT_SECONDS = 15
ASKS = "can I talk to a real person pls"
# A loaded machine is slow, not wrong; the page itself never waits this long.
expect.set_options(timeout=EXPECT_SECONDS * 1000)
DEFAULTS: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", "timezone_id": zone()}
# Pages live at the time of this run, which tools/testing/clock.py may have moved; their timers are left alone.
MOVED_CLOCK = """
(() => {
  const Real = Date, now = () => Real.now() + AHEAD;
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, made) => Reflect.construct(target, given.length ? given : [now()], made),
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
})();
""".replace("AHEAD", str(1000 * float(os.environ.get(AHEAD, "0"))))
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def phones() -> Iterator[str]:
    """Numbers of customers whom nobody has heard of yet: one row of them for all files, which share the desk."""
    return (f"4915550{number:06d}" for number in count(1))


@pytest.fixture
def waiting(desk: Desk, phones: Iterator[str]) -> str:  # noqa: F811 - the fixture of that name
    """A new customer who asked for a person; returns their name as the inbox shows it."""
    phone = next(phones)
    desk.customer_writes(ASKS, phone=phone)
    return f"Customer {phone[-4:]}"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver, for the whole session."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, or the one that TEST_CHROMIUM names."""
    path = os.environ.get("TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("No Chromium: install it (Debian: apt-get install chromium) or set TEST_CHROMIUM.")
    # Chromium's own sandbox refuses root and many containers; only our own pages are opened.
    arguments = ["--no-sandbox", "--disable-dev-shm-usage"] if os.geteuid() == 0 else ["--disable-dev-shm-usage"]
    launched = playwright.chromium.launch(executable_path=path, args=arguments)
    yield launched
    launched.close()


class Complaints:
    """What a page did that a good page does not do: errors on the console, exceptions, requests to the outside."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.expected: list[re.Pattern[str]] = []

    def expect(self, pattern: str) -> None:
        """Let complaints pass that match this expression: the test is about them."""
        self.expected.append(re.compile(pattern))

    def watch(self, page: Page) -> None:
        """Listen to one page."""
        page.on("console", self.note_console)
        page.on("pageerror", lambda error: self.found.append(f"exception: {error}"))

    def note_console(self, message: ConsoleMessage) -> None:
        """Keep an error of the console: a policy violation shows up there too."""
        if message.type == "error":
            self.found.append(f"console: {message.text} ({message.location.get('url', '')})")

    def keep_inside(self, route: Route, request: Request) -> None:
        """Let a request to the loopback through, refuse and note any other."""
        address = urlsplit(request.url)
        if address.scheme in {"data", "blob"} or address.hostname in LOOPBACK:
            route.continue_()
            return
        self.found.append(f"request to the outside: {request.url}")
        route.abort()

    def unexpected(self) -> list[str]:
        """Return what was found and not expected."""
        return [line for line in self.found if not any(pattern.search(line) for pattern in self.expected)]


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Collects complaints of all pages of a test, and fails the test at its end if any is left."""
    collected = Complaints()
    yield collected
    assert collected.unexpected() == []


@pytest.fixture
def new_context(
    browser: Browser, complaints: Complaints, request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """Makes one more person's browser with its own cookies; a failed test leaves a picture of each of its pages."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**(DEFAULTS | options))
        context.set_default_timeout(EXPECT_SECONDS * 1000)
        if AHEAD in os.environ:
            context.add_init_script(MOVED_CLOCK)
        context.route("**/*", complaints.keep_inside)
        context.on("page", complaints.watch)
        made.append(context)
        return context

    yield make
    failed = request.node.stash.get(FAILED, False)
    for number, context in enumerate(made):
        if failed:
            take_pictures(context, f"{request.node.name}-{number}")
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """One page of one person, for journeys that need only one."""
    return new_context().new_page()


def take_pictures(context: BrowserContext, name: str) -> None:
    """Write one picture per open page to test-results/browser."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(context.pages):
        page.screenshot(path=RESULTS / f"{re.sub(r'[^A-Za-z0-9_-]+', '-', name)}-{number}.png", full_page=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the fixtures whether the test itself failed."""
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report
