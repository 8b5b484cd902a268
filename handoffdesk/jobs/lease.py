"""Work that only one of several processes may do, kept by a row in the database.

No process compares clocks with another. The holder adds one to the row's `term` every two seconds; who stands by takes
over when the term has not moved for the length of the lease by its own monotonic clock. So a clock that jumps, on any
machine, moves nothing. The holder stops on its own as soon as it could not renew in time, before anybody takes over.
"""

import os
import socket
import time
import uuid
from dataclasses import dataclass, field

from django.db.models import F

from handoffdesk.operations.models import Lease

# A dead holder is followed after this, plus the second between two looks.
LEASE_SECONDS = 8.0
# Renewed four times in a lease; trusted for three quarters of it, so that the others take over only afterwards.
RENEWALS = 4


def own_name() -> str:
    """Return a name for this process that no other has: machine, process and a random part."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


@dataclass(slots=True)
class LeaseClaim:
    """One process's claim on a lease. Not for several threads.

    `at_once`: take it over without waiting, for the embedded mode, where the one before has died for certain.
    """

    name: str
    seconds: float = LEASE_SECONDS
    at_once: bool = False
    holder: str = field(default_factory=own_name)
    term: int = -1
    # By the monotonic clock, taken before the statement was sent: what we know is at least as young.
    renewed: float = float("-inf")
    seen: tuple[str, int] | None = None
    seen_since: float = 0.0

    @property
    def is_held(self) -> bool:
        """Whether we hold it for certain at this instant."""
        return self.term >= 0 and self._age() < self.seconds - self.pause

    @property
    def pause(self) -> float:
        """Seconds from one renewal to the next."""
        return self.seconds / RENEWALS

    def hold(self) -> bool:
        """Renew or try to take the lease when it is time to; return whether we hold it.

        Raises:
            DatabaseError: the database is away; what was held lapses on its own.
        """
        if self.is_held and self._age() < self.pause:
            return True
        return self._renew() if self.term >= 0 else self._try_to_take()

    def release(self) -> None:
        """Let go, so that the next one need not wait."""
        if self.term >= 0:
            Lease.objects.filter(name=self.name, holder=self.holder).update(holder="", term=F("term") + 1)
            self.term = -1

    def _age(self) -> float:
        return time.monotonic() - self.renewed

    def _renew(self) -> bool:
        now = time.monotonic()
        ours = Lease.objects.filter(name=self.name, holder=self.holder, term=self.term)
        if ours.update(term=self.term + 1):
            self.term, self.renewed = self.term + 1, now
            return True
        self.term, self.seen = -1, None
        return False

    def _try_to_take(self) -> bool:
        now = time.monotonic()
        row = Lease.objects.filter(name=self.name).values_list("holder", "term").first()
        if row is None:
            Lease.objects.bulk_create([Lease(name=self.name)], ignore_conflicts=True)
            row = ("", 0)
        if row != self.seen:
            self.seen, self.seen_since = row, now
        holder, term = row
        if holder and not self.at_once and now - self.seen_since < self.seconds:
            return False
        self.at_once = False
        if not Lease.objects.filter(name=self.name, holder=holder, term=term).update(holder=self.holder, term=term + 1):
            return False
        self.term, self.renewed = term + 1, now
        return True
