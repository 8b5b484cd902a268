"""Who an agent's socket belongs to, and what that person may hear now."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.languages import read_language
from accounts.models import Membership, User
from notifications.realtime import groups
from notifications.realtime.origin import single_header


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """A person, the groups that belong to them, and the language that they chose.

    Two equal values mean that nothing changed of what they may hear.
    """

    user_id: int
    roles: frozenset[tuple[int, str]]
    is_admin: bool
    language: str = field(default="", compare=False)

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


def find_standing(session_key: str) -> PersonStanding | None:
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
    return PersonStanding(
        user_id=user.pk, roles=frozenset(roles), is_admin=user.is_staff, language=read_language(user.language)
    )


def find_standings(session_keys: Collection[str]) -> dict[str, PersonStanding]:
    """Return who is logged in under each of these sessions, with three statements for all of them.

    Stricter than `find_standing`: a session that holds an older secret's hash is left out. Who is left out, or stands
    otherwise than before, is looked at alone before anything follows from it.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows = store.get_model_class().objects.filter(session_key__in=session_keys, expire_date__gt=timezone.now())
    sessions = {key: store().decode(content) for key, content in rows.values_list("session_key", "session_data")}
    people = User.objects.filter(pk__in={session.get(auth.SESSION_KEY) for session in sessions.values()} - {None})
    users = {str(user.pk): user for user in people if user.is_active}
    roles = defaultdict(set)
    for user_id, team_id, role in Membership.objects.filter(user__in=users.values()).values_list(
        "user_id", "team_id", "role"
    ):
        roles[str(user_id)].add((team_id, role))
    found = {}
    for key, session in sessions.items():
        user = users.get(str(session.get(auth.SESSION_KEY)))
        if user is not None and _is_proved(session, user):
            found[key] = PersonStanding(
                user.pk, frozenset(roles[str(user.pk)]), user.is_staff, read_language(user.language)
            )
    return found


def _is_proved(session: Mapping[str, Any], user: User) -> bool:
    """Whether a session was opened by a way of logging in that still counts, with the password of now."""
    if session.get(auth.BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    return constant_time_compare(session.get(auth.HASH_SESSION_KEY) or "", user.get_session_auth_hash())
