"""Who an agent's socket belongs to, and what that person may hear now."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest

from accounts.models import Membership, User
from notifications.realtime import groups
from notifications.realtime.origin import single_header


@dataclass(frozen=True, slots=True)
class Standing:
    """A person and the groups that belong to him; two equal values mean that nothing changed."""

    user_id: int
    roles: frozenset[tuple[int, str]]
    is_admin: bool

    @property
    def groups(self) -> frozenset[str]:
        """The groups that this person may listen to."""
        names = {groups.user(self.user_id)} | {groups.team(team_id) for team_id, _ in self.roles}
        return frozenset(names | {groups.ADMINS} if self.is_admin else names)


def session_key_of(scope: Mapping[str, Any]) -> str:
    """Return the session key from the socket's cookies, or "" without one."""
    try:
        morsel = SimpleCookie(single_header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return morsel.value if morsel is not None else ""


def find_standing(session_key: str) -> Standing | None:
    """Return who is logged in under this session, or None.

    The same checks as for a page: the session lives, its password hash is the current one, the user is active.
    A log-in that still waits for its second factor has no user in its session.
    """
    if not session_key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = auth.get_user(request)
    if not isinstance(user, User) or not user.is_active:
        return None
    roles = Membership.objects.filter(user=user).values_list("team_id", "role")
    return Standing(user_id=user.pk, roles=frozenset(roles), is_admin=user.is_staff)
