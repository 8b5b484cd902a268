"""The admin's pages by what people do: what the first page and the side bar show."""

from typing import Any, TypedDict

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.admin_pages import registered_pages
from accounts.admin_places import FOLDED, AdminPlace, Group
from accounts.admin_rights import is_admin


class ShelfEntry(TypedDict):
    """One page, in the form in which Django's templates expect a model. `add_url` is empty where nothing is added."""

    name: Any
    object_name: str
    admin_url: str
    add_url: str
    view_only: bool
    order: int


class AdminShelf(TypedDict):
    """One group with its pages, in the form in which Django's templates expect an app."""

    name: Any
    app_label: str
    app_url: str
    has_module_perms: bool
    folded: bool
    models: list[ShelfEntry]


def shelves_of(site: AdminSite, request: HttpRequest, apps: list[Any]) -> list[AdminShelf]:
    """Return the groups with the pages that the person may open. `apps`: Django's own list, by app."""
    entries: dict[Group, list[ShelfEntry]] = {group: [] for group in Group}
    for app in apps:
        for shown in app["models"]:
            place = place_of(site, shown["model"])
            entries[place.group].append(_entry_of_model(shown, place))
    if is_admin(request):
        for page in registered_pages():
            if page.place:
                url = reverse(f"admin:{page.name}")
                entries[page.place.group].append(_entry(page.title, page.name, url, page.place.order))
    return [_shelf(group, found) for group, found in entries.items() if found]


def place_of(site: AdminSite, model: Any) -> AdminPlace:
    """Return where a model's page stands; what names no place stands last among the operations."""
    place = getattr(site._registry.get(model), "place", None)
    return place if isinstance(place, AdminPlace) else AdminPlace(Group.OPERATIONS, 1000)


def address_of(group: Group) -> str:
    """Return where the first page shows a group."""
    try:
        return f"{reverse('admin:index')}#{group.value}"
    except NoReverseMatch:
        return ""


def _entry_of_model(shown: dict[str, Any], place: AdminPlace) -> ShelfEntry:
    entry = _entry(shown["name"], shown["object_name"], shown.get("admin_url") or "", place.order)
    return {**entry, "add_url": shown.get("add_url") or "", "view_only": bool(shown.get("view_only"))}


def _entry(name: Any, key: str, url: str, order: int) -> ShelfEntry:
    return {"name": name, "object_name": key, "admin_url": url, "add_url": "", "view_only": True, "order": order}


def _shelf(group: Group, entries: list[ShelfEntry]) -> AdminShelf:
    return {
        "name": group.label,
        "app_label": group.value,
        "app_url": address_of(group),
        "has_module_perms": True,
        "folded": group in FOLDED,
        "models": sorted(entries, key=lambda entry: entry["order"]),
    }
