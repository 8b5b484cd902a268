"""Why a message called a person, in the inbox; and a simulation that keeps a draft from being published."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ASKS, Complaints
from tests.e2e.desk import Desk
from tests.e2e.test_inbox import SCREENS, NewContext, open_conversation, violations

# The first test waits for the desk to start and to be seeded.
pytestmark = pytest.mark.timeout(360)

ADMIN, ANA = "admin@demo.localhost", "ana@demo.localhost"


def test_an_agent_asks_why_and_answers_by_keyboard(desk: Desk, waiting: str, new_context: NewContext) -> None:
    page = desk.log_in(new_context(), ANA)
    open_conversation(page, waiting)
    button = page.get_by_role("button", name=re.compile(r"^Why\?"))
    expect(button).to_have_count(1)
    button.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Why?")
    expect(panel.locator(".why-headline")).to_contain_text("triggered a handoff")
    expect(panel.locator(".why-text mark").first).to_be_visible()
    expect(panel.locator(".why-text")).to_have_text(ASKS)

    wrong = panel.get_by_role("button", name=re.compile("^Should not have fired")).first
    wrong.focus()
    page.keyboard.press("Enter")
    verdicts = panel.get_by_role("list", name="Verdicts")
    expect(verdicts).to_contain_text("should not have fired")
    expect(verdicts).to_contain_text("proposed case")
    expect(panel.get_by_role("status")).to_have_text("Saved. Thank you.")
    expect(panel.locator(".dialog-body")).to_be_focused()

    undo = verdicts.get_by_role("button", name=re.compile("^Undo"))
    undo.focus()
    page.keyboard.press("Enter")
    expect(verdicts).to_have_count(0)
    expect(panel.get_by_role("status")).to_have_text("Undone.")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(button).to_be_focused()


@pytest.mark.parametrize(("scheme", "width"), SCREENS)
def test_everybody_can_read_why(desk: Desk, waiting: str, new_context: NewContext, scheme: str, width: int) -> None:
    context = new_context(color_scheme=scheme, viewport={"width": width, "height": 850}, reduced_motion="reduce")
    page = desk.log_in(context, ADMIN)
    open_conversation(page, waiting)
    page.get_by_role("button", name=re.compile(r"^Why\?")).click()
    panel = page.get_by_role("dialog", name="Why?")
    panel.locator("summary").click()
    expect(panel.locator(".why-rest li").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert panel.locator(".dialog-body").evaluate("body => body.scrollWidth <= body.clientWidth")


@pytest.mark.parametrize(("scheme", "width"), SCREENS)
def test_everybody_can_simulate(
    desk: Desk, new_context: NewContext, complaints: Complaints, scheme: str, width: int
) -> None:
    # The checker puts the admin's style sheets into the page to read them, which the content policy refuses.
    complaints.expect(r"inline style|widgets\.css")
    context = new_context(color_scheme=scheme, viewport={"width": width, "height": 850}, reduced_motion="reduce")
    page = desk.log_in(context, ADMIN)
    page.goto(f"{desk.url}/admin/simulate/")
    expect(page.get_by_role("button", name="Remove line")).to_have_count(3)
    page.get_by_label("says").first.fill(ASKS)
    assert violations(page) == []
    page.get_by_role("button", name="Simulate").click()
    expect(page.locator("#result")).to_contain_text("triggers a handoff")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_simulation_without_a_script(desk: Desk, new_context: NewContext) -> None:
    with_script = new_context()
    page = desk.log_in(with_script, ADMIN)
    plain = new_context(java_script_enabled=False)
    plain.add_cookies(with_script.cookies())  # type: ignore[arg-type] # the driver gives what it takes
    page = plain.new_page()
    page.goto(f"{desk.url}/admin/simulate/")
    page.get_by_label("says").first.fill("hello")
    page.get_by_role("button", name="Add lines").click()
    expect(page.get_by_label("says")).to_have_count(5)
    page.get_by_label("says").nth(4).fill(ASKS)
    page.get_by_label("Customer's name").press("Enter")
    expect(page.locator("#result")).to_contain_text("triggers a handoff")
    expect(page.locator(".desk-why__said--system")).to_have_count(1)


def test_a_case_of_a_simulation_keeps_a_worse_draft_from_being_published(desk: Desk, new_context: NewContext) -> None:
    page = desk.log_in(new_context(), ADMIN)
    # Rules are linted when they are saved and before they are published, on whatever machine the tests run.
    page.set_default_timeout(90_000)
    page.goto(f"{desk.url}/admin/simulate/")
    says = page.get_by_label("says")
    says.nth(0).fill("hello")
    says.nth(1).fill("Good morning, how can I help?")
    says.nth(2).fill(ASKS)
    page.get_by_role("button", name="Add lines").click()
    expect(says.nth(3)).to_be_focused()
    page.get_by_role("button", name="Remove line").nth(3).click()
    expect(says).to_have_count(3)
    page.get_by_role("button", name="Simulate").click()
    expect(page.locator("#result")).to_contain_text("triggers a handoff")
    page.get_by_label("Name", exact=True).fill("Whoever asks gets a person")
    page.get_by_role("button", name="Keep as a regression case").click()
    expect(page.locator(".messagelist")).to_contain_text("Whoever asks gets a person")
    try:
        set_mode(page, desk, "explicit_request", "off")
        page.goto(f"{desk.url}/admin/triggers/publish/")
        expect(page.locator(".desk-publish__cases")).to_contain_text("Whoever asks gets a person")
        expect(page.get_by_role("button", name="Publish")).to_be_disabled()
        page.goto(f"{desk.url}/admin/triggers/regressioncase/run/")
        row = page.get_by_role("row", name=re.compile("Whoever asks gets a person"))
        expect(row.locator(".desk-badge--good")).to_have_count(1)
        expect(row.locator(".desk-badge--bad")).to_have_count(1)
    finally:
        set_mode(page, desk, "explicit_request", "live")
        page.goto(f"{desk.url}/admin/triggers/regressioncase/?q=Whoever")
        page.locator("#result_list").get_by_role("link", name="Whoever asks gets a person").click()
        page.get_by_role("link", name="Delete").click()
        page.get_by_role("button", name="Yes, I’m sure").click()
        expect(page.locator(".messagelist")).to_contain_text("deleted")


def set_mode(page: Page, desk: Desk, key: str, mode: str) -> None:
    """Change the mode of one scenario of the draft in the list."""
    page.goto(f"{desk.url}/admin/triggers/scenario/?q={key}")
    page.locator("#result_list").get_by_role("combobox", name=re.compile("mode", re.IGNORECASE)).first.select_option(
        mode
    )
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_be_visible()
