"""The language that a browser is set to."""

from django.utils.translation.trans_real import parse_accept_lang_header

LONGEST_HEADER = 500


def preferred_language(header: str) -> str:
    """Return the short code of what an Accept-Language header prefers ("de-CH,de;q=0.9" -> "de"), or ""."""
    wanted = parse_accept_lang_header(header[:LONGEST_HEADER])
    first = next((code for code, _ in wanted if code != "*"), "")
    return first.partition("-")[0][:3]
