"""Word groups: all that are in force in one list, each on a page that the engine checks."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.admin.base import ConfigurationAdmin, DeskModelForm
from accounts.admin_places import AdminPlace, Group
from triggers.admin.forms import SeenForm
from triggers.admin.publishing import DraftAdmin
from triggers.matching.lexicon import alternatives, shipped_lexicon
from triggers.models import WordGroup
from triggers.services.groups import GroupError, check_words, list_groups, reach_of, usage_of

NAME = "name"
STALE = _("Someone else saved this word group while you were editing. Reload the page. Your text is below.")


class GroupForm(DeskModelForm, SeenForm):
    """One group."""

    class Meta:
        model = WordGroup
        fields = ("name", "words")

    # Before the others: the check of the name reads it. Of a shipped group without a row it is the group's name.
    field_order = ("seen", "name", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the words room."""
        super().__init__(*args, **kwargs)
        self.remember_state()
        if "words" in self.fields:
            attributes = {
                "rows": 18,
                "spellcheck": "false",
                "dir": "auto",
                "class": "vLargeTextField desk-group__words",
            }
            self.fields["words"].widget = forms.Textarea(attrs=attributes)

    def clean_name(self) -> str:
        """Refuse a shipped group that got a row since the page was opened."""
        name = str(self.cleaned_data["name"])
        opened = self.instance.pk is None and name == self.cleaned_data.get("seen")
        if opened and WordGroup.objects.filter(name=name).exists():
            raise ValidationError(STALE)
        return name

    def clean(self) -> dict[str, Any] | None:
        """Let the engine read the words, beside all other groups of the draft."""
        cleaned = super().clean() or self.cleaned_data
        if self.is_stale():
            self.add_error(None, STALE)
        name, words = str(cleaned.get("name") or self.instance.name), cleaned.get("words")
        if not name or words is None:
            return cleaned
        try:
            found = check_words(name=name, words=words)
        except GroupError as error:
            place = gettext("Line %(line)d: ") % {"line": error.line} if error.line else ""
            raise ValidationError({"words": place + error.sentence}) from error
        if self.instance.pk is None and tuple(found) == shipped_lexicon().groups.get(name):
            raise ValidationError({"words": _("These are the shipped words, so there is nothing to save.")})
        return cleaned


@admin.register(WordGroup)
class WordGroupAdmin(DraftAdmin, ConfigurationAdmin):
    """The groups that phrases share. Shipped ones are kept here from the moment on that an admin changes them."""

    place = AdminPlace(Group.RULES, 30)
    help_texts: Mapping[str, Any] = {
        "name": _("The name phrases use: [@parcel] stands for any of its words."),
    }
    form = GroupForm
    change_form_template = "admin/triggers/wordgroup/change_form.html"
    search_fields = ("name", "words")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Fix the name once made: phrases name it."""
        return ("name",) if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Open a shipped group with its words."""
        name = request.GET.get(NAME, "")
        shipped = shipped_lexicon().groups.get(name)
        return {"name": name, "words": "\n".join(shipped or ()), "seen": name if shipped else ""}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the row may be deleted: a shipped group goes back to its words, one that is used stays."""
        allowed = super().has_delete_permission(request, obj)
        if obj is None:
            return allowed
        return allowed and obj.name not in shipped_lexicon().groups and not usage_of(obj.name).is_used

    def get_urls(self) -> list[URLPattern]:
        """Add the way to a group by its name, and back to the shipped words."""
        wrap = self.admin_site.admin_view
        return [
            path("open/<slug:name>/", wrap(self.open_view), name="triggers_wordgroup_open"),
            path("<int:pk>/back/", wrap(require_POST(self.back_view)), name="triggers_wordgroup_back"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """List all groups in force, not only the rows."""
        search = request.GET.get("q", "").strip()[:100]
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Word groups"),
            "groups": list_groups(search),
            "search": search,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/triggers/wordgroup/list.html", context)

    def open_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """Go to a group's page: that of its row, or the one that would make it."""
        row = WordGroup.objects.filter(name=name).first()
        if row is not None:
            return redirect("admin:triggers_wordgroup_change", row.pk)
        return redirect(f"{reverse('admin:triggers_wordgroup_add')}?{NAME}={name}")

    def back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Forget the changed words of a shipped group."""
        row = get_object_or_404(WordGroup, pk=pk, name__in=shipped_lexicon().groups)
        self.log_deletions(request, WordGroup.objects.filter(pk=pk))
        row.delete()
        messages.success(request, gettext("@%(name)s is back to its shipped words.") % {"name": row.name})
        self.mark_changed(request)
        return self.tell_after(request, lambda: redirect("admin:triggers_wordgroup_changelist"))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save a group, with who uses it beside it."""
        row = WordGroup.objects.filter(pk=object_id if object_id and object_id.isdigit() else 0).first()
        name = row.name if row else request.GET.get(NAME, "")
        if request.method == "GET" and object_id is None and name and WordGroup.objects.filter(name=name).exists():
            # Somebody has made its row: loading the page again leads there.
            return self.open_view(request, name)
        shipped = shipped_lexicon().groups.get(name)
        changed = bool(row and shipped is not None and tuple(alternatives(row.words)) != shipped)
        shown = {
            "group_name": name,
            "usage": usage_of(name) if name else None,
            "reach": reach_of(name) if name else None,
            "is_shipped": shipped is not None,
            "title": gettext("Word group @%(name)s") % {"name": name} if name else gettext("New word group"),
            "shipped_words": "\n".join(shipped) if changed and shipped else "",
        }
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **shown})
