"""The guards that every journey stands on do notice."""

from playwright.sync_api import Page

from notifications.realtime.socket import Close
from tests.e2e.conftest import Complaints
from tests.e2e.desk import Desk


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


def test_the_server_closes_a_socket_with_the_code_that_says_why(page: Page, desk: Desk) -> None:
    """Autobahn, under daphne, refuses to close with most codes: the socket then stays open and deaf."""
    chat = next(one for one in desk.demo["channels"] if one["channel"] == "webchat")
    page.goto(chat["page_url"])
    code = page.evaluate(
        """path => new Promise((tell) => {
            const socket = new WebSocket(`ws://${location.host}${path}`);
            socket.addEventListener("open", () => socket.send(new Uint8Array([1, 2, 3])));
            socket.addEventListener("close", (event) => tell(event.code));
        })""",
        f"/ws/chat/{chat['widget_token']}/",
    )
    assert code == Close.TOO_BIG
    assert all(4000 <= close < 5000 for close in Close), "what a server takes from an application"
