"""The languages in which a person may read the desk."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info, get_supported_language_variant


def language_choices(empty: Any) -> list[tuple[str, Any]]:
    """Return every language by its own name, after an empty choice."""
    names = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    return [("", empty), *sorted(names, key=lambda pair: pair[1].casefold())]


def read_language(code: str) -> str:
    """Return a person's choice, or empty where it is none, or one that the desk has lost since."""
    try:
        return get_supported_language_variant(code) if code else ""
    except LookupError:
        return ""
