"""The full-page chat, and what the widget must know before it opens its socket."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conversations.models import ChannelAccount
from handoffdesk.widget.texts import widget_texts
from handoffdesk.widget.thread import business_name, find_account


@login_not_required
@never_cache
@require_safe
def chat_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the page on which anybody can play the customer of this account."""
    account = _account_or_404(public_id)
    return render(request, "widget/chat.html", {"account": account, "business": business_name(account)})


@login_not_required
@require_safe
def chat_config(_request: HttpRequest, public_id: str) -> JsonResponse:
    """Answer with the business's name and the widget's texts: public, no secret, readable from any embedding page."""
    account = _account_or_404(public_id)
    content = {
        "business": business_name(account),
        "ai": account.autopilot,
        "language": get_language(),
        "texts": widget_texts(),
    }
    response = JsonResponse(content)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    response["Vary"] = "Accept-Language"
    return response


def _account_or_404(public_id: str) -> ChannelAccount:
    account = find_account(public_id)
    if account is None:
        raise Http404
    return account
