"""The button that puts the set-up list away, or brings it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from handoffdesk.admin.setup_list import bring_back, put_away


@require_POST
def setup_page(request: HttpRequest) -> HttpResponse:
    """Put the list away, or show it again."""
    if "back" in request.POST:
        bring_back()
    elif isinstance(request.user, User):
        put_away(user=request.user)
        messages.success(request, _("Setup checklist hidden. You can show it again at the bottom of this page."))
    return redirect("admin:index")
