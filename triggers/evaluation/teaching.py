"""From the tuning part to the shipped weights: vectors, cross-validation, temperature, bands, and the head itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from conversations.encoding.base import Encoder
from triggers.evaluation.lessons import teaches
from triggers.evaluation.vectors import vectors_from
from triggers.evaluation.writers import Written
from triggers.meaning.bands import choose_bands, choose_temperature
from triggers.meaning.classes import KINDS
from triggers.meaning.head import centred, head_files
from triggers.meaning.training import SHIPPED, Lessons, Plan, held_out, teach, temper, tempered

if TYPE_CHECKING:
    from triggers.evaluation.vectors import Rows


def train(
    encoder: Encoder,
    messages: Sequence[Written],
    *,
    kept: Path,
    into: Path,
    progress: Callable[[str, float], None],
    plan: Plan = SHIPPED,
) -> str:
    """Write the weights for an encoder's vectors into a folder, and say in a sentence what they were taught by.

    `kept`: the file of vectors made before. Raises EncoderFault.
    """
    learned = lessons_of(messages, vectors_from(encoder, [message.text for message in messages], kept, progress))
    shares = held_out(learned, plan)
    temperature = choose_temperature(shares, learned.kinds)
    middles = learned.middles()
    about = {
        "encoder": encoder.name,
        "kinds": KINDS,
        "languages": sorted(set(learned.languages)),
        "temperature": temperature,
        "bands": choose_bands(temper(shares, temperature), learned.kinds),
        "taught": {"messages": len(messages), "writers": sorted(set(learned.writers)), "sha256": _digest(messages)},
    }
    layers = tempered(teach(centred(learned.rows, middles), learned.kinds, plan), temperature)
    text, numbers = head_files(about, middles, layers)
    into.mkdir(parents=True, exist_ok=True)
    (into / f"{encoder.name}.json").write_text(text, encoding="utf-8")
    (into / f"{encoder.name}.bin").write_bytes(numbers)
    return (
        f"Taught by {len(messages)} messages of {len(set(learned.writers))} writers: {len(numbers):,} bytes of weights."
    )


def lessons_of(messages: Sequence[Written], rows: Rows) -> Lessons:
    """Return messages and their vectors as a trainer takes them; what teaches nothing has no kind."""
    kinds = [message.kind if teaches(message) else "" for message in messages]
    writers, languages = [message.writer for message in messages], [message.language for message in messages]
    return Lessons(rows, kinds, writers, languages)


def _digest(messages: Sequence[Written]) -> str:
    """Return the digest of everything that was learned from, but the vectors."""
    lines = [json.dumps([message.writer, message.kind, message.text], ensure_ascii=False) for message in messages]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
