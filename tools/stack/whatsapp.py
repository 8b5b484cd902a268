"""Webhooks as WhatsApp posts them: bodies and signatures. Needs no Django."""

import hashlib
import hmac
import json
import time


def customer_address(number: int) -> str:
    """Return the WhatsApp number of customer `number`."""
    return f"1555{number:07d}"


def text_body(*, phone_number_id: str, sender: str, message_id: str, text: str, at: int = 0) -> bytes:
    """Return the webhook body of one text message; `at` is the provider's time in Unix seconds, 0 for now."""
    message = {
        "from": sender, "id": message_id, "timestamp": str(at or int(time.time())), "type": "text",
        "text": {"body": text},
    }  # fmt: skip
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "12025550100", "phone_number_id": phone_number_id},
        "contacts": [{"profile": {"name": f"Customer {sender}"}, "wa_id": sender}],
        "messages": [message],
    }
    change = {"field": "messages", "value": value}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()


def sign(app_secret: str, body: bytes) -> dict[str, str]:
    """Return the headers that Meta sends with this body."""
    signature = hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}
