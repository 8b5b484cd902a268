"""Uses a desk whose data an earlier release wrote; prints what it found as JSON. Run in a process of its own."""

import json
import sys
import uuid

import django

django.setup()

from accounts.models import User  # noqa: E402 - the apps are loaded now
from conversations.enums import Floor  # noqa: E402
from conversations.models import ChannelAccount, Conversation, Message  # noqa: E402
from conversations.models.secrets import lost_secrets  # noqa: E402
from handoffdesk.operations import keys, schema  # noqa: E402
from handoffdesk.widget.thread import say  # noqa: E402
from routing.models import Handoff  # noqa: E402


def use() -> dict[str, object]:
    """Write as a customer who wants a person, on the stored web chat; return what came of it and what was kept."""
    account = ChannelAccount.objects.get(kind="webchat", is_active=True)
    said = say(account, uuid.uuid4(), uuid.uuid4(), "I want to talk to a person")
    conversation = Conversation.objects.get(pk=said[0]) if said else Conversation()
    return {
        "complaints": [complaint for complaint in (schema.complaint(), keys.complaint()) if complaint],
        "accounts whose secrets are lost": [row.pk for row in ChannelAccount.objects.all() if lost_secrets(row)],
        "people": User.objects.count(),
        "conversations": Conversation.objects.count(),
        "messages": Message.objects.count(),
        "handoffs": Handoff.objects.count(),
        "the new customer waits for a person": conversation.floor in (Floor.QUEUE, Floor.HUMAN),
    }


sys.stdout.write(json.dumps(use()) + "\n")
