"""Messages."""

from rest_framework.request import Request
from rest_framework.response import Response

from conversations.models import Message
from handoffdesk.api.calls import Call
from handoffdesk.api.serializers import MessagesQuery, NoBody
from handoffdesk.api.views.base import DeskView, read_key
from routing.access import visible_messages
from routing.payloads import MessageItem, message_item
from routing.payloads.moments import Key
from routing.services import desk


class ListedMessage(MessageItem):
    """A message with its conversation."""

    conversation: Key


class MessageList(DeskView):
    """Messages and private notes."""

    section = "messages"
    calls = {"GET": Call(ListedMessage, query=MessagesQuery, paged=True)}

    def get(self, request: Request) -> Response:
        """Return a page of messages, newest first: of one conversation, or of all that you see."""
        rows = visible_messages(self.person).select_related("agent")
        conversation = self.query()["conversation"]
        if conversation:
            return self.page(rows.filter(conversation=conversation), ("-version",), listed_message)
        # Keys of messages rise with time.
        return self.page(rows, ("-id",), listed_message)


class MessageRetry(DeskView):
    """Try again."""

    section = "messages"
    calls = {"POST": Call(ListedMessage, body=NoBody, conflicts=True)}

    def post(self, request: Request, message_id: str) -> Response:
        """Queue a failed or unknown message of a person once more."""
        key = read_key(message_id)
        self.body()
        return Response(listed_message(desk.retry_message(message_id=key, user=self.person)))


def listed_message(message: Message) -> ListedMessage:
    """Return a message with its conversation."""
    return {**message_item(message), "conversation": str(message.conversation_id)}
