"""Alarms as rows: opened, told, repeated, closed; a restart or a second watchdog tells nothing twice."""

import logging
import time
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from handoffdesk.operations.models import LONGEST_DETAIL, Alarm
from handoffdesk.operations.watchdog.mail import Post
from notifications.alarm_titles import OPENED, OVER, title_of
from notifications.models import Notification
from notifications.services.alarms import note_alarm, show_alarm

logger = logging.getLogger(__name__)

REPEAT = timedelta(minutes=15)
# What was found is gone for so long before the alarm is closed: a worker that comes and goes is one alarm.
CLEAR_SECONDS = 10.0


class Alarms:
    """Keeps the alarm rows like what was found, and tells people."""

    def __init__(self, post: Post) -> None:
        """Send e-mails with this."""
        self._post = post
        self._gone: dict[str, float] = {}

    def settle(self, found: Mapping[str, str]) -> None:
        """Open, repeat and close alarms: one query when nothing is found and nothing is open."""
        open_now = {alarm.kind: alarm for alarm in Alarm.objects.filter(closed_at__isnull=True)}
        for kind, detail in found.items():
            self._gone.pop(kind, None)
            self._keep(open_now.get(kind) or _open(kind, detail), detail)
        for kind in open_now.keys() - found.keys():
            if time.monotonic() - self._gone.setdefault(kind, time.monotonic()) >= CLEAR_SECONDS:
                self._close(open_now[kind])

    def _keep(self, alarm: Alarm | None, detail: str) -> None:
        """Tell of an alarm when nobody has done so in the last fifteen minutes; whoever moves the row tells."""
        if alarm is None:
            return
        now = timezone.now()
        # A time in the future stands there after the clock was set back.
        is_time = Q(last_told_at__isnull=True) | Q(last_told_at__lte=now - REPEAT) | Q(last_told_at__gt=now)
        rows = Alarm.objects.filter(is_time, pk=alarm.pk, closed_at__isnull=True)
        with transaction.atomic():
            if not rows.update(last_told_at=now, detail=detail[:LONGEST_DETAIL]):
                return
            notes = note_alarm(kind=OPENED, alarm=alarm.kind, detail=detail)
        logger.critical("alarm", extra={"alarm": alarm.kind, "detail": detail})
        self._tell(notes, title_of(alarm.kind), detail)

    def _close(self, alarm: Alarm) -> None:
        self._gone.pop(alarm.kind, None)
        with transaction.atomic():
            if not Alarm.objects.filter(pk=alarm.pk, closed_at__isnull=True).update(closed_at=timezone.now()):
                return
            notes = note_alarm(kind=OVER, alarm=alarm.kind, detail=alarm.detail)
        logger.warning("alarm is over", extra={"alarm": alarm.kind})
        self._tell(notes, title_of(alarm.kind, over=True), alarm.detail)

    def _tell(self, notes: list[Notification], title: str, detail: str) -> None:
        show_alarm(notes)
        self._post.send(title, detail)

    def database_is_away(self, error: str) -> None:
        """Say that the database is away, to whom we remember, as seldom as any other alarm; no row can be written."""
        now = time.monotonic()
        if now - self._gone.get("database_away", float("-inf")) >= REPEAT.total_seconds():
            self._gone["database_away"] = now
            logger.critical("alarm", extra={"alarm": "database_away", "detail": error})
            self._post.send(title_of("database_away"), error)

    def database_is_back(self) -> None:
        """Say so, if it was away."""
        if self._gone.pop("database_away", None) is not None:
            logger.warning("alarm is over", extra={"alarm": "database_away"})
            self._post.send(title_of("database_away", over=True), "")

    def remember_admins(self) -> None:
        """Keep the admins' addresses for the time when the database is away: one query."""
        rows = User.objects.filter(is_active=True, is_staff=True).exclude(email="")
        self._post.to = tuple(rows.order_by("pk").values_list("email", flat=True))


def _open(kind: str, detail: str) -> Alarm | None:
    Alarm.objects.bulk_create([Alarm(kind=kind, detail=detail[:LONGEST_DETAIL])], ignore_conflicts=True)
    return Alarm.objects.filter(kind=kind, closed_at__isnull=True).first()
