"""The admin's way with rules: a phrase is added, tried, back-tested and published; then the next message fires it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Complaints
from tests.e2e.desk import Desk
from tests.e2e.test_inbox import SCREENS, violations
from tests.e2e.test_main_job import Visitor

# The first test waits for the desk to start and to be seeded.
pytestmark = pytest.mark.timeout(480)

ADMIN = "admin@demo.localhost"
PHRASE = "stripes of the purple zebra"
WRITES = "hello, I wonder about the Stripes of the purpel zebra"
# Building and linting all rules takes its time on a busy machine.
SLOW = 90_000
NewContext = Callable[..., BrowserContext]


def open_scenario(page: Page, desk: Desk, key: str) -> None:
    """Go to a scenario's page by way of the list."""
    page.goto(f"{desk.url}/admin/triggers/scenario/?q={key}", timeout=SLOW)
    page.locator("#result_list th.field-name a").first.click()
    expect(page.locator("#scenario_form")).to_be_visible()


def try_sentence(page: Page, text: str) -> None:
    """Write into the box that judges a sentence."""
    page.get_by_label("The customer writes").fill(text)
    expect(page.locator(".desk-try__verdict")).to_be_visible(timeout=SLOW)


def test_a_phrase_is_added_tried_back_tested_published_and_fires(desk: Desk, new_context: NewContext) -> None:
    page = desk.log_in(new_context(), ADMIN)
    open_scenario(page, desk, "explicit_request")

    # The phrase is typed, and its words light up in the test sentence before anything is saved.
    try_sentence(page, WRITES)
    expect(page.locator(".desk-try__verdict")).to_have_text("This scenario does not fire.")
    page.locator("input.desk-phrase:visible").last.fill(PHRASE)
    expect(page.locator(".desk-try__verdict")).to_have_text("This scenario fires and triggers a handoff.")
    expect(page.locator(".desk-try__text mark")).to_have_text("Stripes of the purpel zebra")

    # Saving changes the draft alone.
    page.get_by_role("button", name="Save", exact=True).click(timeout=SLOW)
    expect(page.locator(".messagelist")).to_contain_text("Saved to the draft: 1 unpublished change.", timeout=SLOW)
    try_sentence(page, WRITES)
    expect(page.locator(".desk-try__verdict")).to_have_text("No handoff: the AI answers.")

    # What the draft would have done to the desk's own conversations.
    page.locator(".messagelist").get_by_role("link", name="Review and publish").click(timeout=SLOW)
    expect(page.locator(".desk-diff ins")).to_have_text(PHRASE, timeout=SLOW)
    page.get_by_role("link", name="Back-test this draft").click(timeout=SLOW)
    page.get_by_role("button", name="Start the back-test").click(timeout=SLOW)
    expect(page.locator(".desk-backtest__what")).to_contain_text("Done", timeout=SLOW)

    # Published with a word on why; the page names the version.
    page.locator(".desk-backtest__next").get_by_role("link", name="Review and publish").click(timeout=SLOW)
    page.get_by_label("What changed").fill("zebras", timeout=SLOW)
    page.get_by_role("button", name="Publish", exact=True).click(timeout=SLOW)
    expect(page.locator(".messagelist")).to_contain_text(re.compile(r"Published as v\d+"), timeout=SLOW)
    expect(page.locator("#content")).to_contain_text("live")

    # The next customer's message fires it.
    visitor = Visitor(new_context().new_page())
    visitor.page.goto(next(channel["page_url"] for channel in desk.demo["channels"] if channel.get("page_url")))
    visitor.says(WRITES)
    visitor.hears(re.compile("passing you to|request is with our team"))

    # And one click takes it back.
    page.goto(f"{desk.url}/admin/triggers/triggerversion/", timeout=SLOW)
    page.locator("#result_list th.field-__str__ a").nth(1).click()
    page.get_by_role("button", name="Restore this version").click(timeout=SLOW)
    expect(page.locator(".messagelist")).to_contain_text(re.compile(r"Restored v\d+ as v\d+"), timeout=SLOW)
    page.goto(f"{desk.url}/admin/triggers/scenario/", timeout=SLOW)
    expect(page.locator(".desk-rules-bar")).to_contain_text("Draft: no changes since v")
    try_sentence(page, WRITES)
    expect(page.locator(".desk-try__verdict")).to_have_text("No handoff: the AI answers.")


@pytest.mark.parametrize(("scheme", "width"), SCREENS)
def test_everybody_can_use_the_pages(
    desk: Desk, new_context: NewContext, complaints: Complaints, scheme: str, width: int
) -> None:
    # The checker puts the admin's style sheets into the page to read them, which the content policy refuses.
    complaints.expect(r"inline style|widgets\.css")
    context = new_context(color_scheme=scheme, viewport={"width": width, "height": 850}, reduced_motion="reduce")
    page = desk.log_in(context, ADMIN)
    for path in ("publish/", "publish/discard/", "wordgroup/", "wordgroup/open/person/", "triggerversion/"):
        page.goto(f"{desk.url}/admin/triggers/{path}", timeout=SLOW)
        expect(page.locator("#content")).to_be_visible()
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.locator("#result_list th.field-__str__ a").first.click()
    page.locator("details.desk-frozen summary").first.click()
    assert violations(page) == []
