"""The page Keys: whether the desk has the keys it was set up with, and what to enter again when they are lost."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.admin_pages import register_page
from accounts.admin_places import AdminPlace, Group
from handoffdesk.operations import keys
from handoffdesk.operations.keys import FIELDS, SIGNING


@require_http_methods(["GET", "POST"])
def keys_page(request: HttpRequest) -> HttpResponse:
    """Show what today's keys open; on POST take them as this desk's, once nothing has to be entered again."""
    if request.method == "POST":
        _accept(request)
        return HttpResponseRedirect(reverse("admin:keys"))
    wrong = keys.wrong_keys()
    lost = [(found, _address(found), ", ".join(found.names)) for found in keys.lost_rows()]
    context = {
        "fields_wrong": FIELDS in wrong,
        "signing_wrong": SIGNING in wrong,
        "lost": lost,
        "people": sorted({str(factor.user) for factor in keys.lost_factors()}),
    }
    return render(request, "admin/keys.html", {**admin.site.each_context(request), "title": _("Keys"), **context})


def _accept(request: HttpRequest) -> None:
    try:
        gone = keys.accept()
    except keys.SecretsLostError:
        messages.error(request, _("Some secrets still need to be entered again."))
        return
    said = _("The desk now uses the current keys.")
    if gone:
        more = (
            ngettext(
                "Two-factor authentication was removed for %d person.",
                "Two-factor authentication was removed for %d people.",
                gone,
            )
            % gone
        )
        said = f"{said} {more}"
    messages.success(request, said)


def _address(found: keys.LostRow) -> str:
    options = found.row._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=(found.row.pk,))


register_page("keys/", keys_page, "keys", title=gettext_lazy("Keys"), place=AdminPlace(Group.OPERATIONS, 65))
