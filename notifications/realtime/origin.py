"""Which web page opened a WebSocket. Browsers send cookies with any page's WebSocket, so the page is checked here."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

DEFAULT_PORTS = {"http": 80, "https": 443}


def normalise_origin(value: str) -> str:
    """Return scheme://host[:port] in lower case without a default port, or "" when it is not an http origin."""
    try:
        parts = urlsplit(value.strip().lower())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.path not in {"", "/"}:
        return ""
    if parts.username is not None or parts.query or parts.fragment:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return (
        f"{parts.scheme}://{host}" if port in {None, DEFAULT_PORTS[parts.scheme]} else f"{parts.scheme}://{host}:{port}"
    )


def single_header(scope: Mapping[str, Any], name: bytes) -> str:
    """Return the header's value, or "" when it is missing or sent more than once."""
    values = [value for key, value in scope.get("headers", ()) if key.lower() == name]
    return values[0].decode("latin-1") if len(values) == 1 else ""


def is_own(scope: Mapping[str, Any]) -> bool:
    """Return whether a page of this very site opened the socket; a client without an Origin header did not."""
    origin = normalise_origin(single_header(scope, b"origin"))
    if not origin:
        return False
    if origin in {normalise_origin(trusted) for trusted in (settings.PUBLIC_BASE_URL, *settings.CSRF_TRUSTED_ORIGINS)}:
        return True
    # Another name of this site: the page and the socket must agree on it, and we must know it.
    host = single_header(scope, b"host")
    domain, _ = split_domain_port(host)
    scheme = "https" if settings.IS_HTTPS else "http"
    known = bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
    return known and origin == normalise_origin(f"{scheme}://{host}")


def is_among(scope: Mapping[str, Any], origins: Iterable[str]) -> bool:
    """Return whether the page's origin is one of these, port and scheme included."""
    origin = normalise_origin(single_header(scope, b"origin"))
    return bool(origin) and origin in {normalise_origin(allowed) for allowed in origins}
