"""Why an agent's act is refused; each door answers with its own form of these."""

from collections.abc import Sequence
from datetime import datetime


class DeskError(Exception):
    """An act that was refused, with a sentence for the person who tried."""


class NotVisible(DeskError):  # noqa: N818 - the field's word
    """The row does not exist for this person; doors answer exactly as for a missing row."""


class Moved(NotVisible):
    """A conversation that this person had has left their sight: who has it now, and since when. Names only."""

    def __init__(self, message: str, *, team_name: str, holder_name: str, at: datetime) -> None:
        """Keep the names and the time beside the sentence."""
        super().__init__(message)
        self.team_name = team_name
        self.holder_name = holder_name
        self.at = at


class Conflict(DeskError):  # noqa: N818 - the field's word
    """Somebody else was faster, or the state has moved on.

    `code` is for machines, `holder_name` is who has it, `may` names the acts that are still open to the one who tried.
    """

    def __init__(self, code: str, message: str, holder_name: str = "", may: Sequence[str] = ()) -> None:
        """Keep the code, the holder and what is still possible beside the sentence."""
        super().__init__(message)
        self.code = code
        self.holder_name = holder_name
        self.may = tuple(may)


class Refused(DeskError):  # noqa: N818 - the field's word
    """The act makes no sense as given (an empty reply, a person outside the team)."""
