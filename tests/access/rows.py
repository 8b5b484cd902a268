"""Every call of the API: the situation it is made in, what is sent, and what each of the five gets."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from conversations.enums import Delivery
from conversations.models import Conversation
from tests.api.cast import Cast
from tests.factories import scenes
from tests.factories.conversations import AgentMessageFactory
from tests.factories.notifications import NotificationFactory

Scene = Callable[[Cast], Conversation]
Key = Callable[[Conversation], str]


def with_ai(cast: Cast) -> Conversation:
    """The AI answers."""
    return scenes.with_ai(account=cast.account)


def waiting(cast: Cast) -> Conversation:
    """A person was promised."""
    return scenes.waiting(account=cast.account)


def resolved(cast: Cast) -> Conversation:
    """The work is closed."""
    return scenes.resolved(cast.agent, account=cast.account)


def failed(cast: Cast) -> Conversation:
    """A reply could not be delivered."""
    conversation = waiting(cast)
    AgentMessageFactory.create(conversation=conversation, agent=cast.agent, delivery=Delivery.FAILED)
    return conversation


def asked_for_a_person(cast: Cast) -> Conversation:
    """The customer's words were judged."""
    scenes.publish_rules(explicit_request="talk to a human")
    return scenes.written("I want to talk to a human", account=cast.account)


def told(cast: Cast) -> Conversation:
    """Everybody was told of it, also the one who may no longer see it."""
    conversation = with_ai(cast)
    for person in (cast.agent, cast.manager, cast.outsider, cast.admin):
        NotificationFactory.create(user=person, event__conversation=conversation)
    return conversation


@dataclass(frozen=True)
class Row:
    """One call. `key` finds the object that the path names; without one the call is a list or about oneself.

    `statuses` deviates from the rule: the three who see the object get `ok`, the outsider 404, the stranger 401.
    """

    name: str
    method: str
    scene: Scene = waiting
    key: Key | None = None
    body: Any = None
    query: str = ""
    ok: int = 200
    statuses: dict[str, int] = field(default_factory=dict)

    def status(self, actor: str) -> int:
        """Return what this actor gets."""
        if actor in self.statuses:
            return self.statuses[actor]
        if actor == "anonymous":
            return 401
        return 404 if actor == "outsider" and self.key else self.ok

    def __str__(self) -> str:
        """Return the test's name."""
        return f"{self.method}-{self.name}"


def itself(conversation: Conversation) -> str:
    """Return the conversation's key."""
    return str(conversation.pk)


def its_handoff(conversation: Conversation) -> str:
    """Return the key of the open handoff."""
    return str(scenes.open_episode(conversation).pk)


def its_task(conversation: Conversation) -> str:
    """Return the key of the to-do."""
    return str(conversation.tasks.get().pk)


def its_lead(conversation: Conversation) -> str:
    """Return the lead's key."""
    return str(conversation.lead_id)


def its_first_message(conversation: Conversation) -> str:
    """Return the key of what the customer wrote."""
    return str(conversation.messages.order_by("version")[0].pk)


def its_failed_message(conversation: Conversation) -> str:
    """Return the key of the reply that failed."""
    return str(conversation.messages.get(delivery=Delivery.FAILED).pk)


LATER = "2100-01-01T00:00:00Z"

ROWS = [
    Row("me", "GET"),
    Row("me", "PATCH", body={"availability": "away"}),
    Row("teams", "GET"),
    Row("channels", "GET"),
    Row("conversations", "GET"),
    Row("counts", "GET"),
    Row("conversation", "GET", key=itself),
    Row("timeline", "GET", key=itself),
    Row("claim", "POST", key=itself, body={}),
    Row("take_over", "POST", scene=with_ai, key=itself, body={}),
    Row("reply", "POST", key=itself, body={"body": "Hello"}, ok=201),
    Row("note", "POST", key=itself, body={"body": "Hm"}, ok=201),
    Row("transfer", "POST", key=itself, body={"note": "please"}, ok=400),
    Row("resolve", "POST", key=itself, body={"outcome": "solved"}),
    Row("snooze", "POST", key=itself, body={"until": LATER}),
    Row("resume", "POST", key=itself, body={"note": "done"}),
    Row("reopen", "POST", scene=resolved, key=itself, body={}),
    Row("open_handoff", "POST", scene=with_ai, key=itself, body={"reason": "looks odd"}),
    Row("read", "POST", key=itself, body={"version": 1}),
    Row("language", "PUT", key=itself, body={"language": "de"}),
    Row("conversation_tags", "PUT", key=itself, body={"slugs": []}),
    Row("messages", "GET"),
    Row("retry", "POST", scene=failed, key=its_failed_message, body={}),
    Row("why", "GET", scene=asked_for_a_person, key=its_first_message),
    Row(
        "message_verdict",
        "POST",
        scene=asked_for_a_person,
        key=its_first_message,
        body={"scenario": "explicit_request", "should_fire": False},
    ),
    Row(
        "message_verdict", "DELETE", scene=asked_for_a_person, key=its_first_message, query="scenario=explicit_request"
    ),
    Row("handoffs", "GET"),
    Row("handoff", "GET", key=its_handoff),
    Row("verdict", "POST", key=its_handoff, body={"verdict": "justified"}, statuses={"agent": 404}),
    Row("report", "GET"),
    Row("leads", "GET"),
    Row("lead", "GET", key=its_lead),
    Row("lead", "PATCH", key=its_lead, body={"is_vip": True}),
    Row("tags", "GET"),
    Row("tags", "POST", body={"slug": "new", "name": "New"}, ok=201, statuses={"agent": 400, "outsider": 400}),
    Row("tasks", "GET"),
    Row("task_done", "POST", key=its_task, body={}),
    Row("notifications", "GET", scene=told),
    Row("notifications_read", "POST", scene=told, body={}),
]
# Lists of things that hang on a conversation, with the situation that puts one into it.
LISTS: dict[str, Scene] = {
    "conversations": waiting,
    "messages": waiting,
    "handoffs": waiting,
    "leads": waiting,
    "tasks": waiting,
    "notifications": told,
}
