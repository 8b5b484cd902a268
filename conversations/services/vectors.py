"""Vectors of texts, each made once: looked up, made where missing, kept. Never fails its caller."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from conversations.encoding.base import Encoder, EncoderFault, cut
from conversations.encoding.choose import current_encoder
from conversations.encoding.failures import note_failure
from conversations.models import TextVector

if TYPE_CHECKING:
    from conversations.encoding.base import Vectors

#: After so long a kept vector is dropped, and made again when its text comes again.
KEPT = timedelta(days=30)
#: Rows that one sweep deletes; more are left for the next.
SWEPT = 5_000


def vectors_of(texts: Sequence[str], *, encoder: Encoder | None = None) -> Vectors | None:
    """Return a row of length 1 for each text (float32), or None: no encoder, or it failed (logged and counted).

    Call it outside any transaction: an encoder may be a server. One query, and one more statement when a text is new.
    `encoder`: the desk's own unless given.
    """
    encoder = encoder or current_encoder()
    if encoder is None or not texts:
        return None
    read = [cut(text) for text in texts]
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in read]
    found = _kept(encoder, digests)
    missing = {digest: text for digest, text in zip(digests, read, strict=True) if digest not in found}
    try:
        found |= _make(encoder, missing) if missing else {}
    except EncoderFault as fault:
        note_failure(fault, source=encoder.source)
        return None
    return _as_rows(encoder, [found[digest] for digest in digests])


def sweep_vectors() -> int:
    """Delete vectors that are older than `KEPT`; return how many."""
    oldest = list(old_vectors().order_by("created_at").values_list("pk", flat=True)[:SWEPT])
    return TextVector.objects.filter(pk__in=oldest).delete()[0]


def old_vectors() -> QuerySet[TextVector]:
    """Return the vectors that the next sweep deletes."""
    return TextVector.objects.filter(created_at__lt=timezone.now() - KEPT)


def _kept(encoder: Encoder, digests: Sequence[str]) -> dict[str, bytes]:
    rows = TextVector.objects.filter(source=encoder.source, digest__in=set(digests)).values_list("digest", "numbers")
    return {digest: data for digest, numbers in rows if len(data := bytes(numbers)) == 2 * encoder.dimensions}


def _make(encoder: Encoder, texts: dict[str, str]) -> dict[str, bytes]:
    """Make and keep the vectors of these texts, by digest. What is kept is what is used: so both are the same."""
    made = encoder.encode(list(texts.values())).astype("<f2")
    numbers = {digest: row.tobytes() for digest, row in zip(texts, made, strict=True)}
    TextVector.objects.bulk_create(
        [TextVector(source=encoder.source, digest=digest, numbers=data) for digest, data in numbers.items()],
        ignore_conflicts=True,
    )
    return numbers


def _as_rows(encoder: Encoder, numbers: Sequence[bytes]) -> Vectors:
    import numpy as np  # lazy: a desk that never encodes never loads it

    rows = np.frombuffer(b"".join(numbers), dtype="<f2").reshape(-1, encoder.dimensions).astype(np.float32)
    normalised: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return normalised
