"""WebSocket frames (RFC 6455) as far as the bench's client and the raw server need them: no extension, no fragments."""

import base64
import hashlib
import os
import struct
from collections.abc import Iterator, Mapping

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
MASKED = 0x80
SHORT, LONG = 126, 127
HEAD_END = b"\r\n\r\n"


def encode(payload: bytes, *, opcode: int = TEXT, mask: bytes = b"") -> bytes:
    """Return one whole frame; a client must give a mask of four bytes, a server none."""
    bit, size = (MASKED if mask else 0), len(payload)
    head = bytes([0x80 | opcode])
    if size < SHORT:
        head += bytes([bit | size])
    elif size < 1 << 16:
        head += struct.pack("!BH", bit | SHORT, size)
    else:
        head += struct.pack("!BQ", bit | LONG, size)
    return head + mask + (_masked(payload, mask) if mask else payload)


class Decoder:
    """Reads frames from the bytes of a server, however they are cut."""

    def __init__(self) -> None:
        """Start between two frames."""
        self._buffer = b""

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield opcode and payload of each frame that is complete now."""
        self._buffer = self._buffer + data if self._buffer else data
        while (frame := self._next()) is not None:
            yield frame

    def _next(self) -> tuple[int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        start, size = 2, buffer[1] & 0x7F
        if size >= SHORT:
            start = 4 if size == SHORT else 10
            if len(buffer) < start:
                return None
            size = int.from_bytes(buffer[2:start], "big")
        mask = b""
        if buffer[1] & MASKED:
            mask, start = buffer[start : start + 4], start + 4
        if len(buffer) < start + size:
            return None
        payload, self._buffer = buffer[start : start + size], buffer[start + size :]
        return buffer[0] & 0x0F, _masked(payload, mask) if mask else payload


def opening(host: str, path: str, headers: Mapping[str, str]) -> tuple[bytes, bytes]:
    """Return a client's opening handshake and the key in it."""
    key = base64.b64encode(os.urandom(16))
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade"]
    lines += [f"Sec-WebSocket-Key: {key.decode()}", "Sec-WebSocket-Version: 13"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1"), key


def accepting(key: bytes) -> bytes:
    """Return a server's answer to an opening handshake with this key."""
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + accept_of(key)
        + HEAD_END
    )


def accept_of(key: bytes) -> bytes:
    """Return what proves that the server has read this key."""
    return base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest())


def key_in(head: bytes) -> bytes:
    """Return the key of a client's opening handshake, or b"" when there is none."""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"sec-websocket-key":
            return value.strip()
    return b""


def _masked(payload: bytes, mask: bytes) -> bytes:
    """Return the payload under the mask (or, masked, as it was)."""
    size = len(payload)
    if not size:
        return payload
    whole = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(whole, "big")).to_bytes(size, "big")
