"""Which network addresses outgoing requests may reach."""

import ipaddress
import socket
from collections.abc import Iterable
from functools import lru_cache

import httpcore2
from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Ranges that `ipaddress.is_global` of Python 3.11 calls public although they lead inside (site-local, NAT64 with local
# prefix, 6to4 and its relay, IPv4-compatible), into documentation or SRv6 space, or to a cloud's own metadata server.
DENIED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "fec0::/10", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "3fff::/20", "5f00::/16",
        "192.88.99.0/24", "168.63.129.16/32",
    )
)  # fmt: skip


class AddressRefused(httpcore2.ConnectError):
    """The name leads to an address that outgoing requests may not reach; nothing was sent."""


@lru_cache(maxsize=8)
def _networks(cidrs: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(cidr, strict=False) for cidr in cidrs)


def _contains(networks: Iterable[Network], address: Address) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def is_allowed(address: Address) -> bool:
    """Return whether outgoing requests may reach the address: public, or inside `ALLOWED_PRIVATE_CIDRS`."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if _contains(_networks(tuple(settings.ALLOWED_PRIVATE_CIDRS)), address):
        return True
    unfit = address.is_multicast or address.is_reserved or not address.is_global
    return not unfit and not _contains(DENIED, address)


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses behind a name, in the system's order, only when all of them are allowed.

    The system's resolver has its own time-out; there is no portable way to shorten it.

    Raises:
        AddressRefused: one of them is not allowed.
        httpcore2.ConnectError: the name does not resolve.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore2.ConnectError("the name does not resolve") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(is_allowed(ipaddress.ip_address(text.partition("%")[0])) for text in addresses):
        raise AddressRefused("the address is not public and not in ALLOWED_PRIVATE_CIDRS")
    return addresses
