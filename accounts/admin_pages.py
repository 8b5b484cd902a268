"""Pages of the admin that belong to no model: each floor registers its own, the admin site mounts them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpResponse

from accounts.admin_places import Place

View = Callable[..., HttpResponse]


class Page(NamedTuple):
    """One page. `title` and `place` put it into the side bar; a page without them is reached from others only."""

    route: str
    view: View
    name: str
    title: Any = ""
    place: Place | None = None


_pages: dict[str, Page] = {}


def register_page(route: str, view: View, name: str, *, title: Any = "", place: Place | None = None) -> None:
    """Mount `view` at admin/<route> as `admin:<name>`. Called once, when the floor's admin is loaded.

    Raises:
        ValueError: the name is taken.
    """
    if name in _pages:
        raise ValueError(name)
    _pages[name] = Page(route, view, name, title, place)


def registered_pages() -> list[Page]:
    """Return every page."""
    return list(_pages.values())
