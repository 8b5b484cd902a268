"""Handoffs."""

from typing import Any

from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from handoffdesk.api.calls import Call
from handoffdesk.api.serializers import HandoffsQuery, VerdictBody
from handoffdesk.api.views.base import DeskView, read_key
from routing.access import refusal_of_part, visible_handoffs
from routing.models import Handoff
from routing.payloads import HandoffPayload, handoff_payload
from routing.services.verdicts import HandoffJudgement, give_verdict

SHOWN = ("team", "agent", "scenario")


class HandoffList(DeskView):
    """Episodes in which a person was needed."""

    section = "handoffs"
    calls = {"GET": Call(HandoffPayload, query=HandoffsQuery, paged=True)}

    def get(self, request: Request) -> Response:
        """Return a page of handoffs, newest first."""
        rows = visible_handoffs(self.person).select_related(*SHOWN).filter(_wanted(self.query()))
        return self.page(rows, ("-detected_at", "-id"), handoff_payload)


class HandoffDetail(DeskView):
    """One handoff."""

    section = "handoffs"
    calls = {"GET": Call(HandoffPayload)}

    def get(self, request: Request, handoff_id: str) -> Response:
        """Return why, for whom, what was known, and every clock."""
        key = read_key(handoff_id)
        row = visible_handoffs(self.person).select_related(*SHOWN).filter(pk=key).first()
        if row is None:
            raise refusal_of_part(self.person, Handoff.objects.filter(pk=key))
        return Response(handoff_payload(row))


class HandoffVerdict(DeskView):
    """A manager's judgement."""

    section = "handoffs"
    calls = {"POST": Call(HandoffPayload, body=VerdictBody)}

    def post(self, request: Request, handoff_id: str) -> Response:
        """Keep whether the handoff was justified, unnecessary or missed; for managers of its team."""
        key, given = read_key(handoff_id), self.body()
        judgement = HandoffJudgement(given["verdict"], given.get("reason", ""), given.get("note", ""))
        return Response(handoff_payload(give_verdict(handoff_id=key, user=self.person, judgement=judgement)))


def _wanted(query: dict[str, Any]) -> Q:
    wanted = Q()
    if query["open"] is not None:
        wanted &= Q(ended_at__isnull=query["open"])
    if query["conversation"]:
        wanted &= Q(conversation=query["conversation"])
    if query["category"]:
        wanted &= Q(category=query["category"])
    if query["team"]:
        wanted &= Q(team=query["team"])
    return wanted
