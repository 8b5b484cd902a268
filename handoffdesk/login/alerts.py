"""A person chooses of what they are told beside the bell, and by which transport."""

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from conversations.events import CATALOGUE
from notifications.kinds import KINDS
from notifications.services.preferences import choose, is_wanted, read_chosen
from notifications.transports.registry import TRANSPORTS


class Choice(NamedTuple):
    """One box: a kind of event, in words, and whether the person is told of it."""

    kind: str
    words: Promise
    is_on: bool


class Way(NamedTuple):
    """A transport that the person may choose, with where it reaches them."""

    name: str
    label: Promise
    address: str
    choices: list[Choice]


@never_cache
@require_http_methods(["GET", "POST"])
def alerts(request: HttpRequest) -> HttpResponse:
    """Show the boxes, or store them: those that are not ticked are off."""
    assert isinstance(request.user, User)  # noqa: S101 - narrows the type: LoginRequiredMiddleware let it through
    if request.method == "POST":
        for way in ways_of(request.user):
            choose(user=request.user, transport=way.name, kinds=KINDS.keys() & set(request.POST.getlist(way.name)))
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("account_notifications"))
    return render(request, "account/alerts.html", {"ways": ways_of(request.user)})


def ways_of(user: User) -> list[Way]:
    """Return the transports that reach a person and that they may switch, with what they chose."""
    chosen = read_chosen([user.pk])
    return [
        Way(
            transport.name,
            transport.label,
            transport.address_of(user),
            [
                Choice(kind, CATALOGUE[kind].words, is_wanted(chosen, user=user.pk, kind=kind, transport=transport))
                for kind in KINDS
            ],
        )
        for transport in TRANSPORTS.values()
        if transport.is_optional and transport.address_of(user)
    ]
