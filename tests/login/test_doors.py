"""Every address that an installed package adds is wanted on purpose, and strangers get in nowhere by one."""

import re
from collections.abc import Iterator

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

OURS = ("handoffdesk.", "notifications.", "routing.", "triggers.", "conversations.", "accounts.")
FOR_STRANGERS = {
    "": "leads to the inbox, which asks to log in",
    "jsi18n/": "translations of the browser's modules",
    "accounts/login/": "to log in",
    "accounts/logout/": "to log out",
    "accounts/inactive/": "what somebody who was deactivated reads",
    "accounts/password/set/": "leads to the page to ask for a link by mail",
    "accounts/password/reset/": "a forgotten password",
    "accounts/password/reset/done/": "says that a mail may have come",
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "the link of the mail and of invitations",
    "accounts/password/reset/key/done/": "says that the password was chosen",
    "accounts/2fa/authenticate/": "the second factor, after the password",
    "admin/logout/": "to log out",
}
FOR_PEOPLE = {
    "accounts/password/change/": "a new password, with the old one",
    "accounts/reauthenticate/": "asks for the password again before the second factor is changed",
    "accounts/2fa/": "one's own second factor",
    "accounts/2fa/reauthenticate/": "asks for the second factor again",
    "accounts/2fa/totp/activate/": "sets up an authenticator app",
    "accounts/2fa/totp/deactivate/": "removes it",
    "accounts/2fa/recovery-codes/": "shows the recovery codes",
    "accounts/2fa/recovery-codes/generate/": "makes new ones",
    "accounts/2fa/recovery-codes/download/": "downloads them",
}
FOR_ADMINS = {
    "<model>/": "a list",
    "<model>/add/": "a new row",
    "<model>/<path:object_id>/": "leads to the row",
    "<model>/<path:object_id>/change/": "the row",
    "<model>/<path:object_id>/delete/": "asks before it deletes",
    "<model>/<path:object_id>/history/": "who changed what",
    "<model>/^([^/]+)/history/([^/]+)/$": "how a row was",
    "<model>/import/": "phrases from a file",
    "<model>/export/": "phrases into a file",
    "password_change/done/": "Django's page after a new password",
    "autocomplete/": "the search in forms' choices",
    "jsi18n/": "translations of Django's modules",
    "r/<path:content_type_id>/<path:object_id>/": "leads to the row's own page",
    "(?P<url>.*)$": "adds a missing slash, else 404",
}


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Return each route with the module of its view."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            view = getattr(pattern.callback, "view_class", pattern.callback)
            yield route, f"{view.__module__}."


def foreign_routes() -> set[str]:
    return {route for route, module in routes(get_resolver().url_patterns) if not module.startswith(OURS)}


def of_the_admin(route: str) -> str:
    """Return a route of the admin without its site, app and model."""
    inside = route.removeprefix("admin/")
    return re.sub(
        r"^\^\(\?P<app_label>.*$", "<model>/", re.sub(r"^(?!password_change)[a-z_]+/[a-z]+/", "<model>/", inside)
    )


def test_every_door_of_a_package_is_wanted() -> None:
    found = foreign_routes()
    admin = {route for route in found if route.startswith("admin/") and route not in FOR_STRANGERS}
    assert found - admin == {*FOR_STRANGERS, *FOR_PEOPLE}
    assert {of_the_admin(route) for route in admin} == {*FOR_ADMINS}


def path_of(route: str) -> str:
    """Return a path of this route: any app, any key."""
    inside = re.sub(r"\^\(\?P<app_label>[^)]*\)/\$", "accounts/", route).replace("(?P<url>.*)$", "nothing/")
    return "/" + re.sub(r"<[^>]+>", "1", inside.replace("^([^/]+)/history/([^/]+)/$", "1/history/1/"))


def test_a_stranger_gets_in_by_none_of_them(db: None) -> None:
    for route in foreign_routes() - {*FOR_STRANGERS}:
        for send in (Client().get, Client().post):
            answer = send(path_of(route))
            to_log_in = re.match(r"/(accounts|admin)/login/", answer.headers.get("Location", ""))
            assert (answer.status_code, bool(to_log_in)) == (302, True), route
