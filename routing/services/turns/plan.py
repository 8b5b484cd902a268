"""Planning an AI turn with the customer's message, and waking those that were forgotten."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from conversations import rows
from conversations.enums import TurnState
from conversations.models import AiTurn
from conversations.services.thread import Thread
from conversations.wake import wake
from routing.services.turns.profiles import debounce_of


def plan_turn(thread: Thread) -> None:
    """Plan the AI's turn for the newest customer message.

    A turn that it overtakes finds so when its time comes, and is discarded then: a burst is one answer.
    """
    conversation = thread.conversation
    turn = AiTurn(
        conversation=conversation,
        inbound_version=conversation.last_inbound_version,
        floor_token=conversation.floor_token,
        due_at=thread.now + debounce_of(conversation.account),
    )
    rows.insert(turn)
    wake("routing.run_turn", turn_id=turn.pk)


def sweep_turns(*, limit: int = 50) -> int:
    """Wake turns whose wake-up was lost or whose worker died; return how many."""
    ids = list(lost_turns().order_by("due_at").values_list("pk", flat=True)[:limit])
    for turn_id in ids:
        wake("routing.run_turn", turn_id=turn_id)
    return len(ids)


def lost_turns() -> QuerySet[AiTurn]:
    """Return the turns whose wake-up was lost or whose worker died."""
    now = timezone.now()
    return AiTurn.objects.filter(
        Q(state=TurnState.DUE, due_at__lte=now - timedelta(seconds=3))
        | Q(state=TurnState.RUNNING, lease_ends_at__lte=now)
    )
