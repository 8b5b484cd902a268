"""The bar above every page about rules."""

from typing import Any

from django import template

from triggers.services.draft_state import draft_state

register = template.Library()


@register.inclusion_tag("admin/triggers/bar.html", takes_context=True)
def rules_bar(context: dict[str, Any], here: str = "") -> dict[str, Any]:
    """Show how far the draft has come, to admins with the ways on; `here` is the name of the page that it stands on."""
    state = draft_state()
    leads_on = getattr(context.get("user"), "is_staff", False)
    return {"count": state.count, "version": state.version, "here": here, "leads_on": leads_on}
