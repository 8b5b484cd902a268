"""Vectors of the written messages, made once: a file outside the repository keeps them between two runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from conversations.encoding.base import Encoder, cut

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

#: Texts that are encoded at a time.
_CHUNK = 32
#: Chunks between two writes of the file, so that a run that is stopped loses little.
_SAVED = 20


def vectors_from(encoder: Encoder, texts: Sequence[str], kept: Path, progress: Callable[[str, float], None]) -> Rows:
    """Return a row of length 1 for each text; what `kept` does not hold yet is made and written to it.

    Rows are rounded to float16 as the desk rounds the vectors that it keeps. Raises EncoderFault.
    """
    import numpy as np  # lazy: a desk that never encodes never loads it

    digests = [hashlib.sha256(f"{encoder.source}\n{cut(text)}".encode()).hexdigest() for text in texts]
    known = _load(kept)
    missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
    wanted = list(missing)
    for number, start in enumerate(range(0, len(wanted), _CHUNK), start=1):
        chunk = wanted[start : start + _CHUNK]
        made = encoder.encode([missing[digest] for digest in chunk])
        known |= {digest: row.astype("<f2") for digest, row in zip(chunk, made, strict=True)}
        progress("vectors", (start + len(chunk)) / len(wanted))
        if number % _SAVED == 0:
            _save(kept, known)
    if wanted:
        _save(kept, known)
    rows = np.stack([known[digest] for digest in digests]).astype(np.float32)
    normalised: Rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return normalised


def _load(kept: Path) -> dict[str, NDArray[np.float16]]:
    import numpy as np  # lazy: as above

    if not kept.exists():
        return {}
    with np.load(kept, allow_pickle=False) as stored:
        return dict(zip(stored["digests"].tolist(), stored["rows"], strict=True))


def _save(kept: Path, known: dict[str, NDArray[np.float16]]) -> None:
    import numpy as np  # lazy: as above

    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_suffix(".part.npz")
    np.savez(part, digests=np.array(list(known)), rows=np.stack(list(known.values())))
    part.replace(kept)
