"""Sending through the Cloud API: `POST /{phone number id}/messages`.

The API has no idempotency key, so a send whose answer was lost is reported as lost and never repeated here;
`biz_opaque_callback_data` carries our message id, and comes back with the statuses.
"""

import re
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from conversations.adapters.base import Lost, Outgoing, Refused, Sender, SendResult, Sent
from conversations.adapters.http import Answer, AnswerLost, NotSent, is_success, post_json
from conversations.adapters.meta.refusals import classify

SIMULATED = "wamid.SIM."
PHONE = re.compile(r"\+?[0-9]{5,20}")


def send(sender: Sender, message: Outgoing) -> SendResult:
    """Send one text. The first of the customer's addresses is used: the newest one we know."""
    if not message.to:
        return Refused(_("The customer has no address on this channel."), permanent=True)
    if sender.simulator:
        return Sent(SIMULATED + message.client_ref)
    if not sender.external_id or not sender.access_token:
        reason = _("The account has no phone number id or no access token.")
        return Refused(reason, permanent=True, channel_broken=True)
    url = f"{settings.META_GRAPH_BASE_URL}/{quote(sender.external_id, safe='')}/messages"
    try:
        answer = post_json(url, make_payload(message), bearer=sender.access_token)
    except NotSent as error:
        return Refused(_("Nothing was sent: %(reason)s.") % {"reason": error.reason}, permanent=error.permanent)
    except AnswerLost as error:
        return Lost(_("The provider's answer was lost: %(reason)s.") % {"reason": error.reason})
    return _read_sent(answer) if is_success(answer.status) else classify(answer)


def make_payload(message: Outgoing) -> dict[str, Any]:
    """Return the request body: `to` for a phone number, `recipient` for a business-scoped user id."""
    address = message.to[0]
    payload: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to" if PHONE.fullmatch(address) else "recipient": address,
        "type": "text",
        "text": {"preview_url": False, "body": message.body},
        "biz_opaque_callback_data": message.client_ref,
    }
    return payload | ({"context": {"message_id": message.reply_to}} if message.reply_to else {})


def _read_sent(answer: Answer) -> SendResult:
    body = answer.json()
    messages = body.get("messages") if isinstance(body, dict) else None
    first = messages[0] if isinstance(messages, list) and messages else None
    provider_id = first.get("id") if isinstance(first, dict) else None
    if isinstance(provider_id, str) and provider_id:
        return Sent(provider_id)
    return Lost(_("The provider took the message but its answer cannot be read."))
