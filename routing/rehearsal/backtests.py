"""What routing tells a back-test of the rules: the verdicts on its handoffs, and when people answer."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import OuterRef, Subquery

from conversations.enums import Direction
from conversations.models import Message
from routing.calendar import ALWAYS_OPEN, open_periods
from routing.enums import Verdict
from routing.models import Handoff, SlaPolicy
from routing.services.hours import hours_of
from triggers.backtesting.week import Period
from triggers.services.backtests.hooks import Review, offer_open_periods, offer_reviews


def offer_all() -> None:
    """Register both; called once, when the app is loaded."""
    offer_reviews(reviews_of_handoffs)
    offer_open_periods(staffed_periods)


def reviews_of_handoffs(start: datetime, end: datetime) -> Iterator[Review]:
    """Yield the verdicts on handoffs of this time, as a word on the message that brought each about.

    One that a person opened says something of the rules only when it was called missed: then it is a word on the last
    message before it that rules judged.
    """
    handoffs = Handoff.objects.filter(detected_at__gte=start, detected_at__lt=end)
    fired = handoffs.filter(detection__isnull=False).exclude(verdict="")
    for message_id, verdict in fired.values_list("detection__message_id", "verdict"):
        yield Review(message_id, verdict != Verdict.UNNECESSARY)
    before = Message.objects.filter(
        conversation=OuterRef("conversation"),
        direction=Direction.INBOUND,
        judged__isnull=False,
        created_at__lte=OuterRef("detected_at"),
    )
    missed = handoffs.filter(detection__isnull=True, verdict=Verdict.MISSED)
    last = missed.annotate(last_judged=Subquery(before.order_by("-version").values("pk")[:1]))
    for message_id in last.exclude(last_judged=None).values_list("last_judged", flat=True):
        yield Review(message_id, should_call=True)


def staffed_periods(start: datetime, end: datetime) -> list[Period]:
    """Return when people of any team answer; without hours of any team that is all the time."""
    policies = SlaPolicy.objects.select_related("calendar").prefetch_related("calendar__spans", "calendar__exceptions")
    calendars = {policy.calendar_id: policy.calendar for policy in policies}
    known = [hours_of(calendar) for calendar in calendars.values()] or [ALWAYS_OPEN]
    return _merged(sorted(period for hours in known for period in open_periods(hours, start, end)))


def _merged(periods: list[Period]) -> list[Period]:
    merged: list[Period] = []
    for start, end in periods:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
