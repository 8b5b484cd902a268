"""Who changed what in the draft, and when: read from the histories that every save writes."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from triggers.models import Phrase, Scenario, WordGroup

# A page shows no more; the histories of the rows hold the rest.
MOST = 200
UNTOLD = frozenset({"id", "updated_at"})


@dataclass(frozen=True, slots=True)
class DraftChange:
    """One save: `kind` is what was saved (a phrase, ...), `name` which one, `what` what was done to it.

    A draft discarded or a version brought back is one change without a name; `kind` says how much it wrote.
    """

    at: datetime
    who: str
    kind: str
    name: str
    what: str


def changes_since(moment: datetime | None) -> tuple[list[DraftChange], int]:
    """Return the newest changes of the draft since a moment (None: ever), newest first, and how many there are.

    A save that changed nothing is left out; what was written as one, to go back, is told as one.
    """
    found = _foldings(moment)
    folded, total = [change.at for change in found], len(found)
    for model, kind in ((Scenario, _("scenario")), (Phrase, _("phrase")), (WordGroup, _("word group"))):
        records, count = _records(model, moment, folded)
        told = [_told(record, before, kind) for record, before in _with_before(model, records)]
        found += [change for change in told if change]
        total += count - (len(told) - sum(change is not None for change in told))
    found.sort(key=lambda change: change.at, reverse=True)
    return found[:MOST], total


def _foldings(moment: datetime | None) -> list[DraftChange]:
    """Tell each writing of the draft as one: its records, of any kind, share reason and moment (`drafts.Signature`)."""
    counts: Counter[tuple[datetime, str, int | None]] = Counter()
    for model in (Scenario, Phrase, WordGroup):
        reasoned = _since(model, moment).order_by().filter(history_change_reason__gt="")
        told = reasoned.values_list("history_date", "history_change_reason", "history_user")
        for at, reason, user, count in told.annotate(count=Count("history_id")):
            counts[at, reason, user] += count
    people = User.objects.in_bulk({user for _at, _reason, user in counts if user})
    return [
        DraftChange(at, str(people.get(user or 0) or _("the desk")), _say_count(count), "", reason)
        for (at, reason, user), count in counts.items()
        if count > 1
    ]


def _say_count(count: int) -> str:
    return ngettext("%(count)s change", "%(count)s changes", count) % {"count": count}


def _since(model: Any, moment: datetime | None) -> Any:
    records = model.history.order_by("-history_date", "-history_id")
    return records if moment is None else records.filter(history_date__gt=moment)


def _records(model: Any, moment: datetime | None, folded: Collection[datetime]) -> tuple[Sequence[Any], int]:
    records = _since(model, moment).exclude(history_date__in=folded).select_related("history_user")
    newest = list(records[:MOST])
    return newest, len(newest) if len(newest) < MOST else records.count()


def _with_before(model: Any, records: Sequence[Any]) -> Iterable[tuple[Any, Any]]:
    """Pair each record with the one before it of the same row (None: there is none)."""
    changed = {record.id for record in records if record.history_type == "~"}
    before: dict[int, Any] = {}
    if changed:
        older = list(model.history.filter(id__in=changed).order_by("id", "history_date", "history_id"))
        before = {new.history_id: old for old, new in pairwise(older) if old.id == new.id}
    for record in records:
        yield record, before.get(record.history_id)


def _told(record: Any, before: Any, kind: str) -> DraftChange | None:
    name = f"@{record.name}" if kind == _("word group") else getattr(record, "name", None) or record.text
    who = str(record.history_user) if record.history_user else _("the desk")
    if record.history_type != "~" or before is None:
        done = {"+": _("added"), "-": _("removed")}.get(record.history_type, _("changed"))
        return DraftChange(record.history_date, who, kind, name, _with_reason(done, record))
    labels = [
        str(field.verbose_name)
        for field in type(record).tracked_fields
        if field.name not in UNTOLD and getattr(record, field.attname) != getattr(before, field.attname)
    ]
    if not labels:
        return None
    return DraftChange(record.history_date, who, kind, name, _with_reason(", ".join(labels), record))


def _with_reason(done: str, record: Any) -> str:
    return f"{done} ({record.history_change_reason})" if record.history_change_reason else done
