"""A person chooses in which language they read the desk."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.languages import language_choices
from accounts.models import User


class LanguageForm(forms.ModelForm):  # type: ignore[type-arg]
    """One choice."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=lambda: language_choices(gettext_lazy("My browser's language")),
        widget=forms.Select(attrs={"class": "input"}),
    )

    class Meta:
        model = User
        fields = ("language",)


@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Show the choice, or keep it; the answer speaks it already."""
    assert isinstance(request.user, User)  # noqa: S101 - narrows the type: LoginRequiredMiddleware let it through
    given: Any = request.POST if request.method == "POST" else None
    form = LanguageForm(given, instance=request.user)
    if form.is_valid():
        User.objects.filter(pk=request.user.pk).update(language=form.cleaned_data["language"])
        with translation.override(form.cleaned_data["language"] or translation.get_language()):
            messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("account_language"))
    return render(request, "account/language.html", {"form": form})
