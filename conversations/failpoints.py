"""Places at which a process under test kills itself, so that what follows a crash there can be shown.

`HANDOFFDESK_FAILPOINT` names one; the process that first reaches it ends by SIGKILL: nothing is flushed, nothing is
said. The settings refuse the variable unless `HANDOFFDESK_UNDER_TEST` says that this desk is nobody's real one. Without
it a failpoint costs one comparison. The faults that use them are in docs/reliability.md.
"""

import os
import signal

from django.conf import settings

# Where each one stands.
NAMES = {
    "turn.answered": "the AI has answered; nothing of it is committed",
    "wake.committed": "a change is committed; the wake-up for it is not sent",
    "send.claimed": "a message is claimed; nothing has gone to the provider",
    "send.answered": "the provider has answered; that is not noted",
    "relay.marked": "events are marked as told, not yet committed",
    "deadline.claimed": "a deadline is claimed, not yet committed, and nothing that it causes",
}


def reach(name: str) -> None:
    """Kill this process if the environment names this failpoint; otherwise do nothing."""
    if name == settings.FAILPOINT:
        os.kill(os.getpid(), signal.SIGKILL)
