"""People who leave: an account switched off or deleted, a place in a team given up.

Higher floors say here what must follow from it (`follow`); this floor knows nothing of what a person held.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Membership, Team, User
from accounts.services.admins import another_admin_remains


@dataclass(frozen=True, slots=True)
class Departure:
    """Who left these teams, or (`wholly`) the desk. Without either: lost the right to see every team."""

    user_id: int
    team_ids: frozenset[int] = frozenset()
    wholly: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    is_active: bool
    is_staff: bool
    team_ids: frozenset[int]


Follower = Callable[[Departure], None]
NOWHERE = _Place(is_active=False, is_staff=False, team_ids=frozenset())
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Call this function with every departure from now on; called once, when the apps are ready."""
    if follower not in _followers:
        _followers.append(follower)


def note_departure(departure: Departure) -> None:
    """Let everything follow that must. Of somebody who is about to be deleted it is noted before."""
    for follower in _followers:
        follower(departure)


@contextmanager
def noting_departures(user_ids: Collection[int]) -> Iterator[None]:
    """Note who of these people has lost a place when the block is over, whatever changed it.

    Put it around the transaction of the change: what follows takes locks of its own.
    """
    before = _places_of(user_ids)
    yield
    after = _places_of(user_ids)
    for user_id, place in before.items():
        departure = _difference(user_id, place, after.get(user_id, NOWHERE))
        if departure is not None:
            note_departure(departure)


def deactivate(*, user: User) -> None:
    """Switch an account off; what the person held is passed on.

    Raises:
        PermissionDenied: this is the last admin.
    """
    with noting_departures([user.pk]), transaction.atomic():
        _check_admin_remains([user.pk])
        user.is_active = False
        user.save(update_fields=["is_active"])


def leave_team(*, user: User, team: Team) -> None:
    """Take a person out of a team; what they held of it is passed on."""
    with noting_departures([user.pk]):
        for membership in Membership.objects.filter(user=user, team=team):
            membership.delete()


def delete(*, user_ids: Sequence[int]) -> None:
    """Delete people; what they held is passed on before, in the same transaction.

    Raises:
        PermissionDenied: no admin would be left.
    """
    with transaction.atomic():
        _check_admin_remains(user_ids)
        for user_id in sorted(user_ids):
            note_departure(Departure(user_id, wholly=True))
        User.objects.filter(pk__in=user_ids).delete()


def _check_admin_remains(user_ids: Sequence[int]) -> None:
    are_admins = User.objects.filter(pk__in=user_ids, is_staff=True, is_active=True).exists()
    if are_admins and not another_admin_remains(without=user_ids):
        raise PermissionDenied


def _places_of(user_ids: Collection[int]) -> dict[int, _Place]:
    people = User.objects.filter(pk__in=user_ids).prefetch_related("memberships").order_by("pk")
    return {
        user.pk: _Place(user.is_active, user.is_staff, frozenset(row.team_id for row in user.memberships.all()))
        for user in people
    }


def _difference(user_id: int, before: _Place, after: _Place) -> Departure | None:
    if before.is_active and not after.is_active:
        return Departure(user_id, wholly=True)
    left = before.team_ids - after.team_ids
    if left or (before.is_staff and not after.is_staff):
        return Departure(user_id, left)
    return None
