"""Every page of the admin stands in a group of what people do, in a place of its own."""

from django.contrib import admin

from accounts.admin_pages import registered_pages
from accounts.admin_places import AdminPlace, Group


def test_no_registered_model_is_without_a_place_and_no_two_share_one() -> None:
    models = {model._meta.label: getattr(page, "place", None) for model, page in admin.site._registry.items()}
    assert {label for label, place in models.items() if not isinstance(place, AdminPlace)} == set()
    places = [*models.values(), *(page.place for page in registered_pages())]
    taken = [place for place in places if isinstance(place, AdminPlace)]
    assert sorted(set(taken)) == sorted(taken)
    assert {place.group for place in taken} == set(Group)
