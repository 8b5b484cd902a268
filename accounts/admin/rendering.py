"""How values that are not plain text are shown in the admin; everything is escaped."""

import json
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

# A raw webhook may be megabytes; a page must not be.
LONGEST_JSON = 20_000
LONGEST_TEXT = 2_000


def pretty_json(value: Any) -> SafeString:
    """Return JSON as an indented, escaped block; very long text is cut and says so.

    A value that was not what its column holds comes as a stand-in with what was `found`, and is marked.
    """
    text = json.dumps(getattr(value, "found", value), ensure_ascii=False, indent=2, default=str)
    if len(text) > LONGEST_JSON:
        text = f"{text[:LONGEST_JSON]}\n… ({len(text)})"
    mark = badge(_("damaged"), "bad") if hasattr(value, "found") else ""
    return format_html('{}<pre class="desk-json">{}</pre>', mark, text)


def plain_text(value: str) -> SafeString:
    """Return text with its line breaks, escaped."""
    return format_html('<div class="desk-text">{}</div>', value)


def badge(text: Any, tone: str = "quiet") -> SafeString:
    """Return a short coloured label; `tone` is good, warn, bad or quiet."""
    return format_html('<span class="desk-badge desk-badge--{}">{}</span>', tone, text)


def facts_of(value: Any) -> SafeString | str:
    """Return what a JSON value holds as names and values that a person reads; lists as lines, nothing as a dash.

    A damaged value is marked, and shown as it was found.
    """
    if hasattr(value, "found"):
        return pretty_json(value)
    if isinstance(value, Mapping):
        rows = {_name_of(key): facts_of(inner) for key, inner in value.items() if inner not in (None, "", [], {})}
        return definition_list(rows) if rows else "–"
    if isinstance(value, (list, tuple)):
        lines = format_html_join("", "<li>{}</li>", ((facts_of(inner),) for inner in value))
        return format_html('<ul class="desk-lines">{}</ul>', lines) if lines else "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    text = "–" if value is None else str(value)
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"


def _name_of(key: Any) -> str:
    return str(key).replace("_", " ").strip().capitalize()


def definition_list(rows: Mapping[Any, Any]) -> SafeString:
    """Return names and values as a definition list."""
    return format_html('<dl class="desk-facts">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows.items()))


def admin_link(row: Any, text: Any = "") -> SafeString | str:
    """Return a link to the row's page in the admin; nothing for no row."""
    if row is None:
        return "–"
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=(row.pk,))
    return format_html('<a href="{}">{}</a>', url, text or row)


def changelist_link(model: Any, query: str, text: Any) -> SafeString:
    """Return a link to a model's list in the admin with a ready query string."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return format_html('<a href="{}?{}">{}</a>', url, query, text)


def copyable(text: str) -> SafeString:
    """Return text with a button that copies it (the button appears only where scripts run)."""
    return format_html('<code class="desk-copy" data-copy="{}">{}</code>', text, text)
