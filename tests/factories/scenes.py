"""Whole situations, made by the services that make them in real life. Each returns the conversation as it is then."""

import uuid
from typing import Any

from accounts.models import User
from conversations.adapters.base import InboundItem, InboundMessage
from conversations.enums import Priority
from conversations.models import ChannelAccount, Conversation
from conversations.services.thread import lock_thread
from routing.enums import Cause
from routing.models import Handoff
from routing.services import desk, intake
from routing.services.actions import Action
from routing.services.handoffs import HandoffRequest, open_handoff
from tests.factories.conversations import ChannelAccountFactory, ConversationFactory, MessageFactory
from tests.factories.triggers import PhraseFactory, ScenarioFactory
from triggers.enums import Category
from triggers.models import TriggerVersion
from triggers.services.rules import publish


def with_ai(**fields: Any) -> Conversation:
    """The customer has written, the AI has the floor."""
    conversation: Conversation = ConversationFactory.create(**fields)
    judged = {"since": 0, "version": 0}
    MessageFactory.create(conversation=conversation, body="Where is my parcel?", judged=judged)
    return fresh(conversation)


def waiting(
    conversation: Conversation | None = None,
    *,
    priority: Priority = Priority.NORMAL,
    makes_task: bool = True,
    **fields: Any,
) -> Conversation:
    """A trigger has fired: a person was promised and the conversation is in the queue (with a person who is online)."""
    conversation = conversation or with_ai(**fields)
    request = HandoffRequest(
        cause=Cause.TRIGGER,
        category=Category.EXPLICIT_REQUEST,
        reason="asks for a person",
        action=Action(handoff_priority=priority, makes_task=makes_task),
        evidence=({"start": 0, "end": 5, "text": "Where", "rule": "where"},),
        evidence_message="Where is my parcel?",
    )
    with lock_thread(conversation.pk) as thread:
        open_handoff(thread, request)
    return fresh(conversation)


def publish_rules(**phrases: str) -> TriggerVersion:
    """Publish one live scenario for each phrase, with the name as its key; `explicit_request` is its own category."""
    for key, phrase in phrases.items():
        category = Category.EXPLICIT_REQUEST if key == Category.EXPLICIT_REQUEST else Category.SENSITIVE
        scenario = ScenarioFactory.create(key=key, name=key.replace("_", " ").capitalize(), category=category)
        PhraseFactory.create(scenario=scenario, text=phrase)
    return publish()


def written(text: str, *, account: ChannelAccount | None = None, customer: str = "customer-1") -> Conversation:
    """A customer has written and the published rules have judged it."""
    account = account or ChannelAccountFactory.create()
    content = InboundMessage(external_ids=(customer,), body=text, name="Sam Doe")
    item = InboundItem(kind="message", provider_id=uuid.uuid4().hex, raw={"text": text}, content=content)
    intake.receive(account=account, item=item)
    return Conversation.objects.get(account=account, lead__identities__external_id=customer)


def held(agent: User, conversation: Conversation | None = None, **fields: Any) -> Conversation:
    """The agent, who must see it, has claimed the waiting conversation."""
    conversation = waiting(conversation, **fields)
    desk.claim(conversation_id=conversation.pk, user=agent)
    return fresh(conversation)


def resolved(agent: User, conversation: Conversation | None = None, **fields: Any) -> Conversation:
    """The agent has claimed it, answered and closed the work."""
    conversation = held(agent, conversation, **fields)
    desk.reply(conversation_id=conversation.pk, user=agent, body="It arrives today.")
    desk.resolve(conversation_id=conversation.pk, user=agent, outcome="solved")
    return fresh(conversation)


def resumed(agent: User, conversation: Conversation | None = None, **fields: Any) -> Conversation:
    """The agent has handed the floor back to the AI."""
    conversation = held(agent, conversation, **fields)
    desk.resume_ai(conversation_id=conversation.pk, user=agent, note="Refund agreed.")
    return fresh(conversation)


def open_episode(conversation: Conversation) -> Handoff:
    """Return the conversation's open handoff."""
    return Handoff.objects.get(conversation=conversation, ended_at__isnull=True)


def fresh(conversation: Conversation) -> Conversation:
    """Return the conversation as the database has it."""
    return Conversation.objects.get(pk=conversation.pk)
