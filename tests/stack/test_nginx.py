"""The shipped nginx site, before stand-ins that note what arrives."""

import http.client
import ssl
from pathlib import Path

import pytest

from tests.standins.server import Asked, Reply, Scripted
from tools.stack.nginx import Nginx
from tools.testing.processes import free_port

pytestmark = pytest.mark.long("deploy/", "docs/operations.md", "handoffdesk/", "tools/stack/")

LIES = {
    "X-Forwarded-For": "203.0.113.9",
    "X_Forwarded_For": "203.0.113.9",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "1",
    "X-Real-IP": "203.0.113.9",
    "Forwarded": "for=203.0.113.9;proto=http",
    "X-Request-ID": "chosen-by-the-client",
}


def answer(_asked: Asked) -> Reply:
    return Reply(body=b"from behind")


def ask(proxy: Nginx, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
    """Ask through TLS, with the proxy's own certificate as the only one that is trusted."""
    trust = ssl.create_default_context(cafile=str(proxy.certificate))
    connection = http.client.HTTPSConnection("localhost", proxy.port, context=trust, timeout=20)
    try:
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_what_a_client_claims_about_itself_is_replaced(tmp_path: Path) -> None:
    with Scripted(answer) as web, Nginx(tmp_path / "nginx", [web.port], tls=True) as proxy:
        assert ask(proxy, "POST", "/hooks/whatsapp/x/", b"{}", **LIES) == (200, b"from behind")
        seen = web.asked[0].headers
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["x-forwarded-proto"] == "https"
    assert seen["host"] == "localhost"
    assert len(seen["x-request-id"]) == 32
    assert not {"x_forwarded_for", "x-forwarded-host", "x-forwarded-port", "x-real-ip", "forwarded"} & set(seen)
    assert web.asked[0].body == b"{}"


def test_a_web_process_that_is_down_is_passed_over(tmp_path: Path) -> None:
    with Scripted(answer) as web, Nginx(tmp_path / "nginx", [free_port(), web.port], tls=True) as proxy:
        assert {ask(proxy, method, "/", b"x")[0] for method in ("GET", "POST") for _ in range(4)} == {200}


def test_what_is_missing_inside_is_not_shown_to_the_public(tmp_path: Path) -> None:
    with Scripted(answer) as web, Nginx(tmp_path / "nginx", [web.port], tls=True) as proxy:
        assert ask(proxy, "GET", "/readyz")[0] == 403
    assert web.asked == []


def test_a_body_that_is_too_large_is_refused_at_the_door(tmp_path: Path) -> None:
    with Scripted(answer) as web, Nginx(tmp_path / "nginx", [web.port], tls=True) as proxy:
        assert ask(proxy, "POST", "/", b"x" * (9 * 1024 * 1024))[0] == 413
        assert ask(proxy, "POST", "/", b"x" * (4 * 1024 * 1024))[0] == 200
    assert len(web.asked) == 1
