"""What a scenario's version says should happen, with the rows it names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from accounts.models import Team, User
from conversations import rows
from conversations.enums import Priority
from conversations.models import Conversation, Tag
from routing.services.acknowledgement import STANDARD
from triggers.actions import FrozenAction

DEFAULT_REACTIVATION = timedelta(hours=8)
# Both may be missing: then the row answers with nothing in their place.
_TEAM_AND_PERSON = """
SELECT {team}, {person} FROM (SELECT 1) AS one
LEFT JOIN "{teams}" t ON t.id = %s LEFT JOIN "{people}" p ON p.id = %s
"""


@dataclass(frozen=True, slots=True)
class Action:
    """What happens when a person is needed. Without a scenario the usual values hold.

    `team` None: the conversation's own team keeps it. `person` None: the lead's owner, else round robin.
    """

    team: Team | None = None
    person: User | None = None
    acknowledgement: str = STANDARD
    tags: Sequence[Tag] = ()
    handoff_priority: Priority = Priority.NORMAL
    makes_task: bool = True
    task_title: str = ""
    task_priority: Priority = Priority.NORMAL
    skip_if_owner: bool = False
    reactivation: timedelta = DEFAULT_REACTIVATION


def resolve_action(frozen: FrozenAction, conversation: Conversation) -> Action:
    """Return the action with its rows. A team, person or tag that is gone by now counts as not named."""
    team, person = _team_and_person(frozen, conversation)
    return Action(
        team=team,
        person=person,
        acknowledgement=frozen.acknowledgement,
        tags=rows.select(Tag, id=frozen.tags) if frozen.tags else (),
        handoff_priority=Priority(frozen.handoff_priority),
        makes_task=frozen.makes_task,
        task_title=frozen.task_title,
        task_priority=Priority(frozen.task_priority),
        skip_if_owner=frozen.skip_if_owner,
        reactivation=timedelta(minutes=frozen.reactivation_minutes),
    )


def _team_and_person(frozen: FrozenAction, conversation: Conversation) -> tuple[Team | None, User | None]:
    """Return both with at most one statement: none where the conversation has the team at hand and nobody is named."""
    at_hand = frozen.team is None or frozen.team == conversation.team_id
    if at_hand and frozen.person is None:
        return (conversation.team if frozen.team else None), None
    text = _TEAM_AND_PERSON.format(
        team=rows.columns_of(Team, "t"),
        person=rows.columns_of(User, "p"),
        teams=Team._meta.db_table,
        people=User._meta.db_table,
    )
    [found] = rows.fetch(text, (frozen.team, frozen.person))
    width = rows.width_of(Team)
    team, person = found[:width], found[width:]
    return (
        None if all(value is None for value in team) else rows.make(Team, team),
        None if all(value is None for value in person) else rows.make(User, person),
    )
