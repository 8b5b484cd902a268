"""What people want to be told by which transport."""

from collections.abc import Collection, Iterable, Mapping

from django.db import transaction

from accounts.models import User
from notifications.kinds import KINDS
from notifications.models import NotificationPreference
from notifications.transports.base import Transport
from notifications.transports.registry import TRANSPORTS

#: (user, kind, transport) -> what was chosen.
Chosen = Mapping[tuple[int, str, str], bool]


def read_chosen(users: Iterable[int]) -> Chosen:
    """Return what these people chose: one query, none for nobody."""
    ids = set(users)
    if not ids:
        return {}
    found = NotificationPreference.objects.filter(user_id__in=ids).values_list("user_id", "kind", "transport", "is_on")
    return {(user, kind, transport): is_on for user, kind, transport, is_on in found}


def is_wanted(chosen: Chosen, *, user: int, kind: str, transport: Transport) -> bool:
    """Return whether this person is told of this kind by this transport."""
    if not transport.is_optional:
        return transport.is_on
    return chosen.get((user, kind, transport.name), transport.is_on)


def choose(*, user: User, transport: str, kinds: Collection[str]) -> None:
    """Make these the kinds of which the person is told by an optional transport.

    Raises:
        ValueError: people may not choose this transport, or there is no such kind.
    """
    if not TRANSPORTS[transport].is_optional or not set(kinds) <= KINDS.keys():
        raise ValueError(transport)
    with transaction.atomic():
        for kind in KINDS:
            NotificationPreference.objects.update_or_create(
                user=user, transport=transport, kind=kind, defaults={"is_on": kind in kinds}
            )
