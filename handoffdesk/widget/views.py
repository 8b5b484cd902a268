"""The full-page chat, and what the widget must know before it opens its socket."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conversations.models import Brand, ChannelAccount
from conversations.services.brands import brand_of
from handoffdesk.widget.texts import widget_texts
from handoffdesk.widget.thread import find_account


@login_not_required
@never_cache
@require_safe
def chat_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the page on which anybody can play the customer of this account."""
    account = _account_or_404(public_id)
    return render(request, "widget/chat.html", {"account": account, "business": brand_of(account).name})


@login_not_required
@require_safe
def chat_config(_request: HttpRequest, public_id: str) -> JsonResponse:
    """Answer with the brand and the widget's texts: public, no secret, readable from any embedding page."""
    account = _account_or_404(public_id)
    brand = brand_of(account)
    content = {
        "business": brand.name,
        "logo": _logo_address(account, brand),
        "ai": account.autopilot,
        "language": get_language(),
        "texts": widget_texts(ai_name=brand.ai_name),
    }
    response = JsonResponse(content)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    response["Vary"] = "Accept-Language"
    return response


@login_not_required
@require_safe
def chat_logo(_request: HttpRequest, public_id: str, name: str) -> FileResponse:
    """Send the logo of the account's brand. Its name is new with each picture, so it may be kept for ever."""
    brand = brand_of(_account_or_404(public_id))
    if not name or brand.logo_name != name or not brand.logo.storage.exists(str(brand.logo.name)):
        raise Http404
    response = FileResponse(brand.logo.open("rb"), content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    # Pages of the shop show it, and some of them ask that of everything they load.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _logo_address(account: ChannelAccount, brand: Brand) -> str:
    return reverse("chat-logo", args=(account.public_id, brand.logo_name)) if brand.logo_name else ""


def _account_or_404(public_id: str) -> ChannelAccount:
    account = find_account(public_id)
    if account is None:
        raise Http404
    return account
