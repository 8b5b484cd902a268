"""Reading what a message means, for the second stage: its vector, the head's classes, the nearest examples.

To be called outside any transaction: the encoder may be a server, and takes its time in any case.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conversations.encoding.base import Encoder
from conversations.encoding.choose import current_encoder
from conversations.services.vectors import vectors_of
from triggers.enums import Sensitivity
from triggers.facts import MeaningClass, NearExample, ReadMeaning
from triggers.matching import Ruleset, ScenarioRule
from triggers.meaning.classes import NOBODY
from triggers.meaning.examples import ExampleSentence, examples_of, negatives
from triggers.meaning.heads import MeaningHead, head_for
from triggers.meaning.nearest import nearest_of
from triggers.models import TriggerVersion
from triggers.services.snapshots import lexicon_with, own_groups

if TYPE_CHECKING:
    from conversations.encoding.base import Vectors

logger = logging.getLogger(__name__)

#: Classes with a smaller probability are out of the question, and not kept.
LEAST = 0.01
#: Sentences whose vectors are asked for at a time; for how long, in seconds, new ones are made while a customer waits.
CHUNK = 48
PATIENCE = 0.6
_DIGITS = 4


@dataclass(slots=True, eq=False)
class _Examples:
    """The vectors of a rule set's examples, as far as they are made: some of them with each message that comes."""

    rules: Sequence[ScenarioRule]
    source: str
    harmless: tuple[str, ...]
    listed: tuple[ExampleSentence, ...]
    made: list[Vectors] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_whole(self) -> bool:
        """Return whether there is a vector for each sentence."""
        return sum(map(len, self.made)) == len(self.harmless) + len(self.listed)

    def advance(self, encoder: Encoder, patience: float) -> None:
        """Look up or make further vectors; stop after so many seconds, or when there are none to be had."""
        texts = (*self.harmless, *(example.sentence for example in self.listed))
        ends = time.monotonic() + patience
        with self.lock:
            while not self.is_whole:
                start = sum(map(len, self.made))
                found = vectors_of(texts[start : start + CHUNK], encoder=encoder)
                if found is None:
                    return
                self.made.append(found)
                if time.monotonic() > ends:
                    return


#: The last ones: of the published rules, and of a draft that is tried.
_known: deque[_Examples] = deque(maxlen=3)


def forget_examples() -> None:
    """Begin anew, as a process that has just started does."""
    _known.clear()


def read_meaning(text: str, *, ruleset: Ruleset, patience: float = PATIENCE) -> ReadMeaning | None:
    """Return what the second stage reads in a text; None without an encoder, or when it failed (logged, counted).

    `ruleset`: the rules whose examples are compared; until the vectors of all of them are made, in the first messages
    of a month, none is. `patience`: how long to make further ones, in seconds.
    """
    encoder = current_encoder()
    found = vectors_of([text], encoder=encoder) if encoder and text.strip() else None
    if encoder is None or found is None:
        return None
    head = head_for(encoder.name)
    nearest = _nearest(found[0], encoder, ruleset, patience)
    if head is None and not nearest:
        return None
    return ReadMeaning(encoder.source, head.version if head else "", _classes(head, found[0]), tuple(nearest))


def _classes(head: MeaningHead | None, vector: Vectors) -> tuple[MeaningClass, ...]:
    if head is None:
        return ()
    told = sorted(head.probabilities(vector).items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        MeaningClass(name, round(float(probability), _DIGITS), _bands(head, name))
        for name, probability in told
        if probability >= LEAST
    )


def _bands(head: MeaningHead, name: str) -> tuple[tuple[str, float, float], ...]:
    if name == NOBODY:
        return ()
    found = ((str(sensitivity), *head.bands(sensitivity, name)) for sensitivity in Sensitivity.values)
    return tuple((sensitivity, round(likely, _DIGITS), round(sure, _DIGITS)) for sensitivity, likely, sure in found)


def _nearest(vector: Vectors, encoder: Encoder, ruleset: Ruleset, patience: float) -> list[NearExample]:
    table = _examples(encoder, ruleset)
    if not table.listed:
        return []
    table.advance(encoder, patience)
    if not table.is_whole:
        return []
    import numpy as np  # lazy: a desk that never encodes never loads it

    rows = np.concatenate(table.made)
    harmless = len(table.harmless)
    return nearest_of(vector, table.listed, rows[harmless:], rows[:harmless])


def _examples(encoder: Encoder, ruleset: Ruleset) -> _Examples:
    for known in tuple(_known):
        if known.rules is ruleset.rules and known.source == encoder.source:
            return known
    listed = examples_of(ruleset.rules, _groups(ruleset.version))
    made = _Examples(ruleset.rules, encoder.source, negatives() if listed else (), listed)
    _known.append(made)
    return made


def _groups(number: int) -> Mapping[str, Sequence[str]]:
    """Return the word groups of a version; the draft's where it is none."""
    version = TriggerVersion.objects.filter(number=number).only("groups").first()
    return lexicon_with(version.groups if version else own_groups()).groups
