"""Which network addresses outgoing requests may reach."""

import ipaddress
import socket
from collections.abc import Iterable
from functools import lru_cache

import httpcore2
from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# IANA hands out public IPv6 from here alone. Outside lie, besides what is private by name, site-local fec0::/10 and
# IPv4 in other clothes: NAT64 64:ff9b::/96 and 64:ff9b:1::/48, IPv4-translated ::ffff:0:0:0/96, IPv4-compatible ::/96.
PUBLIC_IPV6 = ipaddress.IPv6Network("2000::/3")
# What `ipaddress.is_global` of Python 3.11 calls public although IANA's special-purpose registries give it another use,
# or although it leads inside.
SPECIAL = tuple(
    ipaddress.ip_network(text)
    for text in (
        "192.0.0.0/24",  # protocol assignments: NAT64 discovery, DS-Lite, PCP
        "192.31.196.0/24", "192.175.48.0/24", "2620:4f:8000::/48",  # AS112, which answers for private addresses
        "192.52.193.0/24",  # multicast relays
        "192.88.99.0/24",  # relays of 6to4
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2002::/16",  # 6to4: IPv4 inside
        "3fff::/20",  # documentation
        "168.63.129.16/32",  # a cloud's own services
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
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in PUBLIC_IPV6:
        return False
    return not _contains(SPECIAL, address)


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
