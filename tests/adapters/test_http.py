"""The one HTTP client: which addresses it reaches, and what it makes of broken servers."""

import ipaddress
import socket
import threading

import httpx2
import pytest

from conversations.adapters.addresses import AddressRefused, is_allowed, resolve
from conversations.adapters.http import AnswerLost, NotSent, make_client, post_json
from tests.standins.server import Reply, Scripted, reply_json

INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "192.0.0.8", "192.0.0.9", "192.0.0.170", "192.0.0.255", "192.0.2.1", "192.31.196.1", "192.52.193.1",
    "192.88.99.1", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "168.63.129.16", "::ffff:169.254.169.254", "::ffff:192.0.0.8", "::ffff:192.0.0.170",
    "64:ff9b::808:808", "64:ff9b::a9fe:a9fe", "2001::1", "2001:2::1", "2001:20::1", "2001:1ff:ffff::1",
    "2002:808:808::1", "2620:4f:8000::1", "1::1", "100:0:0:1::1", "4000::1", "8000::1",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:7f00:1", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "100::1", "2001:0:1::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "5f00::1", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip
PUBLIC = [
    "93.184.216.34", "8.8.8.8", "192.0.1.1", "192.1.0.1", "192.31.197.1", "198.20.0.1", "2606:4700::1111",
    "2001:200::1", "2001:4860::8888", "2620:4f:8001::1", "2a00:1450::1", "::ffff:8.8.8.8",
]  # fmt: skip
# Spellings of 127.0.0.1 that some resolvers understand.
SPELLINGS = ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "[::1]", "[::ffff:7f00:1]", "localhost"]


@pytest.fixture
def closed(settings):
    settings.ALLOWED_PRIVATE_CIDRS = []


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("address", INSIDE)
def test_an_inside_address_is_refused(address):
    assert not is_allowed(ipaddress.ip_address(address))


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address):
    assert is_allowed(ipaddress.ip_address(address))


def test_a_setting_opens_exactly_its_network(settings):
    settings.ALLOWED_PRIVATE_CIDRS = ["10.1.0.0/16", "::1/128"]
    assert is_allowed(ipaddress.ip_address("10.1.2.3"))
    assert is_allowed(ipaddress.ip_address("::ffff:10.1.2.3"))
    assert is_allowed(ipaddress.ip_address("::1"))
    assert not is_allowed(ipaddress.ip_address("10.2.0.1"))
    assert not is_allowed(ipaddress.ip_address("::2"))


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_loopback_gets_through(host):
    with Scripted(lambda _: reply_json({})) as server:
        with pytest.raises(NotSent) as caught:
            post_json(f"http://{host}:{server.port}/", {})
        assert server.asked == []
    assert caught.value.permanent or "resolve" in caught.value.reason


def test_all_addresses_of_a_name_must_be_allowed(settings, monkeypatch):
    settings.ALLOWED_PRIVATE_CIDRS = []
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("8.8.8.8", "10.0.0.1")]
    # The operating system's resolver is a seam: no name on this machine has such answers.
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(AddressRefused):
        resolve("mixed.example", 80)
    settings.ALLOWED_PRIVATE_CIDRS = ["10.0.0.0/8"]
    assert resolve("mixed.example", 80) == ["8.8.8.8", "10.0.0.1"]


def test_a_name_is_resolved_once_and_the_checked_address_is_used(settings, monkeypatch):
    settings.ALLOWED_PRIVATE_CIDRS = ["127.0.0.0/8"]
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host, *rest, **named):
        asked.append(host)
        return real("127.0.0.1" if asked.count(host) == 1 else "192.0.2.1", *rest, **named)

    with Scripted(lambda _: reply_json({"ok": True})) as server:
        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        answer = post_json(f"http://rebind.example:{server.port}/", {})
        assert answer.json() == {"ok": True}
        assert server.asked[0].headers["host"] == f"rebind.example:{server.port}"
    assert asked.count("rebind.example") == 1


def test_a_redirect_is_an_answer():
    with Scripted(lambda _: Reply(302, b"", {"Location": "http://169.254.169.254/"})) as server:
        assert post_json(f"{server.url}/", {}).status == 302
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/", "file:///etc/passwd", "http://", "no url", "http://[::1", "http://a b/"]
)
def test_a_url_that_cannot_be_asked_is_never_sent(url):
    with pytest.raises(NotSent) as caught:
        post_json(url, {})
    assert caught.value.permanent or "resolve" in caught.value.reason


def test_the_environment_neither_adds_a_proxy_nor_a_password(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with Scripted(lambda _: reply_json({})) as server:
        assert post_json(f"{server.url}/", {}).status == 200
        assert "authorization" not in server.asked[0].headers


def test_a_large_answer_is_cut_off():
    large = Scripted(lambda _: Reply(200, b"x" * 2_000))
    with large as server, make_client(timeout=5, max_bytes=1_000) as client, pytest.raises(httpx2.ReadError):
        client.get(f"{server.url}/")


def test_a_compressed_answer_is_refused():
    with Scripted(lambda _: Reply(200, b"\x1f\x8b", {"Content-Encoding": "gzip"})) as server:
        with pytest.raises(AnswerLost):
            post_json(f"{server.url}/", {})
        assert server.asked[0].headers["accept-encoding"] == "identity"


def test_a_server_that_drips_is_given_up():
    """Each byte comes within the time-out, the whole answer never would."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while not stop.wait(0.05):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        with pytest.raises(AnswerLost):
            post_json(f"http://127.0.0.1:{listener.getsockname()[1]}/", {}, timeout=0.5)
    finally:
        stop.set()
        thread.join(timeout=5)
        listener.close()


def test_a_connection_carries_one_request():
    with Scripted(lambda _: reply_json({})) as server, make_client(timeout=5) as client:
        ports = set()
        for _ in range(3):
            with client.stream("GET", f"{server.url}/") as response:
                ports.add(response.extensions["network_stream"].get_extra_info("client_addr"))
                response.read()
        assert len(ports) == 3
