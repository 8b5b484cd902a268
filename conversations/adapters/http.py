"""The one HTTP client: every outgoing request has a time-out, a size cap and a checked address.

The guard works where the connection is made, so no redirect, DNS trick or odd spelling of an address can go round it:
the name is resolved once, every answer must be allowed, and the connection goes to an address that was checked.
"""

import json
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import httpcore2
import httpx2
from django.conf import settings

from conversations.adapters.addresses import AddressRefused, resolve

SocketOptions = Iterable[httpcore2.SOCKET_OPTION]

MAX_ANSWER_BYTES = 4 * 1024 * 1024
MAX_CONNECTIONS = 100


class NotSent(Exception):  # noqa: N818 - it says what happened to the request
    """Nothing reached the other side. `permanent`: the request itself cannot be made (address, header)."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        """Take a reason without secrets or customer text."""
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


class AnswerLost(Exception):  # noqa: N818 - it says what happened to the answer
    """The request went out, at least in part, and no whole answer came back."""

    def __init__(self, reason: str) -> None:
        """Take a reason without secrets or customer text."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A whole answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body read as JSON, or None when it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class _DeadlineStream(httpcore2.NetworkStream):
    """A stream whose reads and writes together end by a moment, so that a server that drips bytes cannot hold us."""

    def __init__(self, stream: httpcore2.NetworkStream, ends_at: float) -> None:
        self._stream = stream
        self._ends_at = ends_at

    def _left(self, timeout: float | None) -> float:
        left = max(self._ends_at - time.monotonic(), 0.001)
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if time.monotonic() >= self._ends_at:
            # A server that always has one more byte ready would never run into the wait's own time-out.
            raise httpcore2.ReadTimeout("the request timed out")
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if time.monotonic() >= self._ends_at:
            raise httpcore2.WriteTimeout("the request timed out")
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _DeadlineStream(secured, self._ends_at)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _GuardedBackend(httpcore2.NetworkBackend):
    """Connects only to checked addresses. `seconds`: the whole life of its client, from now on."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore2.NetworkStream:
        ends_at = self._ends_at
        problem: Exception = httpcore2.ConnectError("the name has no address")
        for address in resolve(host, port):
            left = max(ends_at - time.monotonic(), 0.001)
            try:
                stream = self._inner.connect_tcp(
                    address, port, left if timeout is None else min(left, timeout), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                problem = error
            else:
                return _DeadlineStream(stream, ends_at)
        raise problem

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: SocketOptions | None = None
    ) -> httpcore2.NetworkStream:
        raise AddressRefused("no socket files")


class _CappedStream(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, max_bytes: int) -> None:
        self._stream = stream
        self._max_bytes = max_bytes

    def __iter__(self) -> Iterator[bytes]:
        seen = 0
        for chunk in self._stream:
            seen += len(chunk)
            if seen > self._max_bytes:
                raise httpx2.ReadError("the answer is too large")
            yield chunk

    def close(self) -> None:
        self._stream.close()


@lru_cache(maxsize=1)
def _ssl_context() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)


class GuardedTransport(httpx2.HTTPTransport):
    """HTTP/1.1 with the address guard, a deadline in seconds from its making, and a cap on the answer in bytes.

    Connections are not kept alive: a server that closes an idle one at the wrong moment would leave a message of ours
    in doubt, and a message in doubt is never sent again.
    """

    def __init__(self, *, timeout: float, max_bytes: int = MAX_ANSWER_BYTES) -> None:
        """Build the pool; the certificate store is read once per process."""
        super().__init__(verify=_ssl_context(), trust_env=False)
        self._max_bytes = max_bytes
        # httpx2 has no public way to hand a network backend to its pool.
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_ssl_context(),
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=0,
            network_backend=_GuardedBackend(timeout),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; a compressed answer is refused because its true size is unknown."""
        response = super().handle_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            response.close()
            raise httpx2.ReadError("the answer is compressed although none was asked for", request=request)
        response.stream = _CappedStream(response.stream, self._max_bytes)  # type: ignore[arg-type]
        return response


def make_client(*, timeout: float, max_bytes: int = MAX_ANSWER_BYTES) -> httpx2.Client:
    """Return a guarded client: no redirects, no proxies or secrets from the environment.

    `timeout` in seconds holds for each step and, from now on, for everything done with this client: it is made for one
    purpose and closed by the caller.
    """
    return httpx2.Client(
        transport=GuardedTransport(timeout=timeout, max_bytes=max_bytes),
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
        headers={"Accept-Encoding": "identity", "User-Agent": "HandoffDesk"},
    )


def post_json(url: str, payload: Mapping[str, Any], *, bearer: str = "", timeout: float | None = None) -> HttpAnswer:
    """Post JSON and return the whole answer, whatever its status; a redirect is an answer, never followed.

    `timeout` in seconds, `HTTP_TIMEOUT_SECONDS` when not given.

    Raises:
        NotSent: nothing reached the other side.
        AnswerLost: it may have; no whole answer came back.
    """
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
    with make_client(timeout=timeout or settings.HTTP_TIMEOUT_SECONDS) as client:
        try:
            # Escaped to ASCII: a lone surrogate in customer text must not stop the send.
            request = client.build_request("POST", url, content=json.dumps(payload).encode(), headers=headers)
        except (httpx2.InvalidURL, UnicodeError, ValueError, TypeError) as error:
            raise NotSent("the request cannot be built", permanent=True) from error
        return _exchange(client, request)


def _exchange(client: httpx2.Client, request: httpx2.Request) -> HttpAnswer:
    try:
        response = client.send(request)
    except (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError) as error:
        raise NotSent("the request cannot be sent", permanent=True) from error
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
        refused = isinstance(error.__cause__, AddressRefused)
        raise NotSent(str(error) or "no connection", permanent=refused) from error
    except httpx2.TimeoutException as error:
        raise AnswerLost("no answer in time") from error
    except httpx2.HTTPError as error:
        raise AnswerLost("the connection broke before the whole answer") from error
    return HttpAnswer(response.status_code, dict(response.headers), response.content)


def is_success(status: int) -> bool:
    """Return whether the status is one of the 200s."""
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
