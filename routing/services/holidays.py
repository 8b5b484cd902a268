"""Public holidays as rows that an admin can edit; they are imported once, never looked up live."""

import holidays
from django.db import transaction
from django.utils.translation import get_language

from routing.models import Calendar, CalendarException


def countries() -> list[tuple[str, str]]:
    """Return code and name of every country whose holidays are known, by name."""
    codes = holidays.list_supported_countries(include_aliases=False)
    return sorted(((code, f"{_country_name(code)} ({code})") for code in codes), key=lambda pair: pair[1])


def regions_of(country: str) -> list[str]:
    """Return the region codes of a country; none for an unknown one."""
    found: dict[str, list[str]] = holidays.list_supported_countries(include_aliases=False)
    return list(found.get(country, ()))


def import_holidays(*, calendar: Calendar, country: str, region: str, year: int) -> int:
    """Add each holiday of the year as a closed day and return how many were added.

    A date that the calendar already treats as an exception is left alone: what an admin wrote wins. Locks the calendar.

    Raises:
        NotImplementedError: the country or the region is unknown.
    """
    found = holidays.country_holidays(country, subdiv=region or None, years=year, language=_language(country))
    with transaction.atomic():
        Calendar.objects.select_for_update().get(pk=calendar.pk)
        known = set(calendar.exceptions.values_list("date", flat=True))
        rows = [
            CalendarException(calendar=calendar, date=date, name=name[:80])
            for date, name in sorted(found.items())
            if date not in known
        ]
        CalendarException.objects.bulk_create(rows)
    return len(rows)


def _country_name(code: str) -> str:
    module = holidays.registry.COUNTRIES
    names = {entry[1]: entry[0] for entry in module.values()}
    return str(names.get(code, code))


def _language(country: str) -> str | None:
    """Return the reader's language where the holidays have names in it, else English, else the country's own."""
    offered: list[str] = holidays.list_localized_countries(include_aliases=False).get(country, [])
    for wanted in (get_language() or "en", "en_US", "en_GB", "en"):
        if wanted in offered:
            return wanted
    return None
