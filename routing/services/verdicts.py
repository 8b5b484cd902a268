"""A manager's judgement of a handoff, kept among the verdicts on the rules' decisions."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from conversations.enums import Author, Direction
from conversations.events.work import HandoffReviewed
from conversations.models import Message
from conversations.services.thread import lock_thread
from routing.access import may_manage_team, visible_handoffs
from routing.errors import NotVisible, Refused
from routing.models import Handoff
from triggers.enums import Opinion
from triggers.models import Verdict


@dataclass(frozen=True, slots=True)
class HandoffJudgement:
    """What a manager says: justified, unnecessary or missed, why in a word or two (at most 60), and a line (300)."""

    opinion: str
    reason: str = ""
    note: str = ""


def give_verdict(*, handoff_id: UUID, user: User, judgement: HandoffJudgement) -> Handoff:
    """Keep what this person says of a handoff; of several people the last one counts. Locks the conversation.

    Records `handoff.reviewed` with the verdict before; the same one again by the same person changes nothing.

    Raises:
        NotVisible: no such handoff for this person, or they do not manage its team.
        Refused: the verdict is none of the three.
    """
    if judgement.opinion not in Opinion.values:
        raise Refused(_("Unknown verdict."))
    said = {"opinion": judgement.opinion, "reason": judgement.reason.strip(), "note": judgement.note.strip()}
    with lock_thread(_managed(handoff_id, user).conversation_id) as thread:
        # Seen again under the lock: it may have moved to another team meanwhile, or have another verdict.
        handoff = _managed(handoff_id, user)
        last = Verdict.objects.filter(handoff_id=handoff.pk).first()
        if last and last.reviewer_id == user.pk and all(getattr(last, name) == text for name, text in said.items()):
            return handoff
        Verdict.objects.update_or_create(
            conversation_id=handoff.conversation_id,
            handoff_id=handoff.pk,
            reviewer=user,
            defaults={**said, "message": _judged_message(handoff, judgement.opinion)},
        )
        before, handoff.verdict = handoff.verdict, judgement.opinion
        handoff.save(update_fields=["verdict"])
        fact = HandoffReviewed(handoff_id=str(handoff.pk), verdict=judgement.opinion, before=before)
        thread.record(fact, actor=Author.AGENT, user=user)
    return handoff


def _managed(handoff_id: UUID, user: User) -> Handoff:
    handoff = visible_handoffs(user).filter(pk=handoff_id).first()
    if handoff is None or not may_manage_team(user, handoff.team_id):
        raise NotVisible
    return handoff


def _judged_message(handoff: Handoff, opinion: str) -> Message | None:
    """Return the message of which the verdict says something to the rules.

    One that a person opened says something of the rules only when it was called missed: then it is a word on the last
    message before it that rules judged.
    """
    if handoff.detection:
        return handoff.detection.message
    if opinion != Opinion.MISSED:
        return None
    judged = handoff.conversation.messages.filter(direction=Direction.INBOUND, judged__isnull=False)
    return judged.filter(created_at__lte=handoff.detected_at).order_by("-version").first()
