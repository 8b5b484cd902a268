"""The names of all groups that a socket may join; `standing.py` and the widget decide who joins which."""

from uuid import UUID

# People with `is_staff`: they see every conversation.
ADMINS = "admins"


def team(team_id: int) -> str:
    """Return the group of everybody who works in a team."""
    return f"team.{team_id}"


def user(user_id: int) -> str:
    """Return the group of one person's browsers."""
    return f"user.{user_id}"


def visitor(conversation_id: UUID) -> str:
    """Return the group of the browsers of the customer of one web chat conversation."""
    return f"visitor.{conversation_id}"


def presence(team_id: int, holder_id: int | None = None) -> str:
    """Return the group of all visitors who are told whether somebody of this team, or this person, is there."""
    return f"presence.{team_id}.{holder_id or 0}"
