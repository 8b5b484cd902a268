"""Back-tests: asked for, started in a process of their own, stopped, taken up again."""

import logging
import subprocess
import sys
import threading
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.wake import wake
from triggers.enums import RunState
from triggers.models import Backtest, TriggerVersion
from triggers.services.snapshots import draft_snapshot

logger = logging.getLogger(__name__)

LONGEST_WEEKS = 52
KEPT = 30
OPEN = (RunState.QUEUED, RunState.RUNNING)
# A process notes that it lives after each part, several times a second, and while it compiles rules never for so long.
LEASE = timedelta(seconds=60)
# What nobody has taken up after this lost its wake-up.
PATIENCE = timedelta(seconds=5)
MAX_ATTEMPTS = 5


class AlreadyRunning(Exception):  # noqa: N818 - it names the state
    """One back-test at a time: two would only take the machine from each other."""


def start_backtest(*, user: User | None, weeks: int) -> Backtest:
    """Freeze the draft and ask for a back-test over the last weeks (1 to 52). Of the old ones the newest are kept.

    Raises:
        AlreadyRunning: another one waits or runs.
    """
    now = timezone.now()
    with transaction.atomic():
        # Two clicks at once: the second waits here and then finds the first one's row.
        version = TriggerVersion.objects.select_for_update().defer("snapshot", "groups").order_by("-number").first()
        if Backtest.objects.filter(state__in=OPEN).exists():
            raise AlreadyRunning
        old = Backtest.objects.order_by("-created_at").values_list("pk", flat=True)[KEPT - 1 :]
        Backtest.objects.filter(pk__in=list(old)).delete()
        draft = draft_snapshot()
        weeks = min(max(weeks, 1), LONGEST_WEEKS)
        backtest = Backtest.objects.create(
            version=version,
            snapshot=list(draft.scenarios),
            groups=dict(draft.groups),
            weeks=weeks,
            since_at=now - timedelta(weeks=weeks),
            until_at=now,
            requested_by=user,
        )
        wake("triggers.run_backtest", backtest_id=str(backtest.pk))
    return backtest


def stop_backtest(*, backtest_id: UUID) -> bool:
    """Stop one that waits or runs; its process ends with the part it is at. Return whether there was one to stop."""
    waiting = Backtest.objects.filter(pk=backtest_id, state__in=OPEN)
    return bool(waiting.update(state=RunState.STOPPED, finished_at=timezone.now()))


def launch_backtest(*, backtest_id: UUID) -> bool:
    """Start the process that judges, unless one is at it; return whether it was started.

    A process of its own takes no interpreter time from the web and the workers of this one.
    """
    if not Backtest.objects.filter(takes_up(), pk=backtest_id).exists():
        return False
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "backtest", str(backtest_id)]
    process = subprocess.Popen(  # noqa: S603 - our own command with a number
        command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, start_new_session=True
    )
    # Somebody must wait for it, or what is left of it stays in the table of processes.
    threading.Thread(target=_wait_for, args=(process, backtest_id), name="backtest", daemon=True).start()
    return True


def sweep_backtests() -> int:
    """Wake those that nobody has taken up or whose process died; give up one that never gets on. Return how many."""
    now = timezone.now()
    Backtest.objects.filter(takes_up(), attempts__gte=MAX_ATTEMPTS).update(
        state=RunState.FAILED, error=_("Its process kept stopping without making progress."), finished_at=now
    )
    left = Backtest.objects.filter(takes_up(), created_at__lte=now - PATIENCE)
    for backtest_id in left.values_list("pk", flat=True):
        wake("triggers.run_backtest", backtest_id=str(backtest_id))
    return len(left)


def unfinished() -> QuerySet[Backtest]:
    """Return the back-tests that a process may take up."""
    return Backtest.objects.filter(takes_up())


def takes_up() -> Q:
    """Return the condition under which a process may take a back-test up."""
    died = Q(state=RunState.RUNNING, alive_at__lte=timezone.now() - LEASE)
    return Q(state=RunState.QUEUED) | died


def _wait_for(process: "subprocess.Popen[bytes]", backtest_id: UUID) -> None:
    code = process.wait()
    if code:
        logger.warning("back-test's process ended", extra={"backtest": str(backtest_id), "code": code})
