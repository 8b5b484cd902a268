"""The frozen package of a handoff in words: what the colleague who took over read first."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.admin.rendering import definition_list, facts_of, pretty_json
from conversations.enums import LeadClass
from conversations.models.stored import DamagedObject, is_damaged
from triggers.services.answers import AnswerPiece, cut_text
from triggers.trace import Evidence

#: What has a row of its own below, or repeats one that has; whatever else a package holds is told at the end.
TOLD = frozenset(
    {
        "header",
        "who",
        "subject",
        "problem",
        "mood",
        "reason",
        "evidence",
        "evidence_message",
        "channel",
        "channel_name",
        "contact",
        "fields",
        "sentiment",
        "lead_class",
        "transcript",
    }
)


def show_package(package: Any) -> SafeString:
    """Return a package as names and values; one that is damaged says so and shows what was found."""
    if is_damaged(package) or not isinstance(package, Mapping):
        return pretty_json(package if is_damaged(package) else DamagedObject(package))
    rows = {
        _("Who"): package.get("who") or package.get("header"),
        _("About"): package.get("subject"),
        _("What they want"): package.get("problem"),
        _("Mood"): package.get("mood"),
        _("Why a person"): package.get("reason"),
        _("Their words"): _words(package),
        _("Channel"): package.get("channel_name") or package.get("channel"),
        _("Contact"): _contact(package.get("contact")),
        _("Lead class"): _lead_class(package.get("lead_class")),
        _("Collected"): facts_of(package["fields"]) if package.get("fields") else "",
        _("Conversation"): _stretch(package.get("transcript")),
    }
    others = {str(key).replace("_", " ").capitalize(): facts_of(value) for key, value in _others(package)}
    return definition_list({name: value for name, value in {**rows, **others}.items() if value})


def _others(package: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    return ((key, value) for key, value in package.items() if key not in TOLD and value not in (None, "", [], {}))


def _words(package: Mapping[str, Any]) -> SafeString | str:
    text = str(package.get("evidence_message") or "")
    if not text:
        return ""
    found = package.get("evidence")
    marks = [_mark(each) for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
    pieces = format_html_join("", "{}", ((_piece(piece),) for piece in cut_text(text, marks)))
    return format_html('<blockquote class="desk-quoted" dir="auto">{}</blockquote>', pieces)


def _mark(found: Mapping[str, Any]) -> Evidence:
    start, end = found.get("start"), found.get("end")
    place = (start, end) if isinstance(start, int) and isinstance(end, int) else (0, 0)
    return Evidence(*place, "", str(found.get("rule") or ""))


def _piece(piece: AnswerPiece) -> SafeString | str:
    return format_html('<mark title="{}">{}</mark>', " · ".join(piece.rules), piece.text) if piece.rules else piece.text


def _contact(contact: Any) -> str:
    parts = contact.values() if isinstance(contact, Mapping) else ()
    return " · ".join(dict.fromkeys(str(part) for part in parts if part))


def _lead_class(value: Any) -> str:
    return str(LeadClass(value).label) if value and value in LeadClass.values else str(value or "")


def _stretch(transcript: Any) -> str:
    if not isinstance(transcript, Mapping) or "from_version" not in transcript or "to_version" not in transcript:
        return ""
    return _("entries %(first)s to %(last)s of the timeline") % {
        "first": transcript["from_version"],
        "last": transcript["to_version"],
    }
