"""Leads."""

from rest_framework.request import Request
from rest_framework.response import Response

from conversations.selectors import lead_matches
from handoffdesk.api.calls import Call
from handoffdesk.api.serializers import LeadBody, LeadsQuery
from handoffdesk.api.views.base import DeskView, read_key
from routing.access import visible_leads
from routing.errors import NotVisible
from routing.payloads import LeadPayload, lead_payload
from routing.services.leads import edit_lead


class LeadList(DeskView):
    """Customers."""

    section = "leads"
    calls = {"GET": Call(LeadPayload, query=LeadsQuery, paged=True)}

    def get(self, request: Request) -> Response:
        """Return a page of the leads whose conversations you see, newest first."""
        rows = visible_leads(self.person).select_related("owner")
        search = self.query()["search"].strip()
        if search:
            rows = rows.filter(lead_matches(search))
        # Keys of leads rise with time.
        return self.page(rows, ("-id",), lead_payload)


class LeadDetail(DeskView):
    """One customer."""

    section = "leads"
    calls = {"GET": Call(LeadPayload), "PATCH": Call(LeadPayload, body=LeadBody)}

    def get(self, request: Request, lead_id: str) -> Response:
        """Return the lead."""
        row = visible_leads(self.person).select_related("owner").filter(pk=read_key(lead_id)).first()
        if row is None:
            raise NotVisible
        return Response(lead_payload(row))

    def patch(self, request: Request, lead_id: str) -> Response:
        """Correct what the desk knows of the lead; a phone number is kept in E.164 form.

        One without a country code is of the country of the customer's channel account.
        """
        key, given = read_key(lead_id), self.body()
        return Response(lead_payload(edit_lead(lead_id=key, user=self.person, changes=given)))
