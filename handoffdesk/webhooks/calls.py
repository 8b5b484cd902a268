"""A provider's call as an adapter verifies it."""

from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest

from conversations.adapters.base import WebhookRequest

FORM = "application/x-www-form-urlencoded"
# More is no provider's call; it is read as a form without fields, and so verified by nobody.
MOST_FIELDS = 1_000


def describe_call(request: HttpRequest, body: bytes) -> WebhookRequest:
    """Return the call as the provider signed it.

    The address is the one that providers were given (`PUBLIC_BASE_URL`), never what `Host` and the `X-Forwarded-*`
    headers say: a stranger can write those, and a proxy changes them.
    """
    return WebhookRequest(
        method=request.method or "",
        url=settings.PUBLIC_BASE_URL + request.get_full_path(),
        headers=request.headers,
        body=body,
        form=_fields_of(body) if request.content_type == FORM else (),
    )


def _fields_of(body: bytes) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return ()
