"""The pages on which a person looks at the draft, publishes it or throws it away."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.admin_pages import register_page
from accounts.admin_places import AdminPlace, Group
from accounts.models import User
from triggers.matching import PatternError
from triggers.models import RegressionCase
from triggers.services.changes import changes_since
from triggers.services.draft_state import DraftState, draft_state
from triggers.services.publishing import PublishRefusedError, check_draft, publish_draft
from triggers.services.versions import NOTE_LENGTH, discard_draft


class PublishForm(forms.Form):
    """What the admin says of the changes, and which draft they saw."""

    note = forms.CharField(
        label=gettext_lazy("What changed"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=gettext_lazy("Shown in the list of versions."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    digest = forms.CharField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
def publish_page(request: HttpRequest) -> HttpResponse:
    """Show what would be published, with every check; publish it."""
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and isinstance(request.user, User):
        try:
            version = publish_draft(user=request.user, **form.cleaned_data)
        except PublishRefusedError as refused:
            messages.error(request, refused.sentence)
        else:
            said = _("Published as %(version)s. It applies from the next message.") % {"version": version}
            messages.success(request, said)
            return redirect("admin:triggers_triggerversion_change", version.pk)
    state = draft_state()
    shown = PublishForm(initial={"digest": state.digest, "note": request.POST.get("note", "")})
    return TemplateResponse(request, "admin/triggers/publish.html", {**_context(request, state), "form": shown})


@require_http_methods(["GET", "POST"])
def discard_page(request: HttpRequest) -> HttpResponse:
    """Ask, then make the published rules the draft again."""
    if request.method == "POST":
        try:
            version = discard_draft()
        except PatternError as error:
            messages.error(request, error.sentence)
            return redirect("admin:publish")
        if version is None:
            messages.error(request, _("Nothing has been published yet, so there is nothing to go back to."))
        else:
            said = _("Draft discarded. It matches %(version)s again.") % {"version": version}
            messages.success(request, said)
        return redirect("admin:publish")
    state = draft_state()
    context = {
        **admin.site.each_context(request),
        "title": _("Discard the draft?"),
        "state": state,
        "difference": state.difference,
    }
    return TemplateResponse(request, "admin/triggers/discard.html", context)


def _context(request: HttpRequest, state: DraftState) -> dict[str, Any]:
    changes, change_count = changes_since(state.version.published_at if state.version else None)
    return {
        **admin.site.each_context(request),
        "title": _("Review and publish"),
        "state": state,
        "difference": state.difference,
        "checks": check_draft(state),
        "proposals": RegressionCase.objects.filter(is_active=False).count(),
        "changes": changes,
        "change_count": change_count,
    }


register_page(
    "triggers/publish/",
    publish_page,
    "publish",
    title=gettext_lazy("Review and publish"),
    place=AdminPlace(Group.RULES, 50),
)
register_page("triggers/publish/discard/", discard_page, "publish_discard")
