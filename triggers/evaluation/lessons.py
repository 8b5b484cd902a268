"""Which messages teach the head: those of the tuning part that nobody disputes and no sealed message repeats."""

from __future__ import annotations

from pathlib import Path

from triggers.evaluation.copies import near_copies
from triggers.evaluation.writers import CHECK, CORPUS, FINAL, TUNING, Written, read_part
from triggers.meaning.classes import ANSWER_KINDS


def lessons(folder: Path = CORPUS) -> tuple[Written, ...]:
    """Return the messages to learn from, writer after writer. Raises CorpusError.

    The sealed parts are looked at by machine alone, and only to leave out what two writers happened to word alike: a
    head must not have seen what it is judged by.
    """
    tuning = [message for message in read_part(TUNING, folder) if teaches(message)]
    sealed = [message for part in (CHECK, FINAL) for message in read_part(part, folder)]
    theirs = {(message.writer, message.line) for message in sealed}
    repeated = {
        (own.writer, own.line)
        for copy in near_copies([*tuning, *sealed])
        for own, other in ((copy.one, copy.other), (copy.other, copy.one))
        if (other.writer, other.line) in theirs
    }
    return tuple(message for message in tuning if (message.writer, message.line) not in repeated)


def teaches(message: Written) -> bool:
    """Whether a message says by itself what it means, and its label is not disputed."""
    return message.kind not in ANSWER_KINDS and not message.is_disputed
