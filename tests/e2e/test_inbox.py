"""The inbox beyond the main journey: by keyboard, against a faster colleague, with the line cut, for everybody."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.conftest import Complaints
from tests.e2e.desk import Desk

# The first test waits for the desk to start and to be seeded.
pytestmark = pytest.mark.timeout(360)

ANA, BEN, MANAGER = "ana@demo.localhost", "ben@demo.localhost", "manager@demo.localhost"
NewContext = Callable[..., BrowserContext]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)]


def open_conversation(page: Page, name: str) -> None:
    """Open the conversation of a customer from the Waiting view."""
    page.locator("[data-view=waiting]").click()
    page.locator("#rows .row", has_text=name).click()
    expect(page.locator(".thread-title h2")).to_have_text(name)


def test_an_agent_works_by_keyboard_alone(desk: Desk, waiting: str, new_context: NewContext) -> None:
    page = desk.log_in(new_context(), ANA)
    page.keyboard.press("g")
    page.keyboard.press("w")
    row = page.locator("#rows .row", has_text=waiting)
    expect(row).to_be_visible()
    page.keyboard.press("j")
    # New customers may come while the list is walked: it ends at the row, however many stand before it.
    for _step in range(100):
        if row.evaluate("row => row === document.activeElement"):
            break
        page.keyboard.press("j")
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#banner")).to_contain_text("Waiting")
    page.keyboard.press("c")
    expect(page.locator("#banner")).to_contain_text("You have this conversation")
    page.keyboard.press("r")
    expect(page.locator("#composer-text")).to_be_focused()
    page.keyboard.type("Hello, a person here. j k e a: these are letters now.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message.mine .bubble")).to_have_text(re.compile("these are letters now"))
    expect(page.locator("#composer-text")).to_have_value("")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.get_by_role("dialog")).to_contain_text("Outcome")
    page.keyboard.press("Enter")
    expect(page.locator("#banner")).to_contain_text("Resolved")


def test_a_reply_takes_a_customer_from_the_ai_only_by_saying_so(
    desk: Desk, phones: Iterator[str], new_context: NewContext
) -> None:
    phone = next(phones)
    desk.customer_writes("How long does delivery take?", phone=phone)
    context = new_context()
    page = desk.log_in(context, ANA)
    page.locator("[data-view=ai]").click()
    page.locator("#rows .row", has_text=f"Customer {phone[-4:]}").click()
    expect(page.locator("#banner")).to_contain_text("AI is answering")
    # What is typed at once is a note; it can become a reply, and the box says whom it is taken from.
    expect(page.locator("#tab-note")).to_have_attribute("aria-selected", "true")
    text = page.locator("#composer-text")
    text.fill("I know this order: let me look.")
    page.locator("#to-reply").click()
    expect(page.locator("#taking-over")).to_contain_text("The AI is answering")
    expect(text).to_have_value("I know this order: let me look.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast.error")).to_contain_text("Not sent")
    expect(page.locator("#banner")).to_contain_text("AI is answering")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator("#banner")).to_contain_text("You have this conversation")
    expect(page.locator(".message.mine .bubble")).to_have_text("I know this order: let me look.")
    # Handing back says what follows at once.
    desk.customer_writes("And can you leave it with a neighbour?", phone=phone)
    expect(page.locator("#log")).to_contain_text("with a neighbour")
    page.locator("#act-resume").click()
    expect(page.get_by_role("dialog")).to_contain_text("The AI will answer the customer's last message.")
    page.keyboard.press("Escape")
    # The AI gets it back while a reply is being written: the text stays in sight, and must say so again.
    text.fill("And one more thing")
    desk.act_as(context, f"conversations/{page.url.rstrip('/').rpartition('/')[2]}/resume/", note="")
    expect(page.locator("#banner")).to_contain_text("AI is answering")
    expect(text).to_have_value("And one more thing")
    expect(page.locator("#send")).to_have_text("Take over and send")


def test_the_slower_agent_is_told_who_won(
    desk: Desk, waiting: str, new_context: NewContext, complaints: Complaints
) -> None:
    complaints.expect("409")
    ben = new_context()
    desk.log_in(ben, BEN)
    ana = desk.log_in(new_context(), ANA)
    open_conversation(ana, waiting)

    def let_ben_be_faster(route: Route) -> None:
        desk.act_as(ben, route.request.url.split("/api/v1/")[1])
        route.continue_()

    ana.route("**/claim/", let_ben_be_faster)
    ana.locator("#composer-text").fill("half a reply")
    ana.locator("#act-claim").click()
    expect(ana.locator(".toast.error")).to_contain_text(re.compile("Ben.* already has it.*still write a note"))
    expect(ana.locator("#banner")).to_contain_text(re.compile("Ben.* has this conversation"))
    expect(ana.locator("#act-take_over")).to_have_count(0)
    ana.locator("#tab-reply").click()
    expect(ana.locator("#reply-locked")).to_contain_text("Ben")
    # What was begun stays in sight, and may become what is still possible.
    ana.locator("#to-note").click()
    expect(ana.locator("#composer-text")).to_have_value("half a reply")
    expect(ana.locator("#composer-text")).to_be_editable()


def test_who_loses_a_conversation_is_told_where_it_went(
    desk: Desk, waiting: str, new_context: NewContext, complaints: Complaints
) -> None:
    complaints.expect("404")
    ana = desk.log_in(new_context(), ANA)
    open_conversation(ana, waiting)
    ana.locator("#act-claim").click()
    ana.locator("#composer-text").fill("One moment")
    ana.locator("#send").click()
    expect(ana.locator("#handoff-card .promise-line")).to_contain_text("on time")
    ana.locator("#composer-text").fill("I have just found your parcel")
    manager = desk.log_in(new_context(), MANAGER)
    manager.locator("#search").fill(waiting)
    manager.locator("#rows .row", has_text=waiting).click()
    # A manager makes a tag where they type it.
    manager.locator("#tag-input").fill(f"Urgent 火 {waiting}")
    manager.keyboard.press("Enter")
    expect(manager.locator(".tags .chip", has_text="火")).to_be_visible()
    manager.get_by_role("button", name="Transfer").first.click()
    manager.get_by_role("dialog").locator(".option.team", has_text="Sales").click()
    manager.get_by_role("dialog").get_by_role("button", name="Transfer").click()
    # Whom the transfer put back into the queue was promised an answer anew, and the card counts down to that one.
    expect(manager.locator("#handoff-card .promise-line")).to_contain_text(re.compile(r"by \d"))
    # Without a reload: where it went, and nothing of what was typed is lost.
    expect(ana.locator("#moved")).to_contain_text("Sales")
    expect(ana.locator("#unsent-reply")).to_have_value("I have just found your parcel")
    expect(ana.locator("#rows .row", has_text=waiting)).to_have_count(0)
    assert violations(ana) == []


def test_a_cut_line_is_shown_and_nothing_is_missed_after_it(
    desk: Desk, waiting: str, phones: Iterator[str], new_context: NewContext, complaints: Complaints
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED|WebSocket connection")
    context = new_context()
    page = desk.log_in(context, ANA)
    open_conversation(page, waiting)
    page.locator("#tab-note").click()
    page.locator("#composer-text").fill("written while the line was cut")
    context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.locator("#offline")).to_be_visible(timeout=45_000)
    page.locator("#send").click()
    expect(page.locator(".toast.error")).to_be_visible()
    expect(page.locator("#composer-text")).to_have_value("written while the line was cut")
    phone = next(phones)
    desk.customer_writes("put me through to a human please", phone=phone)
    context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden(timeout=30_000)
    expect(page.locator("#rows .row", has_text=f"Customer {phone[-4:]}")).to_be_visible()


def test_what_a_customer_writes_stays_text(desk: Desk, phones: Iterator[str], new_context: NewContext) -> None:
    phone = next(phones)
    desk.customer_writes(
        "a human please <img src=x onerror=alert(1)> javascript:alert(1) https://a.example/b).", phone=phone
    )
    page = desk.log_in(new_context(), ANA)
    open_conversation(page, f"Customer {phone[-4:]}")
    bubble = page.locator(".message.lead .bubble").first
    expect(bubble).to_contain_text("<img src=x onerror=alert(1)>")
    assert bubble.locator("img").count() == 0
    assert bubble.locator("a").evaluate_all("links => links.map(link => link.href)") == ["https://a.example/b"]


def test_names_and_words_keep_to_their_place(desk: Desk, phones: Iterator[str], new_context: NewContext) -> None:
    name = f"Ana \u202e{next(phones)[-4:]} " + "Pneumonoultramicroscopicsilicovolcanoconiosis" * 3
    words = f"\u202ea human please https://a.example/{'path/' * 60} {'Donaudampfschifffahrt' * 12}"
    desk.customer_writes(words, phone=next(phones), name=name)
    page = desk.log_in(new_context(), ANA)
    page.locator("[data-view=waiting]").click()
    page.locator("#rows .row", has_text="Ana").first.click()
    expect(page.locator("#handoff-card")).to_be_visible()
    # Each box that holds a name sets it apart, so that nothing beside it is mirrored.
    boxes = page.locator(":is(.row-name, h2 .text, .byline bdi, .headline bdi, .lead-name bdi)", has_text="Ana")
    assert set(boxes.evaluate_all("all => all.map(one => getComputedStyle(one).unicodeBidi)")) == {"isolate"}
    assert "\u202e" not in page.locator(".task").inner_text()
    assert overflowing(page) == []
    page.set_viewport_size({"width": 390, "height": 850})
    assert overflowing(page) == []
    page.locator(".thread-head .details").click()
    assert overflowing(page) == []
    page.locator(".context-back").click()
    page.get_by_role("button", name="Back to the list").click()
    assert overflowing(page) == []


def overflowing(page: Page) -> list[str]:
    """Return which panes, or boxes of text in them, are wider inside than they may be."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("html, #list, #thread, #log, #context, .card, .message, .bubble")]
            .filter(box => box.offsetParent && box.scrollWidth > box.clientWidth + 1)
            .map(box => box.id || box.className || box.localName)"""
    )
    return found


def test_shortcuts_can_be_switched_off(desk: Desk, new_context: NewContext) -> None:
    page = desk.log_in(new_context(), ANA)
    page.get_by_role("button", name="Menu for").click()
    page.get_by_role("switch", name="Keyboard shortcuts").click()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.reload()
    page.locator("#rows .row, #rows .empty").first.wait_for()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(("scheme", "width"), SCREENS)
def test_everybody_can_use_it(desk: Desk, waiting: str, new_context: NewContext, scheme: str, width: int) -> None:
    context = new_context(color_scheme=scheme, viewport={"width": width, "height": 850}, reduced_motion="reduce")
    page = desk.log_in(context, ANA)
    page.locator("[data-view=waiting]").click()
    page.locator("#rows .row", has_text=waiting).wait_for()
    assert violations(page) == []
    page.locator("#rows .row", has_text=waiting).click()
    expect(page.locator("#banner")).to_contain_text("Waiting")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#act-resume").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_log_in(desk: Desk, new_context: NewContext, scheme: str) -> None:
    page = new_context(color_scheme=scheme).new_page()
    for path in ("/accounts/login/", "/accounts/password/reset/"):
        page.goto(desk.url + path)
        assert violations(page) == []


def violations(page: Page) -> list[str]:
    """Return each rule of WCAG 2.2 AA that the page breaks, with the first place."""
    # Of what is right, nothing is told: naming every element of a long page takes longer than the check.
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
