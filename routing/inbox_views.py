"""The lists that an inbox offers: Mine, Waiting and so on. All that is known of one stands here.

A database reads a view as a condition and an order; a screen reads the same as JSON: it can say of a row that has just
changed whether it belongs, and where it stands, without knowing any view by its name.
"""

from dataclasses import dataclass
from typing import TypedDict

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.enums import Floor, Priority, Status

# The customer who was promised a person first: the highest priority, then whoever waits longest.
QUEUE_ORDER = ("-priority", "waiting_since", "id")
NEWEST_ORDER = ("-last_message_at", "-id")
# What is due first; where nothing is, newest first.
DUE_ORDER = ("due_at", *NEWEST_ORDER)
SCALES: dict[str, list[str]] = {"priority": [priority.word for priority in Priority]}
# What holds of the holder in a view.
ME, NOBODY, ANYBODY = "me", "nobody", ""


class ViewMatch(TypedDict):
    """Which rows belong: null and empty ask for nothing. `holder` is "me" (the reader) or "nobody"."""

    floor: str | None
    holder: str
    resolved: bool | None


class ViewPayload(TypedDict):
    """One view for a screen. `key` follows "g" on the keyboard; `order` holds columns of a row, "-" for falling.

    `scales`: the words of a column whose order is not that of the alphabet, the lowest first.
    """

    id: str
    label: str
    icon: str
    key: str
    empty: str
    empty_icon: str
    query: dict[str, str]
    match: ViewMatch
    order: list[str]
    scales: dict[str, list[str]]
    count_cap: int
    is_pressing: bool
    is_offered: bool


@dataclass(frozen=True, slots=True)
class InboxView:
    """A list of conversations.

    `by_team`: whoever has the floor here, it is no person, so what a member sees is all in their teams.
    `is_pressing`: a count above zero wants attention. `is_offered`: an empty list may send its reader here.
    """

    id: str
    label: str | Promise = ""
    icon: str = ""
    key: str = ""
    empty: str | Promise = ""
    empty_icon: str = ""
    floor: Floor | None = None
    holder: str = ANYBODY
    resolved: bool | None = None
    order: tuple[str, ...] = NEWEST_ORDER
    count_cap: int = 1000
    by_team: bool = False
    is_pressing: bool = False
    is_offered: bool = True

    def condition(self, user: User) -> Q:
        """Return what makes a conversation belong, for this reader.

        Who waits has a time since when (a constraint says so). Asked for again, the database would take the two for
        independent, expect a handful of rows, and sort the whole queue instead of stopping at the page's end.
        """
        condition = Q() if self.floor is None else Q(floor=self.floor)
        if self.holder:
            condition &= Q(holder_id=user.pk) if self.holder == ME else Q(holder__isnull=True)
        if self.resolved is None:
            return condition
        return condition & (Q(status=Status.RESOLVED) if self.resolved else ~Q(status=Status.RESOLVED))

    def payload(self) -> ViewPayload:
        """Return the view for a screen, in the reader's language."""
        return {
            "id": self.id,
            "label": str(self.label),
            "icon": self.icon,
            "key": self.key,
            "empty": str(self.empty),
            "empty_icon": self.empty_icon or self.icon,
            "query": {"view": self.id},
            "match": {
                "floor": self.floor.value if self.floor else None,
                "holder": self.holder,
                "resolved": self.resolved,
            },
            "order": list(self.order),
            "scales": SCALES,
            "count_cap": self.count_cap,
            "is_pressing": self.is_pressing,
            "is_offered": self.is_offered,
        }


INBOX_VIEWS = (
    InboxView(
        "mine",
        label=_("Mine"),
        icon="user-round",
        key="m",
        empty=_("You have no conversations. Claim one from Waiting."),
        holder=ME,
        resolved=False,
        order=DUE_ORDER,
    ),
    InboxView(
        "waiting",
        label=_("Waiting"),
        icon="clock",
        key="w",
        empty=_("No one is waiting. Nice."),
        empty_icon="circle-check",
        floor=Floor.QUEUE,
        order=QUEUE_ORDER,
        is_pressing=True,
    ),
    InboxView(
        "unassigned",
        label=_("Unassigned"),
        icon="inbox",
        key="u",
        empty=_("Every waiting customer is assigned."),
        floor=Floor.QUEUE,
        holder=NOBODY,
        order=QUEUE_ORDER,
        by_team=True,
    ),
    InboxView(
        "ai",
        label=_("AI"),
        icon="bot",
        key="a",
        empty=_("The AI has no open conversations."),
        floor=Floor.AI,
        resolved=False,
        by_team=True,
    ),
    InboxView(
        "resolved",
        label=_("Resolved"),
        icon="circle-check",
        key="r",
        empty=_("Nothing resolved yet."),
        resolved=True,
        count_cap=100,
        by_team=True,
        is_offered=False,
    ),
)
# The view that an inbox opens with.
FIRST_VIEW = "waiting"
# What a search looks through.
EVERYTHING = InboxView("all", label=_("Search"), icon="search", is_offered=False)

BY_ID = {view.id: view for view in (*INBOX_VIEWS, EVERYTHING)}
VIEWS = tuple(BY_ID)
