"""The bar above every page about rules."""

from typing import Any

from django import template

from triggers.services.draft_state import draft_state

register = template.Library()


@register.inclusion_tag("admin/triggers/bar.html")
def rules_bar(here: str = "") -> dict[str, Any]:
    """Show how far the draft has come, with the ways on; `here` is the name of the page that it stands on."""
    state = draft_state()
    return {"count": state.count, "version": state.version, "here": here}
