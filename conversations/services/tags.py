"""Labels on conversations."""

from collections.abc import Iterable

from accounts.models import User
from conversations import rows
from conversations.enums import Author
from conversations.events.talk import TagsChanged
from conversations.models import Conversation, Tag
from conversations.services.thread import Thread


def add_tags(thread: Thread, *, tags: Iterable[Tag], actor: Author, user: User | None = None) -> None:
    """Add tags that are not there yet. Records `tags.changed` when any was."""
    current = set(thread.conversation.tags.all())
    new = [tag for tag in tags if tag not in current]
    if new:
        carried = Conversation.tags.through
        rows.insert(*(carried(conversation_id=thread.conversation.pk, tag_id=tag.pk) for tag in new))
        thread.record(TagsChanged(added=[tag.slug for tag in new], removed=[]), actor=actor, user=user)


def set_tags(thread: Thread, *, slugs: Iterable[str], user: User) -> None:
    """Make these the conversation's tags; unknown keys are left out. Records `tags.changed` when anything changed."""
    wanted = set(Tag.objects.filter(slug__in=list(slugs)))
    current = set(thread.conversation.tags.all())
    if wanted == current:
        return
    thread.conversation.tags.set(wanted)
    added = sorted(tag.slug for tag in wanted - current)
    removed = sorted(tag.slug for tag in current - wanted)
    thread.record(TagsChanged(added=added, removed=removed), actor=Author.AGENT, user=user)
