"""An ASGI request as a WSGI environment (PEP 3333)."""

import sys
from collections.abc import Iterable, Mapping
from typing import IO, Any

# `Proxy` would become HTTP_PROXY, which HTTP clients read as a setting of ours.
DROPPED_HEADERS = frozenset({"proxy", "content-length", "transfer-encoding"})


def build_environ(scope: Mapping[str, Any], body: IO[bytes], length: int) -> dict[str, Any]:
    """Return the environment of one request whose complete body, of `length` bytes, lies in `body`."""
    root = str(scope.get("root_path", ""))
    server, port = scope.get("server") or ("localhost", 80)
    client = scope.get("client")
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": _as_wsgi(root),
        "PATH_INFO": _as_wsgi(str(scope["path"]).removeprefix(root)),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "SERVER_NAME": str(server),
        "SERVER_PORT": str(port or 0),
        "REMOTE_ADDR": str(client[0]) if client else "",
        # Both a declared and a chunked body have arrived by now, so the length is always known.
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    return environ | _header_variables(scope.get("headers", ()))


def _header_variables(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return HTTP_* variables.

    A name with an underscore is dropped: `X_Forwarded_For` would pass for `X-Forwarded-For`, which a proxy in front
    of us sets and a client must not (Django CVE-2015-0219, CVE-2026-3902).
    """
    variables: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if "_" in name or name in DROPPED_HEADERS:
            continue
        variable = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.upper().replace('-', '_')}"
        joint = "; " if name == "cookie" else ","
        variables[variable] = f"{variables[variable]}{joint}{value}" if variable in variables else value
    return variables


def _as_wsgi(text: str) -> str:
    """Return the text in WSGI's form: its UTF-8 bytes read as Latin-1."""
    return text.encode("utf-8", "replace").decode("latin-1")
