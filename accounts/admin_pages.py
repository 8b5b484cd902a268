"""Pages of the admin that belong to no model: each floor registers its own, the admin site mounts them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpResponse

from accounts.admin_places import AdminPlace

View = Callable[..., HttpResponse]


class AdminPage(NamedTuple):
    """One page. `title` and `place` put it into the side bar; a page without them is reached from others only."""

    route: str
    view: View
    name: str
    title: Any = ""
    place: AdminPlace | None = None


_pages: dict[str, AdminPage] = {}


def register_page(route: str, view: View, name: str, *, title: Any = "", place: AdminPlace | None = None) -> None:
    """Mount `view` at admin/<route> as `admin:<name>`. Called once, when the floor's admin is loaded.

    Raises:
        ValueError: the name is taken.
    """
    if name in _pages:
        raise ValueError(name)
    _pages[name] = AdminPage(route, view, name, title, place)


def registered_pages() -> list[AdminPage]:
    """Return every page."""
    return list(_pages.values())
