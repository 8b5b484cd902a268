"""The linter's codes as sentences for people."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from triggers.linting import Finding

# Shipped phrases may hold a hundred words; their beginning tells which one is meant.
LONGEST = 100

SENTENCES: dict[str, Any] = {
    "unreadable": _("“%(phrase)s” can't be read: %(related)s"),
    "unreadable_group": _("The word groups can't be read: %(related)s"),
    "cannot_fire": _(
        "It is live, but no message can fire it: it has no phrases, no limit that could, or a threshold out of reach."
    ),
    "only_offers": _("It has no phrases, so it fires only when the customer accepts the AI's offer of a person."),
    "duplicate": _("“%(phrase)s” is here twice. The other one is “%(related)s”."),
    "duplicate_across": _("“%(phrase)s” is also in “%(other)s”. Keep it in one of the two."),
    "shadowed": _("“%(phrase)s” adds nothing: “%(related)s” already matches everything it does."),
    "vetoed": _("“%(phrase)s” can never fire: the exclusion “%(related)s” always matches too."),
    "all_vetoed": _(
        "It can never fire: its exclusions cover all its phrases. For example, “%(related)s” covers “%(phrase)s”."
    ),
    "single_word": _(
        "“%(phrase)s” fires on a single everyday word (%(related)s). Add more words, or start it "
        "with ~ if it is only a hint."
    ),
    "language_missing": _("It has no phrases in these languages the desk serves: %(related)s."),
    "acknowledgement_missing": _("There is no acknowledgement “%(related)s”, so the customer gets the standard text."),
    "team_missing": _("Its team was deleted, so the conversation stays with the current team."),
    "person_missing": _("Its person is no longer active, so the team gets it instead."),
    "war": _(
        "It conflicts with “%(other)s”: both fire on “%(related)s” with the same priority but "
        "different actions. Give one of them a higher priority."
    ),
    "never_first": _(
        "It never acts: whatever fires it also fires “%(other)s”, which goes first. For example, “%(related)s”."
    ),
    "harmless_alone": _("It fires on an everyday sentence: “%(related)s”."),
}


def sentence_of(finding: Finding, names: Mapping[str, str]) -> str:
    """Return the finding in the reader's language; `names` are the scenarios' names by key."""
    values = {
        "phrase": _short(finding.phrase),
        "related": _short(finding.related),
        "other": names.get(finding.other, finding.other),
        "count": finding.count,
    }
    if finding.code == "harmless" and finding.phrase:
        return _harmless(finding.count) % values
    return str(SENTENCES[_key(finding)]) % values


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _key(finding: Finding) -> str:
    if finding.code == "harmless":
        return "harmless_alone"
    if finding.code == "unreadable" and not finding.phrase:
        return "unreadable_group"
    return finding.code


def _harmless(count: int) -> str:
    return ngettext(
        "“%(phrase)s” fires on an everyday sentence: “%(related)s”.",
        "“%(phrase)s” fires on %(count)d everyday sentences, for example “%(related)s”.",
        count,
    )
