"""The engine's rule of a scenario as it stands in the form, before it is saved; half-filled forms included."""

from typing import Any

from triggers.admin.inlines import PhraseFormSet
from triggers.enums import Category, Mode, Sensitivity
from triggers.matching import PhraseRule as Pattern
from triggers.matching import ScenarioRule


def draft_rule(*, form: Any, formset: PhraseFormSet) -> ScenarioRule:
    """Return the rule that saving this page would make; fields with errors fall back to the stored or usual value."""
    form.is_valid()
    formset.is_valid()
    given, row = form.cleaned_data, form.instance
    phrases, exclusions = _phrases(formset)
    return ScenarioRule(
        key=row.key or "–",
        name=given.get("name") or row.name or "–",
        category=given.get("category") or row.category or Category.SENSITIVE,
        phrases=tuple(phrases),
        exclusions=tuple(exclusions),
        sensitivity=given.get("sensitivity") or Sensitivity.BALANCED,
        priority=given.get("priority") or 0,
        mode=given.get("mode") or Mode.LIVE,
        settings=row.limits or {},
    )


def _phrases(formset: PhraseFormSet) -> tuple[list[Pattern], list[Pattern]]:
    """Return phrases and exclusions: those of the shown page as typed, those of other pages as stored."""
    found: tuple[list[Pattern], list[Pattern]] = ([], [])
    on_page = set()
    for form in formset.forms:
        on_page.add(form.instance.pk)
        given = getattr(form, "cleaned_data", {})
        if given.get("text") and not given.get("DELETE"):
            found[bool(given.get("is_exclusion"))].append(Pattern(given["text"], given.get("language") or ""))
    if formset.instance.pk:
        for text, language, excludes in formset.instance.phrases.exclude(pk__in=on_page - {None}).values_list(
            "text", "language", "is_exclusion"
        ):
            found[excludes].append(Pattern(text, language))
    return found
