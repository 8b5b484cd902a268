"""The two functions a model may call, and how its calls are read. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conversations.ai.wire import ToolCall

ESCALATE = "escalate_to_human"
RECORD = "record_details"
MOST_DETAILS = 20
LONGEST_NAME = 40
LONGEST_VALUE = 200
LONGEST_REASON = 200

_TEXT = {"type": "string"}
#: As the field defines it (Handoff.chat): empty parameters, nothing required, not strict. The extras may be left out.
ESCALATE_TOOL: Mapping[str, Any] = {
    "type": "function",
    "function": {
        "name": ESCALATE,
        "description": (
            "Call this function when the user explicitly requests to speak with a human agent, or if you are unable to"
            " resolve their query after multiple attempts."
        ),
        "strict": False,
        "parameters": {
            "type": "object",
            "properties": {
                "reason": {**_TEXT, "description": "Why a human is needed, in a few words."},
                "urgency": {**_TEXT, "enum": ["low", "normal", "high"]},
                "team": {**_TEXT, "description": "Which team should take over, if the user named one."},
            },
            "required": [],
        },
    },
}
RECORD_TOOL: Mapping[str, Any] = {
    "type": "function",
    "function": {
        "name": RECORD,
        "description": "Note details that the user has stated about themselves or their request. Never guess one.",
        "strict": False,
        "parameters": {
            "type": "object",
            "properties": {
                "name": _TEXT,
                "email": _TEXT,
                "phone": _TEXT,
                "order_number": _TEXT,
                "service": {**_TEXT, "description": "The product or service that it is about."},
                "urgency": {**_TEXT, "enum": ["low", "normal", "high"]},
                "notes": {**_TEXT, "description": "Anything else that a colleague must know."},
            },
            "required": [],
        },
    },
}
TOOLS: Sequence[Mapping[str, Any]] = (ESCALATE_TOOL, RECORD_TOOL)

#: Names that models invent for the same wish.
_MEANS_ESCALATE = re.compile(
    r"escalat|hand_?(?:off|over)|(?:transfer|connect|talk|speak)\w{0,12}(?:human|agent|person)", re.IGNORECASE
)
_NAME = re.compile(r"[^a-z0-9_]+")
_URGENT = frozenset({"high", "urgent", "critical", "emergency", "asap", "immediate"})
_BLANK = frozenset({"", "none", "null", "n/a", "unknown", "not provided", "not specified"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the calls of one answer ask for."""

    escalate: bool = False
    reason: str = ""
    urgent: bool = False
    team: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


def read_wishes(calls: Sequence[ToolCall]) -> Wishes:
    """Read all calls together. Arguments that cannot be read never undo the wish for a human."""
    escalation = next((call for call in calls if is_escalation(call)), None)
    details: dict[str, str] = {}
    for call in calls:
        if call.name == RECORD:
            details |= read_details(call.arguments)
    details = dict(list(details.items())[:MOST_DETAILS])
    urgent = details.get("urgency", "").lower() in _URGENT
    if escalation is None:
        return Wishes(details=details, urgent=urgent)
    given = escalation.arguments
    return Wishes(
        escalate=True,
        reason=_as_text(given.get("reason"))[:LONGEST_REASON],
        urgent=urgent or _as_text(given.get("urgency")).lower() in _URGENT,
        team=_as_text(given.get("team"))[:LONGEST_NAME],
        details=details,
    )


def is_escalation(call: ToolCall) -> bool:
    """Return whether the call asks for a human, under whatever name."""
    return call.name == ESCALATE or bool(_MEANS_ESCALATE.search(call.name[:LONGEST_NAME]))


def mentions_escalation(text: str) -> bool:
    """Return whether the text writes the call out, as small models without a tool parser do."""
    return ESCALATE in text


def read_details(arguments: Mapping[str, Any]) -> dict[str, str]:
    """Return the stated details as text: nested objects flattened by one level, blanks and guesses left out."""
    flat: dict[str, Any] = {}
    for name, value in arguments.items():
        flat |= value if isinstance(value, dict) else {name: value}
    read = {
        _NAME.sub("_", str(name)[: 2 * LONGEST_NAME].lower()).strip("_")[:LONGEST_NAME]: _as_text(value)
        for name, value in flat.items()
    }
    stated = {name: value[:LONGEST_VALUE] for name, value in read.items() if name and value.lower() not in _BLANK}
    return dict(list(stated.items())[:MOST_DETAILS])


def result_of(call: ToolCall) -> str:
    """Return what the model is told about its call."""
    if call.name != RECORD:
        return '{"ok": false, "error": "There is no such function."}'
    return '{"ok": true}' if call.is_readable else '{"ok": false, "error": "The arguments are not valid JSON."}'


def _as_text(value: Any) -> str:
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(filter(None, (_as_text(entry) for entry in value[:MOST_DETAILS])))
    text = str(value).encode("utf-8", "ignore").decode()
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
