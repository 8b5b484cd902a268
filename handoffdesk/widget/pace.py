"""How fast visitors may write: one visitor over all of their sockets, and one network address over all its visitors.

A limit for each socket alone is none: whoever opens a hundred sockets writes a hundred times as fast. Counted in each
web process; called from its event loop only.
"""

import ipaddress
from collections.abc import Hashable, Mapping
from typing import Any

from notifications.realtime.rate import TokenBucket

# Whoever was not heard of for longer than so many others is forgotten.
MOST_KEPT = 20_000
IPV6_PREFIX = 64


class SharedBuckets:
    """A token bucket for each key."""

    def __init__(self, *, burst: int, per_second: float, most_kept: int = MOST_KEPT) -> None:
        """Start with none."""
        self._burst, self._per_second, self._most_kept = burst, per_second, most_kept
        self._buckets: dict[Hashable, TokenBucket] = {}

    def take(self, key: Hashable) -> bool:
        """Return whether one more may pass for this key now."""
        bucket = self._buckets.pop(key, None) or TokenBucket(burst=self._burst, per_second=self._per_second)
        self._buckets[key] = bucket
        if len(self._buckets) > self._most_kept:
            del self._buckets[next(iter(self._buckets))]
        return bucket.take()


visitors = SharedBuckets(burst=20, per_second=1.0)
# An office behind one address comes back as a whole after a restart of the desk: two for each browser.
addresses = SharedBuckets(burst=300, per_second=10.0)


def address_of(scope: Mapping[str, Any]) -> str | None:
    """Return what a connection counts for: its address, of IPv6 the network that one customer has. None: not counted.

    This machine is not counted: it is the proxy of somebody who did not tell the server to believe it, and would stand
    for all visitors together.
    """
    try:
        address = ipaddress.ip_address(str((scope.get("client") or ("",))[0]))
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            network = ipaddress.ip_network((address, IPV6_PREFIX), strict=False)
            return None if address.is_loopback else str(network)
        address = address.ipv4_mapped
    return None if address.is_loopback else str(address)
