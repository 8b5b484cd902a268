"""Has the customer's last message an answer? The dialog that hands back asks this, and so does the hand-back itself."""

from django.db.models import Exists, OuterRef, Q

from conversations.enums import Author, Delivery, Direction, Status
from conversations.models import Conversation, Message
from triggers.enums import Category
from triggers.models import Detection

#: The purpose of the message that answers "never mind, let the bot answer".
WITHDRAWAL = "withdrawal"


def unanswered_message(conversation: Conversation) -> Message | None:
    """Return the customer's newest message if neither the AI nor a person has answered it, in one statement.

    What could not be delivered, or was withdrawn, is no answer, and neither is an acknowledgement; but a wish for a
    person was answered by the handoff that it opened. Whoever resolves says that nothing is open.
    """
    if conversation.status == Status.RESOLVED or not conversation.last_inbound_version:
        return None
    answers = Message.objects.filter(
        conversation=OuterRef("conversation"),
        version__gt=OuterRef("version"),
        direction=Direction.OUTBOUND,
    )
    spoken = answers.filter(Q(author__in=(Author.AI, Author.AGENT)) | Q(purpose=WITHDRAWAL)).exclude(
        delivery=Delivery.FAILED
    )
    granted = Detection.objects.filter(message=OuterRef("pk"), fired=True, category=Category.EXPLICIT_REQUEST)
    newest = Message.objects.filter(conversation=conversation, version=conversation.last_inbound_version)
    return newest.filter(~Exists(spoken), ~Exists(granted)).first()
