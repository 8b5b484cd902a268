"""A person changes their own e-mail address: with the password, and with the link in the new mailbox."""

from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.decorators import rate_limit
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.services import addresses


class AddressForm(forms.Form):
    """The new address, and the password as proof that it is not only a session that asks."""

    email = forms.EmailField(
        label=gettext_lazy("New email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        """Know whose address it is."""
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Refuse a wrong password; wrong ones are counted like failed log-ins."""
        password = str(self.cleaned_data["password"])
        if not get_adapter().reauthenticate(self.user, password):
            raise forms.ValidationError(_("That's not your password."))
        return password

    def clean(self) -> dict[str, Any] | None:
        """Only whoever gave the password learns whether an address is taken."""
        email = self.cleaned_data.get("email", "")
        if not self.errors and addresses.is_taken(email=email, by_other_than=self.user):
            self.add_error("email", _("This email address is already in use."))
        elif email.lower() == self.user.email.lower():
            self.add_error("email", _("This is already your address."))
        return super().clean()


@never_cache
@sensitive_post_parameters("password")
@rate_limit(action="manage_email")
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a new address: a link goes there, a warning to the old one. Nothing changes yet."""
    user = _person(request)
    form = AddressForm(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        change = addresses.ask(user=user, email=form.cleaned_data["email"])
        if addresses.mail_link(change=change):
            messages.success(request, _("Open the link that was sent to %(email)s.") % {"email": change.email})
            return HttpResponseRedirect(reverse("account_email"))
        form.add_error(None, _("The email couldn't be sent. Try again later or ask an admin."))
    return render(request, "account/address.html", {"form": form})


@never_cache
@rate_limit(action="manage_email")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link in the new mailbox leads. It asks once more, because programs open links as well."""
    user = _person(request)
    if request.method == "GET":
        return _confirm_page(request, addresses.read_link(user=user, token=token))
    try:
        changed = addresses.change(user=user, token=token)
    except addresses.LinkVoidError:
        return _confirm_page(request, "")
    except addresses.AddressTakenError:
        messages.error(request, _("This email address is already in use. Nothing was changed."))
    else:
        addresses.tell_old(changed=changed)
        messages.success(request, _("You now log in with %(email)s.") % {"email": changed.email})
    return HttpResponseRedirect(reverse("account_email"))


def _confirm_page(request: HttpRequest, email: str) -> HttpResponse:
    status = HTTPStatus.OK if email else HTTPStatus.GONE
    return render(request, "account/address_confirm.html", {"email": email}, status=status)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - LoginRequiredMiddleware lets nobody else in
    return request.user
