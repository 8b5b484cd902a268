"""A summary by the AI: best effort, after everything that matters."""

from uuid import UUID

from conversations.ai.agent import write_summary
from conversations.ai.types import Brief, Utterance
from conversations.enums import Author, Direction
from conversations.events.work import HandoffSummarised
from conversations.models import Message
from conversations.reading import as_written
from conversations.services.brands import brand_of
from conversations.services.thread import lock_thread
from conversations.wording import is_unsent, text_now
from routing.models import Handoff
from routing.services.turns.brief import ROLES, TRANSCRIPT_LENGTH
from routing.services.turns.places import leave_place, slots
from routing.services.turns.profiles import engine_of, profile_of


def summarise(*, handoff_id: UUID) -> None:
    """Ask the model for a summary of an open handoff and keep it. Records `handoff.summarised`.

    Without a model, or without a place at its server, nothing happens.
    """
    handoff = (
        Handoff.objects.select_related("conversation__account__team", "conversation__account__ai_profile")
        .filter(pk=handoff_id, summary="")
        .first()
    )
    if handoff is None:
        return
    conversation = handoff.conversation
    engine = engine_of(profile_of(conversation.account), brand_of(conversation.account))
    if not engine.base_url:
        return
    rows = (
        Message.objects.filter(conversation=conversation)
        .exclude(direction=Direction.NOTE)
        .order_by("-version")[:TRANSCRIPT_LENGTH]
    )
    transcript = tuple(
        Utterance(ROLES[Author(message.author)], text_now(message))  # type: ignore[arg-type]
        for message in as_written(reversed(rows))
        if not is_unsent(message)
    )
    if not slots.take(engine.base_url):
        return  # customers who wait for an answer come first
    try:
        summary = write_summary(Brief(engine=engine, transcript=transcript, fields=dict(conversation.fields)))
    finally:
        leave_place(engine.base_url)
    if summary:
        with lock_thread(conversation.pk) as thread:
            Handoff.objects.filter(pk=handoff.pk).update(summary=summary)
            thread.record(HandoffSummarised(handoff_id=str(handoff.pk)), actor=Author.AI)
