"""The second stage's head: what it says, what it refuses to load, and that teaching gives the same bytes twice."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triggers.evaluation.teaching import train
from triggers.evaluation.writers import Written
from triggers.meaning.classes import CLASSES, KINDS, NOBODY, PERSON_CLASSES
from triggers.meaning.head import WEIGHTS, Head, HeadError, load_head
from triggers.meaning.training import Plan, splits

ENCODER = "multilingual-e5-small"


def loaded(encoder: str = ENCODER, folder: Path = WEIGHTS) -> Head:
    """The head that must be there."""
    head = load_head(encoder, folder)
    assert head is not None
    return head


@given(st.integers(0, 2**32 - 1))
def test_whatever_the_vector_the_head_says_probabilities_and_shares_one_between_nobody_and_the_reason(seed):
    vector = np.random.default_rng(seed).standard_normal(384).astype(np.float32)
    said = loaded().probabilities(vector / np.linalg.norm(vector))
    assert set(said) == set(CLASSES)
    assert all(0 <= probability <= 1 for probability in said.values())
    assert max(said[name] for name in PERSON_CLASSES) == pytest.approx(1 - said[NOBODY], abs=1e-5)


def test_the_shipped_bands_widen_from_strict_to_eager_and_ask_least_of_an_emergency():
    head = loaded()
    for name in PERSON_CLASSES:
        bands = [head.bands(sensitivity, name) for sensitivity in ("strict", "balanced", "eager")]
        assert all(0 < likely < sure <= 1 for likely, sure in bands)
        assert bands == sorted(bands, reverse=True)
        assert head.bands("balanced", "emergency") <= bands[1]
    assert head.bands("balanced", NOBODY) > (1, 1), "nobody is no reason to hand over"


def test_weights_that_were_changed_and_encoders_without_any_are_told_apart(tmp_path):
    for name in ("bin", "json"):
        shutil.copy(WEIGHTS / f"{ENCODER}.{name}", tmp_path)
    numbers = bytearray((tmp_path / f"{ENCODER}.bin").read_bytes())
    numbers[1000] ^= 1
    (tmp_path / f"{ENCODER}.bin").write_bytes(numbers)
    with pytest.raises(HeadError, match="not those"):
        load_head(ENCODER, tmp_path)
    assert load_head("another-model", tmp_path) is None


class Spelling:
    """An encoder of the test's own: counts letters, so equal words give equal vectors."""

    name = source = "spelling"
    dimensions = 16

    def encode(self, texts):
        rows = np.array([[1 + text.count(chr(97 + place)) for place in range(16)] for text in texts], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_teaching_twice_gives_the_same_bytes_and_the_same_head_learns_its_lesson(tmp_path):
    messages = [
        Written(f"{language}-1", line, kind, chr(97 + place % 16) * (2 + line) + kind)
        for language in ("en", "de", "pl")
        for place, kind in enumerate(KINDS)
        for line in range(6)
    ]
    plan = Plan(hidden=32, epochs=60, batch=32, drop=0.1, folds=3)
    for folder in ("one", "two"):
        said = train(
            Spelling(), messages, kept=tmp_path / f"{folder}.npz", into=tmp_path / folder,
            progress=lambda name, done: None, plan=plan,
        )  # fmt: skip
        assert said.startswith(f"Taught by {len(messages)} messages of 3 writers")
    for name in ("spelling.json", "spelling.bin"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    head = loaded("spelling", tmp_path / "one")
    assert json.loads((tmp_path / "one" / "spelling.json").read_text())["taught"]["writers"] == ["de-1", "en-1", "pl-1"]
    row = Spelling().encode([next(m.text for m in messages if m.kind == "emergency")])[0]
    found = head.probabilities(row)
    assert max(found, key=lambda name: found[name]) == "emergency"


@given(st.lists(st.sampled_from("abcdefgh"), min_size=2), st.integers(2, 5))
def test_no_writer_judges_what_they_taught(writers, folds):
    judged = []
    for others, theirs in splits(writers, folds):
        assert not {writers[place] for place in others} & {writers[place] for place in theirs}
        judged += theirs.tolist()
    assert sorted(judged) == list(range(len(writers)))
