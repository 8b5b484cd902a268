"""What is posted to `/{phone number id}/messages` for each kind of message. Pure."""

import re
from typing import Any

from conversations.adapters.outgoing import Outgoing, OutgoingButton, OutgoingList, OutgoingMedia, OutgoingTemplate

PHONE = re.compile(r"\+?[0-9]{5,20}")
# Kinds of files that come with words of ours.
CAPTIONED = ("image", "video", "document")


def make_payload(message: Outgoing) -> dict[str, Any]:
    """Return the request body: `to` for a phone number, `recipient` for a business-scoped user id."""
    address = message.to[0]
    payload: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to" if PHONE.fullmatch(address) else "recipient": address,
        **_content(message),
        "biz_opaque_callback_data": message.client_ref,
    }
    return payload | ({"context": {"message_id": message.reply_to}} if message.reply_to else {})


def _content(message: Outgoing) -> dict[str, Any]:
    if message.media:
        return _media(message.media, message.body)
    if message.template:
        return {"type": "template", "template": _template(message.template)}
    if message.buttons:
        return {"type": "interactive", "interactive": _buttons(message.body, message.buttons)}
    if message.choices:
        return {"type": "interactive", "interactive": _choices(message.body, message.choices)}
    if message.reaction:
        reaction = {"message_id": message.reaction.provider_id, "emoji": message.reaction.emoji}
        return {"type": "reaction", "reaction": reaction}
    return {"type": "text", "text": {"preview_url": False, "body": message.body}}


def _media(media: OutgoingMedia, caption: str) -> dict[str, Any]:
    file = {"id": media.media_id} if media.media_id else {"link": media.link}
    if caption and media.kind in CAPTIONED:
        file["caption"] = caption
    if media.filename and media.kind == "document":
        file["filename"] = media.filename
    return {"type": media.kind, media.kind: file}


def _template(template: OutgoingTemplate) -> dict[str, Any]:
    parameters = [{"type": "text", "text": text} for text in template.parameters]
    components = [{"type": "body", "parameters": parameters}] if parameters else []
    return {"name": template.name, "language": {"code": template.language}, "components": components}


def _buttons(body: str, buttons: tuple[OutgoingButton, ...]) -> dict[str, Any]:
    shown = [{"type": "reply", "reply": {"id": button.key, "title": button.title}} for button in buttons]
    return {"type": "button", "body": {"text": body}, "action": {"buttons": shown}}


def _choices(body: str, choices: OutgoingList) -> dict[str, Any]:
    rows = [
        {"id": row.key, "title": row.title, **({"description": row.description} if row.description else {})}
        for row in choices.rows
    ]
    action = {"button": choices.title, "sections": [{"title": choices.title, "rows": rows}]}
    return {"type": "list", "body": {"text": body}, "action": action}
