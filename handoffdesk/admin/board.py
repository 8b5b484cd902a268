"""The numbers on the admin's first page: what waits, what broke, what is not set up yet."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.db.models import Count, Min, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from conversations.enums import Delivery, Direction, Floor, InboundState, Status
from conversations.models import AiProfile, ChannelAccount, Conversation, InboundEvent, Message
from handoffdesk.operations import keys
from handoffdesk.operations.models import Alarm
from routing.models import AgentProfile, Handoff, SlaPolicy
from routing.services.availability import online_now
from triggers.enums import Category, Mode
from triggers.models import Scenario, TriggerVersion
from triggers.services.rules import latest_version, snapshot_of


@dataclass(frozen=True, slots=True)
class Tile:
    """One number with its name and the list behind it; `tone` is quiet, good, warn or bad."""

    label: str
    value: Any
    url: str
    tone: str = "quiet"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that is missing before the desk can do its work, with the page that mends it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the first page."""

    tiles: list[Tile]
    broken_channels: list[ChannelAccount]
    hints: list[Hint] = field(default_factory=list)


def today_board() -> Board:
    """Return the board as of now; "today" begins at midnight in the reader's time zone."""
    # The first of two midnights, where the clocks go back at midnight.
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    channels = ChannelAccount.objects.filter(is_active=True, health=ChannelAccount.Health.BROKEN)
    broken = list(channels.defer("secrets"))
    return Board(
        [*_waiting_tiles(), *_today_tiles(midnight), *_trouble_tiles(len(broken)), _rules_tile()], broken, _hints()
    )


def _waiting_tiles() -> list[Tile]:
    now = timezone.now()
    counted = Conversation.objects.aggregate(
        waiting=Count("pk", filter=Q(floor=Floor.QUEUE)),
        since=Min("waiting_since", filter=Q(floor=Floor.QUEUE)),
        held=Count("pk", filter=Q(floor=Floor.HUMAN) & ~Q(status=Status.RESOLVED)),
    )
    online = AgentProfile.objects.filter(online_now()).count()
    longest = _duration(now - counted["since"]) if counted["since"] else "–"
    waiting_url = _list(Conversation, "floor__exact=queue")
    return [
        Tile(_("waiting for a person"), counted["waiting"], waiting_url, "warn" if counted["waiting"] else "good"),
        Tile(_("longest wait"), longest, waiting_url, "warn" if counted["since"] else "good"),
        Tile(_("with a person"), counted["held"], _list(Conversation, "floor__exact=human")),
        Tile(_("agents online"), online, _list_of("accounts", "user"), "quiet" if online else "warn"),
    ]


def _today_tiles(midnight: Any) -> list[Tile]:
    counted = Handoff.objects.aggregate(
        opened=Count("pk", filter=Q(detected_at__gte=midnight)),
        breached=Count("pk", filter=Q(first_response_breached_at__gte=midnight)),
    )
    since = quote(midnight.isoformat())
    return [
        Tile(_("handoffs today"), counted["opened"], _list(Handoff, f"detected_at__gte={since}")),
        Tile(
            _("SLA breaches today"),
            counted["breached"],
            _list(Handoff, f"first_response_breached_at__gte={since}"),
            _bad(counted["breached"]),
        ),
    ]


def _trouble_tiles(broken: int) -> list[Tile]:
    week = timezone.now() - timedelta(days=7)
    errors = InboundEvent.objects.filter(state=InboundState.FAILED).count()
    dead = Message.objects.filter(
        direction=Direction.OUTBOUND, delivery__in=(Delivery.FAILED, Delivery.UNKNOWN), created_at__gte=week
    ).count()
    alarms = Alarm.objects.filter(closed_at__isnull=True).count()
    return [
        Tile(_("broken channels"), broken, _list(ChannelAccount, "health__exact=broken"), _bad(broken)),
        Tile(_("inbound errors"), errors, _list(InboundEvent, "state__exact=failed"), _bad(errors)),
        Tile(_("dead letters, 7 days"), dead, _list(Message, "dead=yes"), _bad(dead)),
        Tile(_("alarms"), alarms, _list(Alarm, "state=stands"), _bad(alarms)),
    ]


def _rules_tile() -> Tile:
    latest = TriggerVersion.objects.select_related("published_by").defer("snapshot", "groups").first()
    if latest is None:
        return Tile(_("rules"), _("none"), _list(Scenario), "bad")
    by = f", {latest.published_by}" if latest.published_by else ""
    note = timezone.localtime(latest.published_at).strftime("%Y-%m-%d %H:%M") + by
    return Tile(_("rules version"), str(latest), _list(TriggerVersion), note=note)


def _is_request_answered() -> bool:
    """Whether the published rules call a person for whoever asks for one; the draft decides nothing."""
    rules = snapshot_of(latest_version()).rules
    return any(rule.category == Category.EXPLICIT_REQUEST and rule.mode == Mode.LIVE for rule in rules)


def _hints() -> list[Hint]:
    """Return what is wrong besides the set-up list's steps."""
    missing = (
        (not _is_request_answered(), _("No live scenario responds when a customer asks for a person."), Scenario),
        (
            not SlaPolicy.objects.exists(),
            _("There is no SLA policy, so customers are promised a reply in 15 minutes around the clock."),
            SlaPolicy,
        ),
        (not AiProfile.objects.filter(is_default=True).exists(), _("There is no default AI profile."), AiProfile),
    )
    wrong = [Hint(_("The keys have changed since this desk was set up."), reverse("admin:keys"))]
    hints = wrong if keys.wrong_keys() else []
    return hints + [Hint(text, _list(model)) for is_missing, text, model in missing if is_missing]


def _bad(count: int) -> str:
    return "bad" if count else "good"


def _duration(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    return f"{days} d {rest // 60} h" if days else f"{rest // 60}:{rest % 60:02d}"


def _list(model: Any, query: str = "") -> str:
    return _list_of(model._meta.app_label, model._meta.model_name, query)


def _list_of(app: str, model: str, query: str = "") -> str:
    try:
        address = reverse(f"admin:{app}_{model}_changelist")
    except NoReverseMatch:
        return ""
    return f"{address}?{query}" if query else address
