"""The socket client of the bench: frames as RFC 6455 has them, and sockets that hear what a server writes."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.bench.fanout import event_text, raw_server
from tools.bench.frames import CLOSE, PING, TEXT, Decoder, accept_of, accepting, encode, key_in, opening
from tools.bench.sockets import Sockets

pytestmark = pytest.mark.long("tools/bench/", "tools/stack/")

SIZES = [0, 1, 125, 126, 65_535, 65_536]
MASK = b"\x12\x34\x56\x78"


def decoded(data: bytes) -> list[tuple[int, bytes]]:
    return list(Decoder().feed(data))


def test_the_examples_of_the_standard():
    assert encode(b"Hello") == bytes.fromhex("810548656c6c6f")
    assert encode(b"Hello", mask=bytes.fromhex("37fa213d")) == bytes.fromhex("818537fa213d7f9f4d5158")
    assert accept_of(b"dGhlIHNhbXBsZSBub25jZQ==") == b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@pytest.mark.parametrize("mask", [b"", MASK])
@pytest.mark.parametrize("size", SIZES)
def test_what_is_encoded_is_read_again(size: int, mask: bytes):
    payload = secrets.token_bytes(size)

    assert decoded(encode(payload, mask=mask)) == [(TEXT, payload)]


@given(st.lists(st.binary(max_size=300), max_size=6), st.integers(1, 50))
def test_frames_may_be_cut_anywhere(payloads: list[bytes], step: int):
    stream = b"".join(encode(payload, opcode=PING if number % 2 else TEXT) for number, payload in enumerate(payloads))
    decoder = Decoder()

    found = [frame for start in range(0, len(stream), step) for frame in decoder.feed(stream[start : start + step])]

    assert found == [(PING if number % 2 else TEXT, payload) for number, payload in enumerate(payloads)]


def test_both_sides_of_the_handshake_agree():
    request, key = opening("127.0.0.1:1", "/ws/", {"Cookie": "a=b"})

    assert b"\r\nCookie: a=b\r\n" in request
    assert key_in(request) == key
    assert accept_of(key) in accepting(key)


def test_every_socket_hears_the_event_that_is_watched():
    with raw_server() as (url, emit, _pid), Sockets() as sockets:
        sockets.open(url, 20, greeting=False)
        sockets.watch("first")
        emit(event_text("other"))
        emit(event_text("first"))
        assert len(sockets.collect(20)) == 20

        # What was heard before is forgotten, and an event that nobody sends is missed loudly.
        sockets.watch("second")
        with pytest.raises(RuntimeError, match="Of 20 sockets 0 heard"):
            sockets.collect(20, seconds=0.2)


def test_a_close_is_read_as_such():
    assert decoded(encode(b"\x03\xe8", opcode=CLOSE)) == [(CLOSE, b"\x03\xe8")]
