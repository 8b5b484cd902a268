"""What was said, who may speak, and what the AI knows."""

from conversations.models.ai import AiProfile, AiTurn
from conversations.models.attachment import Attachment
from conversations.models.brand import Brand
from conversations.models.channel import ChannelAccount
from conversations.models.conversation import Conversation, ReadCursor
from conversations.models.event import Event
from conversations.models.inbound import InboundEvent
from conversations.models.knowledge import Article, Passage
from conversations.models.lead import Lead, LeadIdentity
from conversations.models.message import Message
from conversations.models.tag import Tag
from conversations.models.vector import TextVector

__all__ = [
    "AiProfile",
    "AiTurn",
    "Article",
    "Attachment",
    "Brand",
    "ChannelAccount",
    "Conversation",
    "Event",
    "InboundEvent",
    "Lead",
    "LeadIdentity",
    "Message",
    "Passage",
    "ReadCursor",
    "Tag",
    "TextVector",
]
