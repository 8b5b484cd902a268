"""A manager's judgement of a handoff."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from conversations.enums import Author
from conversations.events.work import HandoffReviewed
from conversations.services.thread import lock_thread
from routing.access import may_manage_team, visible_handoffs
from routing.enums import Verdict
from routing.errors import NotVisible, Refused
from routing.models import Handoff


def give_verdict(*, handoff_id: UUID, user: User, verdict: str) -> Handoff:
    """Keep whether a handoff was justified, unnecessary or missed; the last verdict counts. Locks the conversation.

    Records `handoff.reviewed` with the verdict before; the same one again by the same person changes nothing.

    Raises:
        NotVisible: no such handoff for this person, or they do not manage its team.
        Refused: the verdict is none of the three.
    """
    if verdict not in Verdict.values:
        raise Refused(_("Unknown verdict."))
    with lock_thread(_managed(handoff_id, user).conversation_id) as thread:
        # Seen again under the lock: it may have moved to another team meanwhile, or have another verdict.
        handoff = _managed(handoff_id, user)
        before = handoff.verdict
        if (before, handoff.verdict_by_id) == (verdict, user.pk):
            return handoff
        handoff.verdict, handoff.verdict_by, handoff.verdict_at = verdict, user, thread.now
        handoff.save(update_fields=["verdict", "verdict_by", "verdict_at"])
        thread.record(
            HandoffReviewed(handoff_id=str(handoff.pk), verdict=verdict, before=before), actor=Author.AGENT, user=user
        )
    return handoff


def _managed(handoff_id: UUID, user: User) -> Handoff:
    handoff = visible_handoffs(user).filter(pk=handoff_id).first()
    if handoff is None or not may_manage_team(user, handoff.team_id):
        raise NotVisible
    return handoff
