"""An agent at work: logs in as a person does, and acts through the API over a connection of its own."""

import http.client
import json
import secrets
import threading
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

SESSION, CSRF = "handoffdesk_session", "handoffdesk_csrf"
TIMEOUT_SECONDS = 30
# Servers close quiet connections after five seconds; a request on a dying one would be lost.
IDLE_SECONDS = 2.0


class Agent:
    """One person at one web process. Each thread that acts gets a connection of its own."""

    def __init__(self, url: str, email: str, password: str) -> None:
        """Log in nowhere yet."""
        self.url, self.email, self._password = url, email, password
        self.cookies: dict[str, str] = {}
        self._local = threading.local()

    def log_in(self) -> "Agent":
        """Send the log-in form.

        Raises:
            RuntimeError: it did not let us in.
        """
        path = "/accounts/login/"
        self.cookies[CSRF] = secrets.token_hex(16)  # as the form's page would have set it
        form = {"login": self.email, "password": self._password, "csrfmiddlewaretoken": self.cookies[CSRF]}
        status, _ = self.ask("POST", path, urlencode(form).encode(), "application/x-www-form-urlencoded")
        if status != 302 or SESSION not in self.cookies:
            raise RuntimeError(f"{self.email} was not let in: {status}")
        return self

    def get(self, path: str) -> tuple[int, Any]:
        """Ask the API; return status and JSON (None when there is none)."""
        status, body = self.ask("GET", f"/api/v1/{path}")
        return status, read(body)

    def act(self, conversation: str, act: str, **given: object) -> tuple[int, Any]:
        """Do something with a conversation; return status and JSON."""
        path = f"/api/v1/conversations/{conversation}/{act}/"
        status, body = self.ask("POST", path, json.dumps(given).encode(), "application/json")
        return status, read(body)

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        """Post as a program does, with these headers alone; return the status."""
        connection = self._connection()
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, bytes]:
        """Send one request; return status (0 without an answer) and body, and keep its cookies."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Referer": self.url}
        if kind:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.cookies.get(CSRF, "")}
        connection = self._connection()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
        except (http.client.HTTPException, OSError):
            connection.close()
            self._local.connection = None
            return 0, b""
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
        return answer.status, text

    def _connection(self) -> http.client.HTTPConnection:
        made: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        idle = time.monotonic() - getattr(self._local, "used_at", 0.0)
        self._local.used_at = time.monotonic()
        if made is not None and idle > IDLE_SECONDS:
            made.close()
            made = None
        if made is None:
            made = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=TIMEOUT_SECONDS)
            self._local.connection = made
        return made


def read(body: bytes) -> Any:
    """Return JSON, or None."""
    try:
        return json.loads(body)
    except ValueError:
        return None
