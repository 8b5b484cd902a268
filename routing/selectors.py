"""Reads of the desk: lists in keyset order, counts, one conversation with what surrounds it, its timeline. No writes.

Lists never count and never skip: the order columns below end with the key, so a page starts where the last one ended.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from conversations.enums import Floor, Status
from conversations.models import AiProfile, Conversation, Event, Message, ReadCursor
from conversations.selectors import lead_matches
from routing.access import colleague_who_holds, may_manage_team, member_team_ids, visible_conversations
from routing.enums import TaskState
from routing.inbox_views import BY_ID, INBOX_VIEWS, InboxView
from routing.models import Handoff, Task
from routing.payloads.conversation import Acts, Detail, DetailParts, conversation_detail, unread_count
from routing.payloads.timeline import CHANGE_KINDS, DELIVERY_KINDS, SHOWN_KINDS, Item, timeline_items
from routing.unanswered import unanswered_message

# Keys rise with time and never change: for a walk that meets everything once, whatever happens meanwhile.
CREATED_ORDER = ("id",)
ORDERS = ("view", "created")
# What a row never shows: each secret would be decrypted for every row, and a password hash has no business here.
UNSHOWN = ("account__secrets", "holder__password")
TASK_LIMIT = 50


@dataclass(frozen=True, slots=True)
class WantedConversations:
    """Which conversations: a view, narrowed by team, tag key and a part of the lead's name, phone or e-mail."""

    view: str = "all"
    team_id: int | None = None
    tag: str = ""
    search: str = ""


def list_conversations(*, user: User, wanted: WantedConversations) -> QuerySet[Conversation]:
    """Return the visible conversations of a view, ready for rows, unordered; page them by `list_order`.

    A conversation in which nothing was said yet is left out.
    """
    view = BY_ID[wanted.view]
    team_ids = member_team_ids(user) if view.by_team and not user.is_staff else None
    rows = _view_rows(view, user, team_ids)
    if wanted.team_id is not None:
        rows = rows.filter(team_id=wanted.team_id)
    if wanted.tag:
        rows = rows.filter(tags__slug=wanted.tag)
    if wanted.search:
        rows = rows.filter(lead_matches(wanted.search, path="lead__"))
    return with_rows(rows, user)


def _view_rows(view: InboxView, user: User, team_ids: Sequence[int] | None) -> QuerySet[Conversation]:
    """Return a view's conversations. `team_ids` repeats, for views of teams, what visibility says already.

    With it the database enters the view's index by team; "their team or held by them" alone makes it read every team's.
    """
    rows = visible_conversations(user).filter(view.condition(user), last_message_at__isnull=False)
    return rows if team_ids is None or not view.by_team else rows.filter(team_id__in=team_ids)


def list_order(view: str, order: str = "view") -> tuple[str, ...]:
    """Return the order columns of a view, or ("created") those in which no row ever moves; the last is the key."""
    return CREATED_ORDER if order == "created" else BY_ID[view].order


def with_rows(rows: QuerySet[Conversation], user: User) -> QuerySet[Conversation]:
    """Bring all that a row shows with two queries: the rows with what they point to, and their tags."""
    cursors = ReadCursor.objects.filter(conversation=OuterRef("pk"), user_id=user.pk)
    handoffs = Handoff.objects.filter(conversation=OuterRef("pk"), ended_at__isnull=True)
    return (
        rows.select_related("lead", "account", "team", "holder")
        .defer(*UNSHOWN)
        .prefetch_related("tags")
        .annotate(
            read_version=Subquery(cursors.values("version")[:1]),
            open_category=Subquery(handoffs.order_by().values("category")[:1]),
            open_since=Subquery(handoffs.order_by().values("detected_at")[:1]),
        )
    )


def unread_of(conversation: Conversation) -> int:
    """Return the unread number of a conversation that `with_rows` brought."""
    return unread_count(last_version=conversation.last_version, read_version=vars(conversation)["read_version"])


class _BoundedCount(Subquery):
    """How many rows a sliced query has: the database stops counting at the slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) bounded)"
    output_field = IntegerField()


def count_views(*, user: User) -> dict[str, int]:
    """Return how many conversations each view has, at most the view's cap, in one query (two for who is no admin)."""
    team_ids = None if user.is_staff else member_team_ids(user)
    counts = [
        _BoundedCount(_view_rows(view, user, team_ids).order_by().values("pk")[: view.count_cap])
        for view in INBOX_VIEWS
    ]
    row: tuple[int, ...] = User.objects.filter(pk=user.pk).values_list(*counts).get()
    return dict(zip((view.id for view in INBOX_VIEWS), row, strict=True))


def current_handoff(conversation: Conversation) -> Handoff | None:
    """Return the open handoff, else the latest."""
    rows = Handoff.objects.select_related("team", "agent", "scenario").filter(conversation=conversation)
    return rows.order_by(F("ended_at").desc(nulls_first=True), "-detected_at", "-id").first()


def shown_tasks(conversation: Conversation, handoff: Handoff | None) -> Iterable[Task]:
    """Return the conversation's open to-dos and those of the handoff that is shown, due first."""
    wanted = Q(state=TaskState.OPEN) | Q(handoff=handoff) if handoff else Q(state=TaskState.OPEN)
    rows = Task.objects.select_related("team", "agent").filter(wanted, conversation=conversation)
    return rows.order_by("due_at", "id")[:TASK_LIMIT]


def answering_profile(conversation: Conversation) -> AiProfile | None:
    """Return the AI profile that answers here: the account's, else the default."""
    return conversation.account.ai_profile or AiProfile.objects.filter(is_default=True).first()


def read_detail(*, conversation: Conversation, user: User) -> Detail:
    """Return the opened conversation with its surroundings; `with_rows` must have brought it."""
    handoff = current_handoff(conversation)
    around = DetailParts(
        unread=unread_of(conversation),
        handoff=handoff,
        tasks=shown_tasks(conversation, handoff),
        profile=answering_profile(conversation),
        may=acts_of(conversation, user),
        unanswered=unanswered_message(conversation) is not None,
    )
    return conversation_detail(conversation, around)


def acts_of(conversation: Conversation, user: User) -> Acts:
    """Return what the user may do now, so that a screen offers nothing that would be refused.

    The services check again.
    """
    floor, status = conversation.floor, conversation.status
    held_by_other = colleague_who_holds(conversation, user) is not None
    is_mine_to_take = floor == Floor.HUMAN and conversation.holder_id != user.pk
    # A manager may act for a colleague, but not speak in their place: they take over first.
    free = not held_by_other or may_manage_team(user, conversation.team_id)
    open_work = status != Status.RESOLVED
    return {
        "claim": floor == Floor.QUEUE,
        "take_over": open_work and free and (is_mine_to_take or floor in (Floor.AI, Floor.NOBODY)),
        # Alone: while the AI answers, a reply must say that it takes over.
        "reply": floor != Floor.AI and not held_by_other,
        "note": True,
        "transfer": free,
        "resolve": free and open_work,
        "snooze": free and open_work,
        "resume": free and floor != Floor.AI,
        "reopen": status != Status.OPEN,
    }


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a timeline: after a version, before one, or (neither) the newest."""

    after: int | None = None
    before: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Timeline:
    """Items in order up to `version`. `has_more`: further ones in the direction that was asked for."""

    version: int
    has_more: bool
    items: list[Item]


def read_timeline(*, conversation: Conversation, window: Window) -> Timeline:
    """Return a window of the timeline in two queries, with one more each for files, quotes and changes in it.

    It never shows what came after the conversation was read.
    """
    forward = window.after is not None
    order, most = "version" if forward else "-version", window.limit + 1
    bounds = _bounds(conversation, window)
    messages = Message.objects.select_related("agent").filter(bounds).order_by(order)[:most]
    events = Event.objects.select_related("user").filter(bounds, _shown(forward=forward)).order_by(order)[:most]
    items = timeline_items(messages=messages, events=events)
    kept = items[: window.limit] if forward else items[-window.limit :]
    return Timeline(version=conversation.version, has_more=len(items) > window.limit, items=kept)


def _bounds(conversation: Conversation, window: Window) -> Q:
    bounds = Q(conversation=conversation, version__lte=conversation.version)
    if window.after is not None:
        bounds &= Q(version__gt=window.after)
    if window.before is not None:
        bounds &= Q(version__lt=window.before)
    return bounds


def _shown(*, forward: bool) -> Q:
    """Which events are items. A delivery or a change is told only to a reader who already has the message."""
    return Q(kind__in=SHOWN_KINDS + DELIVERY_KINDS + CHANGE_KINDS if forward else SHOWN_KINDS)
