"""Why an agent's act is refused; each door answers with its own form of these."""


class DeskError(Exception):
    """An act that was refused, with a sentence for the person who tried."""


class NotVisible(DeskError):  # noqa: N818 - the field's word
    """The row does not exist for this person; doors answer exactly as for a missing row."""


class Conflict(DeskError):  # noqa: N818 - the field's word
    """Somebody else was faster, or the state has moved on. `code` is for machines, `holder_name` is who has it."""

    def __init__(self, code: str, message: str, holder_name: str = "") -> None:
        """Keep the code and the holder beside the sentence."""
        super().__init__(message)
        self.code = code
        self.holder_name = holder_name


class Refused(DeskError):  # noqa: N818 - the field's word
    """The act makes no sense as given (an empty reply, a person outside the team)."""
