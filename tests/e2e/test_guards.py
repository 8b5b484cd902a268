"""The guards that every journey stands on do notice."""

from playwright.sync_api import Page

from tests.e2e.conftest import Complaints


def test_a_request_to_the_outside_is_refused_and_noted(page: Page, complaints: Complaints) -> None:
    page.set_content('<img src="https://example.com/a.png">')
    page.wait_for_load_state("networkidle")
    assert any("request to the outside: https://example.com/a.png" in line for line in complaints.unexpected())
    complaints.expect("example.com|ERR_FAILED")


def test_an_exception_in_a_page_is_noted(page: Page, complaints: Complaints) -> None:
    with page.expect_event("pageerror"):
        page.set_content("<script>throw new Error('broken')</script>")
    assert complaints.unexpected() == ["exception: broken"]
    complaints.expect("broken")


def test_an_error_on_the_console_is_noted(page: Page, complaints: Complaints) -> None:
    with page.expect_console_message():
        page.set_content("<script>console.error('refused by the policy')</script>")
    assert any("refused by the policy" in line for line in complaints.unexpected())
    complaints.expect("refused")
