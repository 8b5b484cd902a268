"""Times and keys as JSON. The second part of an `Annotated` is what the OpenAPI schema says of the text."""

from datetime import UTC, datetime
from typing import Annotated

Moment = Annotated[str, "date-time"]
Key = Annotated[str, "uuid"]


def iso(moment: datetime | None) -> Moment | None:
    """Return the time in UTC with milliseconds, for example 2026-11-21T09:30:00.250Z."""
    return None if moment is None else at(moment)


def at(moment: datetime) -> Moment:
    """Return a time that is always there, in the same form."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
