"""The admin in a browser: lists and forms fit, nothing covers anything, the theme is the desk's, the box tells."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Complaints
from tests.e2e.desk import Desk
from tests.e2e.test_inbox import violations

# The first test waits for the desk to start and to be seeded.
pytestmark = pytest.mark.timeout(900)

ADMIN = "admin@demo.localhost"
SLOW = 90_000
NewContext = Callable[..., BrowserContext]
# Set to write the pictures of the documentation anew.
PICTURES = os.environ.get("HANDOFFDESK_PICTURES")

# What does not fit: the page itself, and whatever scrolls sideways in it.
TOO_WIDE = """() => {
  const page = document.documentElement;
  const found = page.scrollWidth > page.clientWidth ? ["the page"] : [];
  for (const each of document.querySelectorAll("#content .results, #content .tabular fieldset, #content .form-row")) {
    if (each.scrollWidth > each.clientWidth + 1) found.push(each.className);
  }
  return found;
}"""
# Buttons and links of which something else takes the click.
COVERED = """() => {
  scrollTo(0, 0);
  const found = [];
  for (const each of document.querySelectorAll("#content .object-tools a, .desk-filter summary, .desk-rules-bar a")) {
    const box = each.getBoundingClientRect();
    if (!box.width || box.bottom > innerHeight) continue;
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!each.contains(top)) found.push(each.textContent.trim());
  }
  return found;
}"""
SCREENS = [("light", 1440), ("dark", 1024)]
PHONE = 390
DJANGOS = re.compile(r'select2-selection|help-tooltip|class="original"')


def open_admin(desk: Desk, new_context: NewContext, scheme: str, width: int) -> Page:
    screen = {"width": width, "height": 900}
    context = new_context(color_scheme=scheme, viewport=screen, reduced_motion="reduce")
    page = desk.log_in(context, ADMIN)
    page.set_default_timeout(SLOW)
    page.set_default_navigation_timeout(SLOW)
    return page


def first_row(page: Page) -> str:
    """Return where the first row of the list leads; empty for an empty list."""
    links = page.locator("#result_list tbody th a")
    return str(links.first.get_attribute("href")).partition("?")[0] if links.count() else ""


def test_every_list_and_form_fits_and_nothing_is_covered(
    desk: Desk, new_context: NewContext, phones: Iterator[str]
) -> None:
    desk.customer_writes("I want to talk to a human " + "x" * 600, phone=next(phones), name="N" * 300)
    page = open_admin(desk, new_context, "light", 1024)
    page.goto(f"{desk.url}/admin/accounts/team/")
    lists = page.eval_on_selector_all("#nav-sidebar th a", "links => links.map((link) => link.getAttribute('href'))")
    adds = page.eval_on_selector_all(".desk-add", "links => links.map((link) => link.getAttribute('href'))")
    assert len(lists) > 30
    wrong = []

    def look(path: str) -> None:
        answer = page.goto(desk.url + path)
        faults = [*page.evaluate(TOO_WIDE), *page.evaluate(COVERED)]
        if faults or answer is None or answer.status != 200:
            wrong.append((path, faults, answer and answer.status))

    for path in lists:
        look(path)
        row = first_row(page)
        if row.startswith("/"):
            look(row)
    for path in adds:
        look(path)
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize(("scheme", "width"), [*SCREENS, ("light", PHONE)])
def test_everybody_can_use_the_main_pages(
    desk: Desk, new_context: NewContext, complaints: Complaints, scheme: str, width: int
) -> None:
    # The checker puts the admin's style sheets into the page to read them, which the content policy refuses.
    complaints.expect(r"inline style|widgets\.css")
    page = open_admin(desk, new_context, scheme, width)
    for name, path in {
        "index": "/admin/",
        "phrases": "/admin/triggers/phrase/?language__exact=en",
        "scenario": "/admin/triggers/scenario/?q=emergency",
        "sla": "/admin/routing/slapolicy/",
        "calendar": "/admin/routing/calendar/?always_open__exact=0",
        "handoff": "/admin/routing/handoff/",
    }.items():
        page.goto(desk.url + path)
        if name == "phrases":
            # The last page: the checker's time grows with the rows, and one row is like the next.
            with page.expect_navigation():
                page.locator(".paginator a").filter(has_text=re.compile(r"^\d+$")).last.click()
        elif name != "index":
            page.goto(desk.url + first_row(page))
        # What Django's own widgets and the head of its tables lack.
        assert [found for found in violations(page) if not DJANGOS.search(found)] == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        if PICTURES and width != PHONE:
            page.screenshot(path=Path(PICTURES) / f"admin-{name}-{scheme}-{width}.png")


def test_the_theme_is_the_desks_own(desk: Desk, new_context: NewContext) -> None:
    page = open_admin(desk, new_context, "light", 1440)
    page.goto(f"{desk.url}/admin/")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    theme = page.locator(".desk-theme")
    expect(theme).to_have_text("Theme: system")
    theme.click()
    expect(theme).to_have_text("Theme: light")
    theme.click()
    expect(theme).to_have_text("Theme: dark")
    dark = page.evaluate(paper)
    assert dark != light
    page.goto(f"{desk.url}/inbox/")
    assert page.evaluate(paper) == dark


def test_an_emoji_before_the_words_moves_no_mark(desk: Desk, new_context: NewContext) -> None:
    page = open_admin(desk, new_context, "light", 1440)
    page.goto(f"{desk.url}/admin/triggers/scenario/")
    page.get_by_label("The customer writes").fill("😀👩‍👩‍👧 ❤️ hi, can I talk to a real person please 🙏")
    expect(page.locator(".desk-try__text mark")).to_have_text(re.compile("^can I talk to a real person"), timeout=SLOW)


def test_filters_open_above_the_list_one_at_a_time(desk: Desk, new_context: NewContext) -> None:
    page = open_admin(desk, new_context, "light", 1024)
    page.goto(f"{desk.url}/admin/routing/handoff/")
    cause, team = (page.locator(".desk-filter", has_text=re.compile(f"^\\s*{name}")) for name in ("Cause", "Team"))
    cause.locator("summary").click()
    expect(cause.get_by_role("link", name="a trigger fired")).to_be_visible()
    team.locator("summary").click()
    expect(cause.get_by_role("link", name="a trigger fired")).to_be_hidden()
    team.get_by_role("link", name="Sales").click()
    expect(page.locator(".desk-filter--set")).to_contain_text("Sales")
    page.get_by_role("link", name="Clear filters").click()
    expect(page.locator(".desk-filter--set")).to_have_count(0)
    page.locator("#result_list").get_by_role("link", name="Open").first.click()
    page.wait_for_url("**/inbox/**")
