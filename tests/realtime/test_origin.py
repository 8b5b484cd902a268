"""Which page may open a socket."""

import pytest
from django.test import override_settings

from notifications.realtime.origin import is_among, is_own, normalise_origin
from tests.realtime.sockets import HOST, Browser


def scope(origin: str | None, host: str = HOST) -> dict[str, object]:
    headers = [(b"host", host.encode())]
    return {"headers": headers if origin is None else [*headers, (b"origin", origin.encode())]}


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (None, HOST),
        ("null", HOST),
        ("", HOST),
        ("file://", HOST),
        ("https://evil.example", HOST),
        ("http://127.0.0.1:8001", HOST),
        ("https://127.0.0.1:8000", HOST),
        ("http://127.0.0.1", HOST),
        ("http://127.0.0.1:8000.evil.example", HOST),
        ("http://127.0.0.1:8000@evil.example", HOST),
        ("http://user@127.0.0.1:8000", HOST),
        ("http://127.0.0.1:8000/a", HOST),
        ("http://127.0.0.1:8000 https://evil.example", HOST),
        ("http://evil.example", "evil.example"),
        ("http://localhost:9", "localhost:8000"),
        ("http://localhost:8000", "localhost:8000, evil.example"),
        ("http://127.0.0.1:99999", HOST),
        ("http://[::1", HOST),
    ],
)
def test_a_foreign_origin_is_not_ours(origin: str | None, host: str) -> None:
    assert not is_own(scope(origin, host))


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://127.0.0.1:8000", HOST),
        ("HTTP://LOCALHOST:8000", "localhost:8000"),
        ("http://[::1]:8000", "[::1]:8000"),
        ("http://localhost", "localhost"),
        ("http://localhost:80", "localhost"),
    ],
)
def test_every_name_of_this_site_is_ours(origin: str, host: str) -> None:
    assert is_own(scope(origin, host))


def test_the_public_address_is_ours_behind_a_proxy_that_changes_the_host() -> None:
    with override_settings(PUBLIC_BASE_URL="https://desk.example", ALLOWED_HOSTS=["inner"], IS_HTTPS=True):
        assert is_own(scope("https://desk.example", "inner:8000"))
        assert not is_own(scope("http://desk.example", "inner:8000"))
        assert not is_own(scope("http://inner:8000", "inner:8000"))


def test_a_header_that_comes_twice_counts_for_nothing() -> None:
    twice = [(b"origin", b"http://127.0.0.1:8000"), (b"origin", b"http://127.0.0.1:8000")]
    assert not is_own({"headers": [(b"host", HOST.encode()), *twice]})


def test_an_account_allows_whole_origins_only() -> None:
    allowed = ["https://shop.example", "http://localhost:3000/", "nonsense", ""]
    assert is_among(scope("https://SHOP.example:443"), allowed)
    assert is_among(scope("http://localhost:3000"), allowed)
    for origin in ("http://shop.example", "https://shop.example.evil.example", "https://a.shop.example", "null", None):
        assert not is_among(scope(origin), allowed)


def test_the_normal_form_has_no_default_port_and_no_path() -> None:
    assert normalise_origin(" HTTPS://Shop.Example:443/ ") == "https://shop.example"
    assert normalise_origin("javascript:alert(1)") == ""


@pytest.mark.parametrize("path", ["/ws/", "/ws/inbox", "/ws/inbox/1/", "/", "/inbox/", "/ws/chat/", "/ws/chat/a/b/"])
async def test_an_unknown_path_is_refused_cleanly(path: str) -> None:
    assert not await Browser(path).connect()
