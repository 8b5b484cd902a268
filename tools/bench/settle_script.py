"""Answers, sends and tells whatever waits in a desk, without workers, in the desk's environment."""

import django

django.setup()

from conversations.enums import TurnState  # noqa: E402 - models can be imported only from here on
from conversations.models import AiTurn, Conversation  # noqa: E402
from conversations.services import delivery  # noqa: E402
from conversations.wake import silenced  # noqa: E402
from notifications.services.relay import relay  # noqa: E402
from routing.services.turns.run import run_turn  # noqa: E402


def settle() -> None:
    """Run every AI turn that is due, send every queued message, relay every event."""
    with silenced():
        for turn_id in list(AiTurn.objects.filter(state=TurnState.DUE).values_list("pk", flat=True)):
            run_turn(turn_id=turn_id)
        for conversation_id in list(Conversation.objects.values_list("pk", flat=True)):
            delivery.deliver(conversation_id=conversation_id)
            relay(conversation_id=conversation_id)


if __name__ == "__main__":
    settle()
