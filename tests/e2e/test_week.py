"""The manager's week in a browser: it fits, everybody can use it, a card leads to as many rows as it counts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.e2e.desk import Desk
from tests.e2e.test_inbox import violations

# The first test waits for the desk to start and to be seeded.
pytestmark = pytest.mark.timeout(360)

MANAGER = "manager@demo.localhost"
NewContext = Callable[..., BrowserContext]


def fits(page: Page) -> bool:
    """Whether nothing but the tables, which say so, scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_the_week_fits_and_leads_to_what_it_counts(desk: Desk, new_context: NewContext) -> None:
    context = new_context(color_scheme="dark", viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = desk.log_in(context, MANAGER)
    page.goto(f"{desk.url}/reports/")
    # A week that is over, whatever day it is today.
    page.get_by_role("link", name="Week before").click()
    card = page.locator("#section-volume ~ ul > li", has=page.get_by_role("heading", name="Handoffs", exact=True))
    count = int(card.locator(".report-value").inner_text())
    assert count > 0
    assert violations(page) == []
    assert fits(page)
    for change in ({"media": "print"}, {"media": "screen", "color_scheme": "light"}):
        page.emulate_media(**change)  # type: ignore[arg-type]
        assert fits(page), change
    assert violations(page) == []
    card.get_by_role("link").first.click()
    assert page.locator("table tbody tr").count() == count
    assert violations(page) == []
    assert fits(page)
