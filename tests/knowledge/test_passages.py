"""Articles become passages that lose no word."""

import re

from hypothesis import given
from hypothesis import strategies as st

from conversations.knowledge.passages import LONGEST, MOST_PASSAGES, split_passages, split_sentences


def test_an_empty_line_starts_a_new_passage():
    assert split_passages("One.\n\nTwo.\n \n\r\nThree.") == ["One.", "Two.", "Three."]


def test_a_heading_stays_with_what_follows_it():
    assert split_passages("Europe\n\nFour days.\n\nLast words") == ["Europe\nFour days.", "Last words"]


def test_a_long_paragraph_is_cut_at_sentence_ends():
    sentence = "This sentence has exactly some words in it."
    pieces = split_passages(" ".join([sentence] * 60))
    assert len(pieces) > 1
    assert all(piece.endswith(".") for piece in pieces)


def test_blank_text_has_no_passages():
    assert split_passages(" \n\n \t ") == []


def test_sentences_keep_their_marks_and_decimals():
    assert split_sentences("It costs 4.50 euros. Really?\nYes!") == ["It costs 4.50 euros.", "Really?", "Yes!"]


@given(st.text(alphabet="ab .!?\n。é", max_size=4_000))
def test_no_letter_is_lost_and_no_piece_too_long(body: str):
    pieces = split_passages(body)
    assert all(0 < len(piece) <= LONGEST + 200 for piece in pieces)
    if len(pieces) < MOST_PASSAGES:
        assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", body)
