"""Logging in as a browser does, and asking as that person."""

import http.client
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

LOGIN = "/accounts/login/"
CSRF_COOKIE, SESSION_COOKIE = "handoffdesk_csrf", "handoffdesk_session"
TIMEOUT_SECONDS = 60


def log_in(url: str, *, email: str, password: str) -> dict[str, str]:
    """Return the headers of a logged-in browser on a page of the desk: its cookie and its origin.

    Raises:
        RuntimeError: the desk did not let this person in.
    """
    token = secrets.token_hex(16)
    form = urlencode({"login": email, "password": password, "csrfmiddlewaretoken": token})
    headers = {"Cookie": f"{CSRF_COOKIE}={token}", "Content-Type": "application/x-www-form-urlencoded", "Origin": url}
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("POST", LOGIN, form, headers)
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    for cookie in answer.headers.get_all("Set-Cookie") or ():
        name, _, value = cookie.partition(";")[0].partition("=")
        if name == SESSION_COOKIE and value and answer.status == HTTPStatus.FOUND:
            return {"Cookie": f"{SESSION_COOKIE}={value}", "Origin": url}
    raise RuntimeError(f"{email} could not log in: {answer.status}")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and the milliseconds until its last byte."""

    status: int
    body: bytes
    milliseconds: float


class Caller:
    """One kept-alive connection on which a person, or (without headers) a stranger, asks."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        """Connect with the first call."""
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=TIMEOUT_SECONDS)
        self._headers = dict(headers)

    def get(self, path: str) -> Answer:
        """Read a path.

        Raises:
            RuntimeError: it was not answered with 200.
        """
        return self.ask("GET", path)

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Call a path.

        Raises:
            RuntimeError: it was not answered with 200.
        """
        started = time.monotonic()
        self._connection.request(method, path, body or None, {**self._headers, **(headers or {})})
        response = self._connection.getresponse()
        answer = Answer(response.status, response.read(), (time.monotonic() - started) * 1000)
        if answer.status != HTTPStatus.OK:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.body[:300]!r}")
        return answer

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
