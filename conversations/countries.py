"""Countries and territories: their two letters (ISO 3166) and their plain English names. Pure."""

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Return the names by code, as the time zone database has them (the package `tzdata`)."""
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows if len(row) == 2} | {"GB": "United Kingdom"}


def country_choices() -> list[tuple[str, str]]:
    """Return codes and names for a form, by name."""
    return sorted(country_names().items(), key=lambda pair: pair[1])
