"""A manager's judgement of a handoff."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from routing.access import may_manage_team, visible_handoffs
from routing.enums import Verdict
from routing.errors import NotVisible, Refused
from routing.models import Handoff


def give_verdict(*, handoff_id: UUID, user: User, verdict: str) -> Handoff:
    """Keep whether a handoff was justified, unnecessary or missed; the last verdict counts.

    Raises:
        NotVisible: no such handoff for this person, or he does not manage its team.
        Refused: the verdict is none of the three.
    """
    handoff = visible_handoffs(user).filter(pk=handoff_id).first()
    if handoff is None or not may_manage_team(user, handoff.team_id):
        raise NotVisible
    if verdict not in Verdict.values:
        raise Refused(_("Unknown verdict."))
    handoff.verdict, handoff.verdict_by, handoff.verdict_at = verdict, user, timezone.now()
    handoff.save(update_fields=["verdict", "verdict_by", "verdict_at"])
    return handoff
