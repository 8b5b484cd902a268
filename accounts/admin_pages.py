"""Pages of the admin that belong to no model: each floor registers its own, the admin site mounts them."""

from collections.abc import Callable

from django.http import HttpResponse

View = Callable[..., HttpResponse]
_pages: dict[str, tuple[str, View]] = {}


def register_page(route: str, view: View, name: str) -> None:
    """Mount `view` (admins only) at admin/<route> as `admin:<name>`. Called once, when the floor's admin is loaded.

    Raises:
        ValueError: the name is taken.
    """
    if name in _pages:
        raise ValueError(name)
    _pages[name] = (route, view)


def registered_pages() -> list[tuple[str, View, str]]:
    """Return route, view and name of every page."""
    return [(route, view, name) for name, (route, view) in _pages.items()]
