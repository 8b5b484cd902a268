"""What stands in a row for a stored secret that no key of today opens."""


class LostSecret(str):
    """An empty text that remembers the sealed one: saving the row keeps it, and the right key brings it back.

    It reads as empty, so nothing is ever sent in its name; whoever needs the secret asks for this type and waits.
    """

    __slots__ = ("sealed",)
    sealed: str

    def __new__(cls, sealed: str) -> "LostSecret":
        """Return an empty text with what is stored behind it."""
        made = super().__new__(cls, "")
        made.sealed = sealed
        return made


class LostSecrets(dict[str, str]):
    """The same for an object of secrets: empty to whoever reads it, and saved again as it was found."""

    def __init__(self, sealed: str) -> None:
        """Keep what is stored."""
        super().__init__()
        self.sealed = sealed
