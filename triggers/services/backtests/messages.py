"""The messages of a back-test, part by part, with what was known when each arrived; read in bulk."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Left

from conversations.enums import Direction
from conversations.lengths import LONGEST_READ
from conversations.models import AiTurn, Message
from triggers.facts import Facts
from triggers.services.detections import CONTEXT_TURNS, Said, facts_of, read_said

# Further back than this a conversation is not read as a whole for the sake of its last messages.
SPAN = 2_000


class MessagePlace(NamedTuple):
    """A message by its conversation and version: the order in which a back-test goes through them."""

    conversation_id: UUID
    version: int

    def __str__(self) -> str:
        """Return it as a back-test's cursor."""
        return f"{self.conversation_id} {self.version}"


class MessagePart(NamedTuple):
    """The messages behind `after` (None: from the first one) up to `last`, which are `size`."""

    after: MessagePlace | None
    last: MessagePlace
    size: int


class JudgedMessage(NamedTuple):
    """One message with the facts that decided on it, and those of the AI's reply where that was judged."""

    message_id: UUID
    facts: Facts
    reply: Facts | None


def place_of(cursor: str) -> MessagePlace | None:
    """Return the place that a cursor names."""
    conversation_id, _, version = cursor.partition(" ")
    return MessagePlace(UUID(conversation_id), int(version)) if cursor else None


def judged_messages(since: datetime, until: datetime) -> QuerySet[Message]:
    """Return the customers' messages of this time that rules have judged."""
    return Message.objects.filter(
        direction=Direction.INBOUND, judged__isnull=False, created_at__gte=since, created_at__lt=until
    )


def parts_of(messages: QuerySet[Message], *, after: MessagePlace | None, size: int) -> Iterator[MessagePart]:
    """Yield the messages behind a place in parts; what is added or erased meanwhile moves no other message."""
    while True:
        rows = _behind(messages, after).order_by("conversation_id", "version")
        keys = list(rows.values_list("conversation_id", "version")[:size])
        if not keys:
            return
        last = MessagePlace(*keys[-1])
        yield MessagePart(after, last, len(keys))
        after = last


def read_part(messages: QuerySet[Message], part: MessagePart, *, span: int = SPAN) -> list[JudgedMessage]:
    """Return the messages of a part with their facts: three statements, two more for each very long conversation."""
    last = part.last
    rows = list(
        _behind(messages, part.after)
        .filter(conversation_id__lte=last.conversation_id)
        .filter(Q(conversation_id__lt=last.conversation_id) | Q(version__lte=last.version))
        .order_by("conversation_id", "version")
        .values_list("pk", "conversation_id", "version", Left("body", LONGEST_READ), "judged")
    )
    said, replies = _said([(*row[1:3], row[4]["since"]) for row in rows], span), _replies([row[1:3] for row in rows])
    found = []
    for message_id, conversation_id, version, body, known in rows:
        before = said[conversation_id].before(known["since"], version)
        told = replies.get((conversation_id, version))
        reply = facts_of(body, before, told) if told else None
        found.append(JudgedMessage(message_id, facts_of(body, before, known), reply))
    return found


class _Talk:
    """What was said in one conversation, oldest first."""

    def __init__(self) -> None:
        self.versions: list[int] = []
        self.lines: list[Said] = []

    def add(self, version: int, line: Said) -> None:
        """Add the next message."""
        self.versions.append(version)
        self.lines.append(line)

    def before(self, since: int, version: int) -> Sequence[Said]:
        """Return the last messages between two versions."""
        first, end = bisect_right(self.versions, since), bisect_left(self.versions, version)
        return self.lines[max(first, end - CONTEXT_TURNS) : end]


def _behind(messages: QuerySet[Message], after: MessagePlace | None) -> QuerySet[Message]:
    if after is None:
        return messages
    return messages.filter(conversation_id__gte=after.conversation_id).filter(
        Q(conversation_id__gt=after.conversation_id) | Q(version__gt=after.version)
    )


def _said(asked: Iterable[tuple[UUID, int, int]], span: int) -> Mapping[UUID, _Talk]:
    """Return what was said before each of the messages: conversation, version, since which version it counts."""
    spans: dict[UUID, tuple[int, int, int]] = {}
    for conversation_id, version, since in asked:
        first, last, oldest = spans.get(conversation_id, (version, version, since))
        spans[conversation_id] = (min(first, version), max(last, version), min(oldest, since))
    talks: dict[UUID, _Talk] = defaultdict(_Talk)
    whole = {conversation_id: ends for conversation_id, ends in spans.items() if ends[1] - ends[2] <= span}
    if whole:
        _read(talks, conversation_id__in=list(whole), version__gt=min(ends[2] for ends in whole.values()))
    for conversation_id in spans.keys() - whole.keys():
        first, last, since = spans[conversation_id]
        # Versions of these lines do not matter: they lie before every message of the part.
        for line in read_said(conversation_id, since=since, before=first):
            talks[conversation_id].add(first - 1, line)
        _read(talks, conversation_id=conversation_id, version__gte=first, version__lt=last)
    return talks


def _read(talks: dict[UUID, _Talk], **where: Any) -> None:
    rows = Message.objects.exclude(direction=Direction.NOTE).filter(**where).order_by("conversation_id", "version")
    for conversation_id, version, author, body, at in rows.values_list(
        "conversation_id", "version", "author", Left("body", LONGEST_READ), "created_at"
    ):
        talks[conversation_id].add(version, Said(author, body, at))


def _replies(places: Sequence[tuple[UUID, int]]) -> dict[tuple[UUID, int], dict[str, Any]]:
    """Return what the judgement of the AI's reply knew, by the message that it answered."""
    wanted = set(places)
    versions = [version for _, version in places]
    turns = AiTurn.objects.filter(
        conversation_id__in={conversation_id for conversation_id, _ in wanted},
        inbound_version__gte=min(versions, default=0),
        inbound_version__lte=max(versions, default=0),
    )
    found = turns.values_list("conversation_id", "inbound_version", "report")
    return {
        (conversation_id, version): report["judged"]
        for conversation_id, version, report in found
        if "judged" in report and (conversation_id, version) in wanted
    }
