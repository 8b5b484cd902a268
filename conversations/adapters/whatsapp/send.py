"""Sending through the Cloud API: `POST /{phone number id}/messages`.

The API has no idempotency key, so a send whose answer was lost is reported as lost and never repeated here;
`biz_opaque_callback_data` carries our message id, and comes back with the statuses.
"""

from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from conversations.adapters.allowed import refusal_of
from conversations.adapters.base import Lost, Problem, Sender, SendRefused, SendResult, Sent
from conversations.adapters.http import AnswerLost, HttpAnswer, NotSent, is_success, post_json
from conversations.adapters.meta.refusals import classify
from conversations.adapters.outgoing import Outgoing
from conversations.adapters.whatsapp.channel import WHATSAPP
from conversations.adapters.whatsapp.payloads import make_payload

SIMULATED = "wamid.SIM."


def send(sender: Sender, message: Outgoing) -> SendResult:
    """Send one message. The first of the customer's addresses is used: the newest one we know."""
    if not message.to:
        return SendRefused(_("The customer has no address on this channel."), Problem.MESSAGE)
    if refusal := refusal_of(WHATSAPP, message):
        return refusal
    if sender.simulator:
        return Sent(SIMULATED + message.client_ref)
    token = sender.secrets.get("access_token", "")
    if not sender.external_id or not token:
        reason = _("The account has no phone number ID or no access token.")
        return SendRefused(reason, Problem.CHANNEL)
    url = f"{settings.META_GRAPH_BASE_URL}/{quote(sender.external_id, safe='')}/messages"
    try:
        answer = post_json(url, make_payload(message), bearer=token)
    except NotSent as error:
        problem = Problem.MESSAGE if error.permanent else Problem.LATER
        return SendRefused(_("Nothing was sent: %(reason)s.") % {"reason": error.reason}, problem)
    except AnswerLost as error:
        return Lost(_("No response from the provider: %(reason)s.") % {"reason": error.reason})
    return _read_sent(answer) if is_success(answer.status) else classify(answer)


def _read_sent(answer: HttpAnswer) -> SendResult:
    body = answer.json()
    messages = body.get("messages") if isinstance(body, dict) else None
    first = messages[0] if isinstance(messages, list) and messages else None
    provider_id = first.get("id") if isinstance(first, dict) else None
    if isinstance(provider_id, str) and provider_id:
        return Sent(provider_id)
    return Lost(_("The provider accepted the message, but its response can't be read."))
