"""What strangers send is kept in one form: whatever comes, the database takes it, and what is fine stays as it is."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.storable import is_storable, storable_in_place, storable_json, storable_text

ANY_TEXT = st.text(st.characters(codec=None))
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(ANY_TEXT, part, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("Grüße 🙂 \t\n", "Grüße 🙂 \t\n"),
        ("a\x00b\x00", "ab"),
        ("half \ud83d pair", "half � pair"),
        ("\ude00\ud83d", "��"),
        ("two halves \ud83d\ude00", "two halves 😀"),
    ],
)
def test_a_text_is_kept_as_far_as_it_can_be(text: str, kept: str) -> None:
    assert storable_text(text) == kept
    assert is_storable(text) is (text == kept)


@given(ANY_TEXT)
def test_every_text_can_be_stored_and_a_second_cleaning_changes_nothing(text: str) -> None:
    for kept in (storable_text(text), storable_in_place(text)):
        assert "\x00" not in kept
        kept.encode()
        assert is_storable(kept)
    assert len(storable_in_place(text)) == len(text)


@given(ANY_JSON)
def test_every_value_can_be_stored(value: object) -> None:
    kept = json.dumps(storable_json(value), ensure_ascii=False, allow_nan=False)
    kept.encode()
    assert "\\u0000" not in kept


def test_what_can_be_stored_stays_and_the_rest_gets_a_form_in_json() -> None:
    value = {"name": "José", "list": [1, 2.5, None, True, {"NaN": "Infinity \\ud800"}]}
    assert storable_json(value) == value
    assert storable_json({"a\x00": ("x\ud800", math.inf), "at": st}) == {"a": ["x�", None], "at": str(st)}
