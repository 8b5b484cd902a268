"""Why a message called a person or did not, and what one says of it."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from conversations.models import Message
from handoffdesk.api.calls import Call
from handoffdesk.api.serializers import MessageVerdictBody, ScenarioQuery
from handoffdesk.api.views.base import DeskView, read_key
from routing.payloads.why import VerdictWords, WhyPayload, why_payload
from routing.rehearsal import why
from triggers.models import RegressionCase
from triggers.services.verdicts import words_on


class MessageWhy(DeskView):
    """Why."""

    section = "messages"
    calls = {"GET": Call(WhyPayload)}

    def get(self, request: Request, message_id: str) -> Response:
        """Return each scenario's answer to a message when it was judged, and what the rules say of it now."""
        message = why.get_visible_message(self.person, read_key(message_id))
        return Response(describe(self.person, message))


class MessageVerdict(DeskView):
    """What one says of a decision."""

    section = "messages"
    calls = {
        "POST": Call(WhyPayload, body=MessageVerdictBody),
        "DELETE": Call(WhyPayload, query=ScenarioQuery),
    }

    def post(self, request: Request, message_id: str) -> Response:
        """Say that a scenario should, or should not, have fired; the last word counts and makes a regression case."""
        key, given = read_key(message_id), self.body()
        message = why.give_verdict(
            message_id=key,
            user=self.person,
            scenario_key=given["scenario"],
            should_fire=given["should_fire"],
            note=given.get("note", ""),
        )
        return Response(describe(self.person, message))

    def delete(self, request: Request, message_id: str) -> Response:
        """Take a word back: one's own, or as admin or manager anybody's."""
        key, given = read_key(message_id), self.query()
        message = why.withdraw_verdict(message_id=key, user=self.person, scenario_key=given["scenario"])
        return Response(describe(self.person, message))


def describe(user: User, message: Message) -> WhyPayload:
    """Return what this person is told of a message."""
    binds = why.word_binds(user, message)
    found = list(words_on(message))
    mine = {verdict.pk for verdict in found if why.may_withdraw(verdict, user, binds=binds)}
    cases = dict(RegressionCase.objects.filter(message=message).values_list("scenario_key", "is_active"))
    return why_payload(why.explain_to(user, message), VerdictWords(found, frozenset(mine), cases, binds))
