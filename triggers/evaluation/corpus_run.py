"""One run over a part of the written corpus: its messages, their vectors, what the head says, what both stages do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from conversations.encoding.base import Encoder
from triggers.evaluation.corpus_report import final_cells, part_report
from triggers.evaluation.final_log import MOST_OPENINGS, log_opening, next_opening
from triggers.evaluation.outcomes import Said, StagedOutcome, judge_messages
from triggers.evaluation.vectors import vectors_from
from triggers.evaluation.writers import CORPUS, FINAL, TUNING, CorpusError, Written, read_part
from triggers.matching import Ruleset
from triggers.meaning.head import Head, class_probabilities, load_head

if TYPE_CHECKING:
    from triggers.evaluation.vectors import Rows


#: Where vectors are kept between two runs, below the data directory.
KEPT_VECTORS = "corpus-vectors.npz"


@dataclass(frozen=True, slots=True)
class CorpusRun:
    """With what a part is judged. Without an `encoder`, or where no head is made for it, by patterns alone.

    `kept`: the file of vectors that were made before. `folder`: the corpus.
    """

    ruleset: Ruleset
    encoder: Encoder | None
    kept: Path
    progress: Callable[[str, float], None]
    folder: Path = CORPUS

    def judge(self, part: str) -> list[StagedOutcome]:
        """Judge every message of a part; the tuning part's by heads that have seen nothing of the message's writer.

        Raises CorpusError, EncoderFault, HeadError.
        """
        messages = read_part(part, self.folder)
        head = load_head(self.encoder.name) if self.encoder else None
        if self.encoder is None or head is None or not messages:
            return judge_messages(messages, self.ruleset)
        rows = vectors_from(self.encoder, [message.text for message in messages], self.kept, self.progress)
        shares = _held_out(messages, rows, head) if part == TUNING else head.shares(rows)
        said: Sequence[Said] = class_probabilities(shares, head.kinds)
        return judge_messages(messages, self.ruleset, said, head.bands)


def _held_out(messages: Sequence[Written], rows: Rows, head: Head) -> Rows:
    """Return what is said of each message by a head that was taught by others, made as the shipped one was."""
    from triggers.evaluation.teaching import lessons_of  # lazy: it brings NumPy, which patterns alone never need
    from triggers.meaning.training import held_out, temper  # lazy: as above

    return temper(held_out(lessons_of(messages, rows)), head.temperature)


def open_final(run: CorpusRun, log: Path, when: tuple[str, str, str]) -> str:
    """Judge the final part, write its figures as a row of the log, and return its report.

    `when`: date, version and commit. Raises FinalPartError before anything is read when it must stay closed, and
    CorpusError where the part has no file.
    """
    number = next_opening(log)
    tuning, final = run.judge(TUNING), run.judge(FINAL)
    if not final:
        raise CorpusError("The final part has no file here.")
    log_opening(log, (*when, *final_cells(tuning, final)))
    return f"Opening {number} of {MOST_OPENINGS}.\n{part_report(FINAL, final)}"
