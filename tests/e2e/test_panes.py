"""Each pane of the inbox is drawn for what it shows, and for nothing else."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.desk import Desk

pytestmark = pytest.mark.timeout(360)

COUNT = """
globalThis.drawn = [];
document.addEventListener("desk:drawn", ({ detail }) => globalThis.drawn.push(detail));
"""
# A page is quiet when nothing has been drawn for this long: longer than what a burst of events is gathered for.
QUIET_MS = 2_000


def wait_for_quiet(page: Page) -> list[str]:
    """Return what was drawn until the page came to rest, and forget it."""
    drawn: list[str] = []
    while fresh := page.evaluate("drawn.splice(0)"):
        drawn += fresh
        page.wait_for_timeout(QUIET_MS)
    return drawn


def test_a_change_draws_only_the_panes_that_show_it(
    desk: Desk, waiting: str, phones: Iterator[str], new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context()
    context.add_init_script(COUNT)
    page = desk.log_in(context, "ana@demo.localhost")
    page.locator("[data-view=waiting]").click()
    page.locator("#rows .row", has_text=waiting).click()
    text = page.locator("#composer-text")
    expect(text).to_be_visible()
    page.locator("[data-view=ai]").click()
    text.click()
    wait_for_quiet(page)

    page.keyboard.type("Hello there")
    typed = wait_for_quiet(page)
    assert set(typed) == {"composer-place"}
    assert len(typed) <= len("Hello there")

    phone = next(phones)
    desk.customer_writes("Do you ship to Norway?", phone=phone)
    expect(page.locator("#rows .row", has_text=f"Customer {phone[-4:]}")).to_be_visible()
    arrived = wait_for_quiet(page)
    assert arrived[0] == "list"
    assert set(arrived) <= {"list", "views"}  # the counts follow

    page.locator("#tab-reply").click()
    page.locator("#composer-text").fill("On it")
    assert set(wait_for_quiet(page)) == {"composer-place"}
