"""What surrounds every request: its id, headers on every answer, the reader's language and time zone."""

import os
import re
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import timezone, translation
from structlog.contextvars import bind_contextvars, clear_contextvars

from accounts.languages import read_language
from handoffdesk.operations.metrics.process import note_request

Handler = Callable[[HttpRequest], HttpResponse]

# Where providers call (handoffdesk/webhooks/views.py).
PROVIDERS = "/hooks/"

POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "media-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
CONTENT_SECURITY_POLICY = "; ".join(POLICY)


# An id that a proxy or a caller gives; anything else could write lines into the log.
SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestContextMiddleware:
    """Names the request on each of its log lines and in its answer, and counts it."""

    def __init__(self, get_response: Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the id of `X-Request-ID` if it is sane, else make one."""
        began = time.perf_counter()
        request_id = request.META.get("HTTP_X_REQUEST_ID", "")
        if not SANE_ID.fullmatch(request_id):
            request_id = os.urandom(8).hex()
        # The thread has answered others before.
        clear_contextvars()
        bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        note_request(request.path, response.status_code, time.perf_counter() - began)
        return response


class SecurityHeadersMiddleware:
    """Sets the content security policy, and keeps answers to people out of shared caches."""

    def __init__(self, get_response: Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers unless the view chose its own."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if hasattr(request, "user") and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response


class ProvidersMiddleware:
    """Takes a provider's call straight to its view: a signed body has no session, no language and no form.

    Everything above this middleware in the settings holds for such a call as for any other: its id, the redirect to
    HTTPS, the security headers, the check of the host.
    """

    def __init__(self, get_response: Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a provider's call; pass every other request on."""
        if not request.path_info.startswith(PROVIDERS):
            return self.get_response(request)
        # The thread has answered somebody before, perhaps in another language.
        translation.activate(settings.LANGUAGE_CODE)
        match = request.resolver_match = resolve(request.path_info)
        return cast("HttpResponse", match.func(request, *match.args, **match.kwargs))


class TimeZoneMiddleware:
    """Shows times in the reader's own zone."""

    def __init__(self, get_response: Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the logged-in user's zone for this request; an unknown name leaves the site's."""
        name = getattr(request.user, "time_zone", "")
        zone = read_zone(name) if name else None
        with timezone.override(zone) if zone else nullcontext():
            return self.get_response(request)


class PersonLanguageMiddleware:
    """Speaks the language that the person chose; without a choice the browser's, as `LocaleMiddleware` read it."""

    def __init__(self, get_response: Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the person's language for this request, and say so in its answer."""
        language = read_language(getattr(request.user, "language", ""))
        if not language:
            return self.get_response(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


def read_zone(name: str) -> ZoneInfo | None:
    """Return the zone of this name, or None when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
