"""The providers' doors: each takes a signed body, stores what is in it, and only then answers 200."""

import functools
import logging
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from conversations.adapters.base import MalformedPayload, WebhookAdapter
from conversations.adapters.registry import get_webhook_adapter
from conversations.models import ChannelAccount
from conversations.models.secrets import lost_secrets
from conversations.services.channels import find_account
from handoffdesk.server.unavailable import RETRY_SECONDS, trouble_of
from handoffdesk.webhooks.calls import describe_call
from routing.services import intake

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]


def unavailable_without_database(view: View) -> View:
    """Answer 503 when the database is away: nothing is stored, so the provider must come again."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponse:
        try:
            return _on_a_living_connection(view, request, **kwargs)
        except (OperationalError, InterfaceError) as error:
            logger.exception("webhook not stored: the database is unavailable", extra={"trouble": trouble_of(error)})
            headers = {"Retry-After": str(RETRY_SECONDS)}
            return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)

    return guarded


def _on_a_living_connection(view: View, request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Call the view; once more on a new connection when the thread's own had been dropped by the server.

    Other requests ask the connection before they use it (`CONN_HEALTH_CHECKS`), which is a statement more for each.
    Here a second call does no harm: what the first one may have stored is known to the second.
    """
    connection.health_check_done = True  # type: ignore[attr-defined]  # the stubs leave it out
    was_open = connection.connection is not None
    try:
        return view(request, **kwargs)
    except (OperationalError, InterfaceError):
        if not was_open or (connection.connection is not None and connection.is_usable()):
            raise
        connection.close()
        return view(request, **kwargs)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
@unavailable_without_database
def receive(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Answer the handshake (GET) or take a signed body (POST).

    404: unknown channel, unknown account, account switched off. 403: wrong token or signature; nothing is stored.
    413: over `DATA_UPLOAD_MAX_MEMORY_SIZE`. 503: the database is away, or no key opens
    the account's secrets. Otherwise 200, after everything is stored.
    """
    adapter = get_webhook_adapter(kind)
    if adapter is None:
        raise Http404
    account = find_account(kind=kind, public_id=public_id)
    if account is None:
        raise Http404
    if lost := lost_secrets(account):
        # Nothing can be verified, so nothing is taken: the provider comes again, and finds the right key by then.
        logger.error("webhook not stored: no key opens the secrets", extra={"account": account.pk, "lost": lost})
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": str(RETRY_SECONDS)})
    if request.method == "GET":
        return _shake_hands(request, adapter, account)
    return _take(request, adapter, account)


def _shake_hands(request: HttpRequest, adapter: WebhookAdapter, account: ChannelAccount) -> HttpResponse:
    challenge = adapter.handshake(query=request.GET.dict(), secrets=account.secrets)
    if challenge is None:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    return HttpResponse(challenge, content_type="text/plain")


def _take(request: HttpRequest, adapter: WebhookAdapter, account: ChannelAccount) -> HttpResponse:
    try:
        body = request.body
    except RequestDataTooBig:
        logger.warning(
            "webhook too large", extra={"account": account.pk, "limit": settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
        )
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except UnreadablePostError:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    if not adapter.verify(describe_call(request, body), secrets=account.secrets):
        logger.warning("webhook with a wrong signature", extra={"account": account.pk})
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    try:
        items = adapter.sort_out(adapter.parse(body), external_id=account.external_id)
    except MalformedPayload as error:
        logger.warning("webhook malformed", extra={"account": account.pk, "error": str(error)})
        intake.store_malformed(account=account, body=body, error=str(error))
    else:
        intake.accept(account=account, items=items)
    return JsonResponse({})
