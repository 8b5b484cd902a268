"""The frozen context package: what the person who takes over reads first, so that the customer never explains again."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from conversations.enums import Author, Delivery, Direction
from conversations.lengths import LONGEST_READ
from conversations.models import Conversation, Message
from conversations.names import clean_name
from triggers.enums import Category

PROBLEM_LENGTH = 200
# As much of the message as the engine judges: the evidence lies in it.
CUSTOMER_LINES = 5
# A shorter line ("hello", "are you human?") does not name a matter.
TELLING_WORDS = 4
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
SUBJECT_FIELDS = ("order_number", "order", "service", "product", "subject")


@dataclass(frozen=True, slots=True)
class Case:
    """Why a person is needed, as the package tells it."""

    category: str
    reason: str
    evidence: Sequence[dict[str, Any]]
    evidence_message: str


def build_package(conversation: Conversation, case: Case) -> dict[str, Any]:
    """Freeze who, what, why and the mood, with a reference to the transcript (versions, not copies)."""
    lead = conversation.lead
    who = str(lead)
    found = next((str(conversation.fields[name]) for name in SUBJECT_FIELDS if conversation.fields.get(name)), "")
    subject = clean_name(found, limit=PROBLEM_LENGTH)
    problem = _problem(conversation, case)
    mood = conversation.get_sentiment_display() if conversation.sentiment else ""
    return {
        "header": " · ".join(set_apart(part) for part in (who, subject, problem, mood) if part),
        "who": who,
        "subject": subject,
        "problem": problem,
        "mood": mood,
        "reason": case.reason,
        "evidence": list(case.evidence),
        "evidence_message": case.evidence_message[:LONGEST_READ],
        "channel": conversation.account.kind,
        "channel_name": conversation.account.name,
        "contact": {"name": lead.name, "email": lead.email, "phone": lead.phone},
        "fields": dict(conversation.fields),
        "sentiment": conversation.sentiment,
        "lead_class": conversation.lead_class or lead.lead_class,
        "transcript": {"from_version": conversation.ai_since_version + 1, "to_version": conversation.version},
    }


def set_apart(part: str) -> str:
    """Return a part of a line so that it keeps its direction to itself, if it is written from right to left."""
    turns = any(unicodedata.bidirectional(sign) in RIGHT_TO_LEFT for sign in part)
    return f"\u2068{part}\u2069" if turns else part


def _problem(conversation: Conversation, case: Case) -> str:
    """Return the sentence that names the matter.

    A request for a person says nothing of it, so the newest sentence before it that has a few words does. Else it is
    the one that was judged.
    """
    rows = Message.objects.filter(conversation=conversation, direction=Direction.INBOUND)
    newest = rows.filter(version__gt=conversation.ai_since_version).order_by("-version")
    lines = list(newest.values_list("body", "version")[:CUSTOMER_LINES])
    asks_for_person = case.category in ("", Category.EXPLICIT_REQUEST, Category.BUSINESS_RULE)
    telling = (line for line in lines[1:] if len(line[0].split()) >= TELLING_WORDS)
    earlier, version = next(telling, ("", 0)) if asks_for_person else (case.evidence_message, 0)
    if version and _was_answered(conversation, version):
        earlier = _("%(reason)s; asked before: %(question)s") % {"reason": case.reason, "question": earlier}
    # One line beside others: what turns the direction of words stays in the message itself.
    told = earlier or case.evidence_message or next((line[0] for line in lines), "")
    text = clean_name(told, limit=PROBLEM_LENGTH + 1)
    if not text:
        return _("has not written yet")
    return text if len(text) <= PROBLEM_LENGTH else text[: PROBLEM_LENGTH - 1] + "…"


def _was_answered(conversation: Conversation, version: int) -> bool:
    """Whether the AI has spoken since this message: then it is settled, and no longer what the customer wants."""
    answers = Message.objects.filter(conversation=conversation, author=Author.AI, version__gt=version)
    return answers.exclude(delivery=Delivery.FAILED).exists()
