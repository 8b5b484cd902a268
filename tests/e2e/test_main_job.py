"""The main job as a new user tries it: AI, request for a person, the person in the same thread, and back."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.desk import Desk

pytestmark = pytest.mark.timeout(360)

# Set to write the pictures of the documentation anew.
PICTURES = os.environ.get("HANDOFFDESK_PICTURES")
NewContext = Callable[..., BrowserContext]
QUESTIONS = (
    ("How long does delivery take?", "two to four working days"),
    ("Which payment methods do you accept?", "credit card"),
    ("Do you ship to Norway?", "Switzerland and Norway"),
)


class Visitor:
    """The customer's side: the chat page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log: Locator = page.get_by_role("log")

    def says(self, text: str) -> None:
        """Write one message and wait until it stands in the thread."""
        field = self.page.get_by_role("textbox")
        field.fill(text)
        field.press("Enter")
        expect(self.log.get_by_text(text, exact=True).first).to_be_visible()

    def confirms_a_word(self, text: str) -> None:
        """Press the Enter with which an input method confirms a word, as Safari tells it: that sends nothing."""
        field = self.page.get_by_role("textbox")
        field.fill(text)
        press_composing_enter(field)
        expect(field).to_have_value(text)

    def hears(self, text: str | re.Pattern[str]) -> None:
        """Wait until a message in the thread contains this."""
        expect(self.log).to_contain_text(text)

    def sees_link(self, address: str) -> None:
        """Wait until this address can be clicked, with nothing of the sentence around it."""
        link = self.log.get_by_role("link", name=address, exact=True)
        expect(link).to_have_attribute("href", address)
        expect(link).to_have_attribute("rel", re.compile("noopener"))


def test_ai_answers_a_person_takes_over_and_hands_back(desk: Desk, new_context: NewContext) -> None:
    page_url = next(channel["page_url"] for channel in desk.demo["channels"] if channel.get("page_url"))
    agent = desk.log_in(new_context(), "ana@demo.localhost")
    agent.locator("[data-view=waiting]").click()
    visitor = Visitor(new_context().new_page())
    visitor.page.goto(page_url)

    # Grounded answers, and the AI says that it is one.
    visitor.confirms_a_word("配送にはどのくらい")
    for question, fact in QUESTIONS:
        visitor.says(question)
        visitor.hears(fact)
    visitor.hears(re.compile("AI assistant"))
    visitor.says("are you human?")
    visitor.hears("not a person")

    # The request for a person: acknowledged at once, and in the inbox without a reload.
    # Only the chat's visitor has no name; other journeys' customers may wait too.
    rows = agent.locator("#rows .row", has_text="Visitor ")
    before = rows.count()
    visitor.says("can I talk to a real person pls")
    expect(rows).to_have_count(before + 1)
    visitor.hears(re.compile("passing you to|request is with our team"))
    picture(visitor.page, "chat-acknowledged")

    rows.last.click()  # whoever waits longest stands first
    expect(agent.locator("#banner")).to_contain_text("Waiting")
    expect(agent.locator("#context")).to_contain_text("asks for a person")
    expect(agent.locator("#thread")).to_contain_text("How long does delivery take?")
    agent.locator("#act-claim").click()
    expect(agent.locator("#banner")).to_contain_text("You have this conversation")
    agent.locator("#composer-text").fill(
        "Hello, Ana here. I see you asked about Norway: yes, we ship there (https://shop.example/norway)."
    )
    press_composing_enter(agent.locator("#composer-text"), with_control=True)
    expect(agent.locator("#composer-text")).to_have_value(re.compile("Ana here"))
    agent.keyboard.press("Control+Enter")
    visitor.hears("Ana here")
    visitor.sees_link("https://shop.example/norway")
    picture(agent, "inbox")
    picture(visitor.page, "chat-with-a-person")

    # While a person has the floor, the AI is silent.
    visitor.says("How long does delivery take to Norway then?")
    expect(agent.locator("#thread")).to_contain_text("delivery take to Norway then")

    # Resolve is not resume.
    agent.locator("#act-resolve").click()
    agent.get_by_role("dialog").get_by_role("button", name="Resolve").click()
    expect(agent.locator("#banner")).to_contain_text("Resolved")
    expect(visitor.page.locator("#panel .status")).not_to_contain_text("AI")
    answers = visitor.log.get_by_text("credit card")
    count = answers.count()
    resume(agent, "Shipping to Norway is settled.")
    expect(agent.locator("#act-resume")).to_have_count(0)
    visitor.says("Which payment methods do you accept?")
    expect(answers).to_have_count(count + 1)


def resume(agent: Page, note: str) -> None:
    """Hand the conversation back to the AI with a line on what was agreed."""
    agent.locator("#act-resume").click()
    dialog = agent.get_by_role("dialog")
    dialog.get_by_label(re.compile("What should the AI know")).fill(note)
    dialog.get_by_role("button", name="Resume AI").click()


def press_composing_enter(field: Locator, *, with_control: bool = False) -> None:
    """Send the Enter that ends a composition: its code is 229, and the composition counts as over already."""
    field.evaluate(
        """(field, ctrlKey) => field.dispatchEvent(
            new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, ctrlKey, bubbles: true, cancelable: true }))""",
        with_control,
    )


def picture(page: Page, name: str) -> None:
    """Write a picture for the documentation when it is asked for."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")
