"""The messages of independent writers in `corpus/`: a file is a writer, a part is what may be done with its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from triggers.facts import Facts, Turn

CORPUS = Path(__file__).parent / "corpus"
#: May be trained on; may be counted and read as a list of errors; is opened by a counted evaluation alone.
TUNING, CHECK, FINAL = "tuning", "check", "final"
CORPUS_PARTS = (TUNING, CHECK, FINAL)
#: Kinds that an assistant can do alone. Every other kind needs a person.
NOBODY_KINDS = ("decline", "information", "smalltalk", "noperson", "tempting", "ordinary")
#: What a second writer may say of a message whose kind they do not know.
PERSON, NOBODY, UNSURE = "person", "nobody", "unsure"

_TURN = re.compile(r"^([CA]): ?")
_BETWEEN_TURNS = " || "
_LINE_BREAK = " / "


class CorpusError(ValueError):
    """A file of the corpus that cannot be read: names it and says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Written:
    """One message that somebody wrote. `line` counts from 1 in the writer's file; `second` is "" without a label."""

    writer: str
    line: int
    kind: str
    text: str
    context: tuple[Turn, ...] = ()
    second: str = ""

    @property
    def language(self) -> str:
        """The language that the writer was asked for."""
        return self.writer.partition("-")[0]

    @property
    def needs_person(self) -> bool:
        """Whether a person is right, by the kind it was written as."""
        return self.kind not in NOBODY_KINDS

    @property
    def is_disputed(self) -> bool:
        """Whether the second writer says otherwise, or cannot say: then no figure counts it and nothing learns it."""
        return bool(self.second) and self.second != (PERSON if self.needs_person else NOBODY)

    @property
    def facts(self) -> Facts:
        """What the engine is told of it."""
        return Facts(text=self.text, lang=self.language, context=self.context)


def read_part(part: str, folder: Path = CORPUS) -> tuple[Written, ...]:
    """Return every message of a part, writer after writer; none for a part without files. Raises CorpusError."""
    return tuple(message for path in writers_of(part, folder) for message in read_writer(path, folder / "labels"))


def writers_of(part: str, folder: Path = CORPUS) -> list[Path]:
    """Return the files of a part by name."""
    return sorted((folder / part).glob("*-*.txt"))


def read_writer(path: Path, labels: Path) -> tuple[Written, ...]:
    """Return a writer's messages with the second labels, if there are any in `labels`. Raises CorpusError."""
    found = list(_messages(path))
    second = _labels(labels / path.name, len(found))
    return tuple(
        Written(path.stem, line, kind, *_turns(text), second=label)
        for (line, kind, text), label in zip(found, second, strict=True)
    )


def _messages(path: Path) -> Iterator[tuple[int, str, str]]:
    kind = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("##"):
            kind = line[2:].strip()
        elif line.strip():
            if not kind:
                raise CorpusError(f"{path.name}, line {number}: This message stands under no kind.")
            yield number, kind, line.strip()


def _labels(path: Path, messages: int) -> list[str]:
    if not path.exists():
        return [""] * messages
    labels = path.read_text(encoding="utf-8").split()
    unknown = sorted(set(labels) - {PERSON, NOBODY, UNSURE})
    if unknown or len(labels) != messages:
        raise CorpusError(f"{path.name}: {len(labels)} labels for {messages} messages, unknown: {unknown or 'none'}.")
    return labels


def _turns(line: str) -> tuple[str, tuple[Turn, ...]]:
    """Return the customer's last turn, and the turns before it."""
    parts = [part.strip() for part in line.split(_BETWEEN_TURNS)]
    turns = [Turn("bot" if part.startswith("A:") else "user", _clean(part)) for part in parts]
    return turns[-1].text, tuple(turns[:-1])


def _clean(turn: str) -> str:
    return _TURN.sub("", turn).replace(_LINE_BREAK, "\n")
