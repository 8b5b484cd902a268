"""What must stand before the desk can serve customers, each step ticked off by what is really there."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Role, User
from conversations.models import Article, Brand, ChannelAccount
from handoffdesk.operations.models import SetupList
from routing.models import AcknowledgementTemplate, Handoff, SlaPolicy


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One step: what to do, why, where, and whether it is done."""

    title: str
    why: str
    url: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Setup:
    """The list as the first page shows it. It belongs to the installation: who puts it away does so for every admin."""

    steps: tuple[SetupStep, ...]
    is_away: bool

    @property
    def done(self) -> int:
        """Return how many steps are done."""
        return sum(step.is_done for step in self.steps)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.done == len(self.steps)


def setup_list() -> Setup:
    """Return the list as of now; six small queries."""
    away = SetupList.objects.filter(put_away_at__isnull=False).exists()
    return Setup((_business(), _hours(), _people(), _channel(), _knowledge(), _handoff()), away)


def put_away(*, user: User) -> None:
    """Take the list from every admin's first page; a second click changes nothing."""
    row, _made = SetupList.objects.get_or_create(pk=SetupList.ONLY)
    if row.put_away_at is None:
        row.put_away_at, row.put_away_by = timezone.now(), user
        row.save(update_fields=["put_away_at", "put_away_by"])


def bring_back() -> None:
    """Show the list again."""
    SetupList.objects.filter(pk=SetupList.ONLY).update(put_away_at=None, put_away_by=None)


def _business() -> SetupStep:
    named = Brand.objects.filter(is_default=True).exists()
    texts = AcknowledgementTemplate.objects.exists()
    return SetupStep(
        _("Name your business and add texts in your customers' languages"),
        _("The AI answers on behalf of your business. A preset adds the texts customers get straight away."),
        reverse("admin:presets") if named else reverse("admin:conversations_brand_add"),
        named and texts,
    )


def _hours() -> SetupStep:
    open_some_time = Q(calendar__always_open=True) | Q(calendar__spans__isnull=False)
    return SetupStep(
        _("Set your hours and response times"),
        _("A calendar sets your opening hours. An SLA policy sets response times."),
        reverse("admin:routing_slapolicy_changelist"),
        SlaPolicy.objects.filter(open_some_time).exists(),
    )


def _people() -> SetupStep:
    agents = Membership.objects.filter(role=Role.AGENT, user__is_active=True).select_related("user")
    return SetupStep(
        _("Invite your team"),
        _("Each person needs a team. They count here once they've chosen a password."),
        reverse("admin:accounts_user_changelist"),
        any(row.user.has_usable_password() for row in agents),
    )


def _channel() -> SetupStep:
    return SetupStep(
        _("Connect your first channel"),
        _("A number or page of a messenger, or the chat on your website."),
        reverse("admin:conversations_channelaccount_changelist"),
        ChannelAccount.objects.filter(is_active=True, health=ChannelAccount.Health.OK).exists(),
    )


def _knowledge() -> SetupStep:
    return SetupStep(
        _("Write what the AI can say"),
        _("It answers from published articles only and hands off everything else."),
        reverse("admin:conversations_article_changelist"),
        Article.objects.filter(is_published=True).exists(),
    )


def _handoff() -> SetupStep:
    return SetupStep(
        _("Try it: ask for a person and take over"),
        _("Send “can I talk to a person” to your channel, then open the conversation in the inbox."),
        reverse("inbox"),
        Handoff.objects.filter(Q(seen_at__isnull=False) | Q(claimed_at__isnull=False)).exists(),
    )
