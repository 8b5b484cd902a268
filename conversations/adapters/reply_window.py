"""Until when a customer may be written to freely, by the channel's declaration. Pure."""

from dataclasses import dataclass
from datetime import datetime

from conversations.adapters.declaration import After, ReplyWindow


@dataclass(frozen=True, slots=True)
class WindowState:
    """`open_until`: anything may be sent before it; None when the customer has not written yet.

    `after`: what may be sent later; `after_until`: how long that, None where it has no end.
    """

    open_until: datetime | None
    after: After
    after_until: datetime | None = None

    def allowed_at(self, moment: datetime) -> After | None:
        """Return what may be sent at a moment; None stands for anything."""
        if self.open_until is not None and moment < self.open_until:
            return None
        if self.after_until is not None and moment >= self.after_until:
            return After.NOTHING
        return self.after


def window_of(rule: ReplyWindow | None, last_inbound_at: datetime | None) -> WindowState | None:
    """Return the window that the customer's last message opened; None on a channel without one."""
    if rule is None:
        return None
    if last_inbound_at is None:
        # Nobody wrote, so there is nothing that a person could answer.
        return WindowState(None, After.NOTHING if rule.after is After.HUMAN else rule.after)
    after_until = last_inbound_at + rule.human_for if rule.after is After.HUMAN and rule.human_for else None
    return WindowState(last_inbound_at + rule.open_for, rule.after, after_until)
