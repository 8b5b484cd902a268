"""The phrases inside the page of a scenario: searched and shown a hundred at a time."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskTabularInline
from triggers.admin.forms import PhraseForm
from triggers.admin.sentences import is_made_of_parts, sentence_of
from triggers.models import Phrase
from triggers.services.groups import groups_in_force

# A shipped scenario has hundreds of phrases; a request may carry a thousand fields, five for each phrase.
PHRASES_A_PAGE = 100
SEARCH = "phrases"
PAGE = "phrases_page"


class PhraseFormSet(BaseInlineFormSet):  # type: ignore[type-arg] # generic only in the stubs
    """One page of a scenario's phrases. The page's address carries search and page, so the same rows come back."""

    wanted: ClassVar[str] = ""
    number: ClassVar[str] = "1"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Narrow the rows to those shown (on a save: to those sent) before the forms are made."""
        super().__init__(*args, **kwargs)
        mine: QuerySet[Any] = self.queryset  # type: ignore[assignment] # an inline's form set always has one
        found = mine.filter(text__icontains=self.wanted) if self.wanted else mine
        self.page: Page[Any] = Paginator(found.values_list("pk", flat=True), PHRASES_A_PAGE).get_page(self.number)
        self.queryset = mine.filter(pk__in=self._sent() if self.is_bound else list(self.page.object_list))

    def _sent(self) -> list[str]:
        """Return the ids that came with the form; others than this scenario's own find no row."""
        names = (f"{self.prefix}-{index}-id" for index in range(self.initial_form_count()))
        return [value for name in names if (value := self.data.get(name, "")).isdigit()]


class PhraseInline(DeskTabularInline):
    """Example phrases and exclusions."""

    model = Phrase
    form = PhraseForm
    formset = PhraseFormSet
    template = "admin/triggers/scenario/phrases.html"
    fields = ("text", "reads_as", "language", "is_exclusion")
    readonly_fields = ("reads_as",)
    extra = 1
    verbose_name = _("phrase")
    verbose_name_plural = _("phrases")

    # An inline is made anew for each request.
    @cached_property
    def _groups(self) -> Mapping[str, Sequence[str]]:
        return groups_in_force()

    @admin.display(description=_("reads as"))
    def reads_as(self, phrase: Phrase) -> SafeString | str:
        """Return the saved phrase as a person reads it; nothing for one that is plain words anyway."""
        return sentence_of(phrase.text, self._groups) if phrase.pk and is_made_of_parts(phrase.text) else ""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Tell the form set which page the address asks for."""
        formset = super().get_formset(request, obj, **kwargs)
        asked = {"wanted": request.GET.get(SEARCH, "")[:200], "number": request.GET.get(PAGE, "1")}
        return type("PhraseFormSetOfRequest", (formset,), asked)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Order as the list does: phrases first, then exclusions."""
        return super().get_queryset(request).order_by("is_exclusion", "language", "text")
