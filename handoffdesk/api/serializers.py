"""What the API takes. Every body is strict: an unknown field is an error."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from conversations.enums import LeadClass
from handoffdesk.api.calls import StrictSerializer
from handoffdesk.api.pagination import LARGEST_PAGE, PAGE_SIZE, PageQuery
from routing.enums import Availability, Outcome, TaskState
from routing.inbox_views import VIEWS
from routing.selectors import ORDERS
from triggers.enums import Category, Opinion

# The largest integer of a column; beyond it a database answers with a fault instead of "no such row".
LARGEST = 2**31 - 1
LONGEST_TEXT = 20_000


class NoBody(StrictSerializer):
    """Nothing: an empty object, or no body at all."""


class AvailabilityBody(StrictSerializer):
    """Whether I take new conversations."""

    availability = serializers.ChoiceField(choices=Availability.choices)


class ReplyBody(StrictSerializer):
    """What to tell the customer.

    `client_ref`: chosen by the caller; the same one again is the same message. `take_over`: take the floor from the AI
    (a manager: also from a colleague) and send, as one act. `reply_to`: the id of the message that it quotes.
    """

    body = serializers.CharField(max_length=LONGEST_TEXT, trim_whitespace=False)
    client_ref = serializers.UUIDField(required=False)
    take_over = serializers.BooleanField(required=False, default=False)
    reply_to = serializers.UUIDField(required=False)


class NoteBody(StrictSerializer):
    """A private note."""

    body = serializers.CharField(max_length=LONGEST_TEXT, trim_whitespace=False)


class TransferBody(StrictSerializer):
    """To whom: a team, a person of it, or (only `agent`) a person of the present team; and a private note for them."""

    team = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=LARGEST)
    agent = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=LARGEST)
    note = serializers.CharField(required=False, allow_blank=True, max_length=10_000)


class ResolveBody(StrictSerializer):
    """What came of it, and a private note."""

    outcome = serializers.ChoiceField(choices=Outcome.choices, required=False, allow_blank=True)
    note = serializers.CharField(required=False, allow_blank=True, max_length=10_000)


class SnoozeBody(StrictSerializer):
    """Until when."""

    until = serializers.DateTimeField()

    def validate_until(self, value: Any) -> Any:
        """Refuse a time that has passed."""
        if value <= timezone.now():
            raise serializers.ValidationError(_("Choose a time in the future."))
        return value


class ResumeBody(StrictSerializer):
    """One line for the AI on what was agreed."""

    note = serializers.CharField(max_length=500, allow_blank=True)


class HandoffBody(StrictSerializer):
    """Why a person is needed."""

    reason = serializers.CharField(max_length=300, allow_blank=True)


class LanguageBody(StrictSerializer):
    """The customer's language as a short code ("de", "pt"); empty: recognise it anew."""

    language = serializers.RegexField(r"^[a-z]{2,3}$", allow_blank=True)


class ReadBody(StrictSerializer):
    """Up to which version I have read."""

    version = serializers.IntegerField(min_value=0, max_value=LARGEST)


class TagsBody(StrictSerializer):
    """The keys of all tags that the conversation shall have."""

    slugs = serializers.ListField(child=serializers.SlugField(max_length=60), max_length=50)


class TagBody(StrictSerializer):
    """A new tag; without a key it gets one made of its name."""

    slug = serializers.SlugField(max_length=60, required=False)
    name = serializers.CharField(max_length=60)


class VerdictBody(StrictSerializer):
    """A manager's judgement, with a reason in a word or two and a line on it."""

    verdict = serializers.ChoiceField(choices=Opinion.choices)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=60)
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)


class MessageVerdictBody(StrictSerializer):
    """A scenario by its key, whether it should have fired, and a line on why."""

    scenario = serializers.SlugField(max_length=60)
    should_fire = serializers.BooleanField()
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)


class ScenarioQuery(serializers.Serializer[Any]):
    """Which scenario, by its key."""

    scenario = serializers.SlugField(max_length=60)


class LeadBody(StrictSerializer):
    """What to change of a lead; what is left out stays."""

    name = serializers.CharField(required=False, allow_blank=True, max_length=160)
    email = serializers.EmailField(required=False, allow_blank=True, max_length=254)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=30)
    is_vip = serializers.BooleanField(required=False)
    lead_class = serializers.ChoiceField(required=False, choices=LeadClass.choices, allow_blank=True)


class TaskDoneBody(StrictSerializer):
    """What came of the to-do."""

    outcome = serializers.CharField(required=False, allow_blank=True, max_length=300)


class NotificationsReadBody(StrictSerializer):
    """Which of my notifications; left out: all."""

    ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=500)


class ConversationsQuery(PageQuery):
    """Which conversations."""

    view = serializers.ChoiceField(choices=VIEWS, required=False, default="all")
    team = serializers.IntegerField(required=False, default=None, min_value=1, max_value=LARGEST)
    tag = serializers.CharField(required=False, default="", allow_blank=True, max_length=60, help_text="A tag's key.")
    order = serializers.ChoiceField(
        choices=ORDERS,
        required=False,
        default="view",
        help_text="The view's own order, where rows move, or by creation, oldest first, where they don't.",
    )
    search = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=100,
        help_text="Part of the lead's name, phone or email. Message text is not searched yet.",
    )


class TimelineQuery(serializers.Serializer[Any]):
    """Which part: after a version, before one, or (neither) the newest."""

    after = serializers.IntegerField(required=False, default=None, min_value=0, max_value=LARGEST)
    before = serializers.IntegerField(required=False, default=None, min_value=0, max_value=LARGEST)
    limit = serializers.IntegerField(required=False, default=PAGE_SIZE, min_value=1, max_value=LARGEST_PAGE)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse both directions at once."""
        if attrs["after"] is not None and attrs["before"] is not None:
            raise serializers.ValidationError({"before": _("Use after or before, not both.")})
        return attrs


class MessagesQuery(PageQuery):
    """Which messages."""

    conversation = serializers.UUIDField(required=False, default=None)


class HandoffsQuery(PageQuery):
    """Which handoffs."""

    open = serializers.BooleanField(required=False, default=None, allow_null=True)
    conversation = serializers.UUIDField(required=False, default=None)
    category = serializers.ChoiceField(choices=Category.choices, required=False, default="", allow_blank=True)
    team = serializers.IntegerField(required=False, default=None, min_value=1, max_value=LARGEST)


class ReportQuery(StrictSerializer):
    """Which week, by ISO name (2026-W49; without it the running one), in which time zone, and of what."""

    week = serializers.RegexField(r"^[0-9]{4}-W[0-9]{2}$", required=False, default="")
    zone = serializers.CharField(required=False, default="", max_length=64)
    team = serializers.IntegerField(required=False, default=None, min_value=1, max_value=LARGEST)
    agent = serializers.IntegerField(required=False, default=None, min_value=1, max_value=LARGEST)
    channel = serializers.CharField(required=False, default="", max_length=60)
    language = serializers.CharField(required=False, default="", max_length=12)
    category = serializers.ChoiceField(choices=Category.choices, required=False, default="")
    scenario = serializers.CharField(required=False, default="", max_length=60)
    phrase = serializers.CharField(required=False, default="", max_length=120)
    lead_class = serializers.CharField(required=False, default="", max_length=8)


class LeadsQuery(PageQuery):
    """Which leads."""

    search = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)


class TasksQuery(PageQuery):
    """Which to-dos."""

    state = serializers.ChoiceField(choices=TaskState.choices, required=False, default="", allow_blank=True)
    mine = serializers.BooleanField(required=False, default=False)
