"""What follows from a customer's message, whatever the rules say of its words. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from conversations.adapters.contents import InboundMessage
from conversations.adapters.kinds import KINDS, kind_of

# What was sent longer ago than this belongs to the past: the provider held it back while this desk could not be
# reached, and an answer as if it were new would be wrong. It is also how long providers let us answer freely.
PAST_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Treatment:
    """`judged`: the rules judge its words. `answered`: the AI takes a turn. `opens`: closed work opens again.

    `counts`: it is the customer speaking to us, so the reply window opens with it. `is_past`: it was sent long ago.
    """

    judged: bool
    answered: bool
    opens: bool
    counts: bool
    is_past: bool


def treatment_of(inbound: InboundMessage, *, now: datetime, is_yes: bool = False) -> Treatment:
    """Return how a message is treated.

    `is_yes`: it accepts the AI's offer of a person, so a lone emoji says as much as words do. In a group nobody is
    answered privately, and what we overhear is another app's; what was sent long ago is shown, and waits for a person
    without an answer as of now.
    """
    kind = KINDS["text"] if is_yes else kind_of(inbound.kind, inbound.body)
    is_ours = not inbound.group and not inbound.overheard
    is_past = inbound.sent_at is not None and now - inbound.sent_at > PAST_AFTER
    is_live = is_ours and not is_past
    return Treatment(
        judged=is_live and kind.judged and bool(inbound.body),
        answered=is_live and kind.answered,
        opens=is_ours and kind.opens,
        counts=is_ours,
        is_past=is_past,
    )
