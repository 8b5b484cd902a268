"""The frame of the admin's pages: where a page stands, what is on it, and which filters are set."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import template
from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from conversations.admin.inbox import conversation_id_of
from handoffdesk import __version__
from handoffdesk.admin.groups import address_of, place_of

register = template.Library()


@register.simple_tag
def desk_version() -> str:
    """Return the version that runs."""
    return __version__


#: A form with fewer parts is seen at a glance.
FEWEST_PARTS = 3


class Crumb(NamedTuple):
    """One step of the way to a page; the last one has no address."""

    title: Any
    url: str = ""


class TitlePart(NamedTuple):
    """A part of a long form, with the id that a link jumps to."""

    anchor: str
    title: Any


@register.inclusion_tag("admin/crumbs.html", takes_context=True)
def desk_crumbs(context: dict[str, Any]) -> dict[str, Any]:
    """Show the way to a page of a model: its group, its list, its row."""
    opts, original = context.get("opts"), context.get("original")
    assert opts is not None  # noqa: S101 - the template asks first
    place = place_of(admin.site, opts.model)
    crumbs = [Crumb(_("Today"), reverse("admin:index")), Crumb(place.group.label, address_of(place.group))]
    page = _page_of(context.get("request"))
    names = capfirst(opts.verbose_name_plural)
    if page == "changelist":
        return {"crumbs": [*crumbs, Crumb(names)]}
    crumbs.append(Crumb(names, _address(opts, "changelist")))
    key = getattr(original, "pk", None)
    row = str(original)[:80] if key else ""
    if page == "change":
        return {"crumbs": [*crumbs, Crumb(row or context.get("title", ""))]}
    if row:
        crumbs.append(Crumb(row, _address(opts, "change", key)))
    return {"crumbs": [*crumbs, Crumb(context.get("title", ""))]}


@register.simple_tag
def desk_parts(adminform: Iterable[Any], inlines: Iterable[Any]) -> list[TitlePart]:
    """Return the named parts of a form for its table of contents; none for a short form."""
    parts = [
        TitlePart(f"fieldset-0-{number}-heading", fieldset.name)
        for number, fieldset in enumerate(adminform)
        if fieldset.name
    ]
    parts += [TitlePart(f"{inline.formset.prefix}-group", _short(inline)) for inline in inlines]
    return parts if len(parts) >= FEWEST_PARTS else []


@register.simple_tag
def desk_inbox(row: Any) -> str:
    """Return where the inbox shows the conversation that a row is or belongs to; empty for other rows."""
    conversation_id = conversation_id_of(row)
    return reverse("inbox-conversation", args=(conversation_id,)) if conversation_id else ""


@register.simple_tag
def desk_chosen(choices: Iterable[dict[str, Any]]) -> Any:
    """Return what a filter is set to; empty while it shows everything."""
    for number, choice in enumerate(choices):
        if choice.get("selected"):
            return choice["display"] if number else ""
    return ""


def _short(inline: Any) -> str:
    """Return an inline's name without the sentence that explains it."""
    return str(capfirst(str(inline.opts.verbose_name_plural).partition(":")[0]))


def _page_of(request: HttpRequest | None) -> str:
    match = request.resolver_match if request else None
    return (match.url_name or "").rpartition("_")[2] if match else ""


def _address(opts: Any, page: str, *args: Any) -> str:
    try:
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)
    except NoReverseMatch:
        return ""
