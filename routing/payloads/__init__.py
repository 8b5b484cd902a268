"""What the desk's rows look like as JSON: one place for the API and the realtime door.

TypedDicts describe the shapes (the OpenAPI schema is made from them), functions build them. Ids of users and teams are
integers, all others UUID strings; times are ISO 8601 in UTC. Nothing here decides who may see it (`routing.access`).
"""

from routing.payloads.conversation import (
    Acts,
    ConversationRow,
    Detail,
    LiveRow,
    conversation_detail,
    conversation_row,
    listed_row,
)
from routing.payloads.handoff import HandoffPayload, handoff_payload
from routing.payloads.lead import LeadBrief, LeadPayload, lead_brief, lead_payload
from routing.payloads.message import MessageItem, message_item
from routing.payloads.people import PersonPayload, TeamPayload, person_payload, team_payload
from routing.payloads.task import TaskPayload, task_payload
from routing.payloads.timeline import (
    ChangeItem,
    DeliveryItem,
    EventItem,
    Item,
    delivery_item,
    event_item,
    timeline_items,
)

__all__ = [
    "Acts",
    "ChangeItem",
    "ConversationRow",
    "DeliveryItem",
    "Detail",
    "EventItem",
    "HandoffPayload",
    "Item",
    "LeadBrief",
    "LeadPayload",
    "LiveRow",
    "MessageItem",
    "PersonPayload",
    "TaskPayload",
    "TeamPayload",
    "conversation_detail",
    "conversation_row",
    "delivery_item",
    "event_item",
    "handoff_payload",
    "lead_brief",
    "lead_payload",
    "listed_row",
    "message_item",
    "person_payload",
    "task_payload",
    "team_payload",
    "timeline_items",
]
