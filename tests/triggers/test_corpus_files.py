"""The written corpus has the form that its README says: each writer in one part, every kind, no message twice."""

from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "triggers" / "evaluation" / "corpus"
KINDS = 24
LEAST_A_KIND = 6


def messages(path: Path) -> list[tuple[str, str]]:
    """Each message of a writer with its kind."""
    kind, found = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line[3:]
        else:
            found.append((kind, line))
    return found


def test_each_writer_wrote_every_kind_and_nothing_twice() -> None:
    writers = sorted(path for part in ("tuning", "check", "final") for path in FOLDER.glob(f"{part}/*.txt"))
    assert len({path.name for path in writers}) == len(writers) > 16
    wrong = {}
    for path in writers:
        written = messages(path)
        kinds = Counter(kind for kind, _ in written)
        several = [text for text, times in Counter(text.casefold() for _, text in written).items() if times > 1]
        turns = [text for kind, text in written if kind in {"accept", "decline"} and " || C:" not in text]
        if len(kinds) != KINDS or min(kinds.values()) < LEAST_A_KIND or several or turns:
            wrong[path.name] = (len(kinds), min(kinds.values()), several, len(turns))
    assert not wrong
