"""A message on a page: whole when short, cut round what counts when long, its evidence marked."""

from hypothesis import given
from hypothesis import strategies as st

from triggers.backtesting.excerpts import LONGEST, excerpt

WORDS = "My parcel is late. " * 60 + "I want to talk to a person. " + "Thank you for reading. " * 60
PLACES = st.lists(st.tuples(st.integers(-5, 200), st.integers(-5, 200), st.sampled_from(["rule", ""])), max_size=6)


@given(st.text(max_size=150), PLACES)
def test_a_short_text_is_whole_whatever_is_marked(text, places) -> None:
    pieces = excerpt(text, places)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


def test_what_counts_is_marked_with_the_phrase_that_found_it() -> None:
    pieces = excerpt("please talk to a person now", [(7, 23, "talk to a person")])
    assert [tuple(piece) for piece in pieces] == [
        ("please ", ""),
        ("talk to a person", "talk to a person"),
        (" now", ""),
    ]


def test_overlapping_evidence_is_marked_once() -> None:
    pieces = excerpt("talk to a person", [(0, 7, "talk to"), (5, 16, "to a person"), (8, 16, "a person")])
    assert [(piece.text, bool(piece.rule)) for piece in pieces] == [("talk to", True), (" ", False), ("a person", True)]


def test_a_long_text_is_cut_round_its_evidence() -> None:
    start = WORDS.index("talk to a person")
    pieces = excerpt(WORDS, [(start, start + 16, "talk to a person")])
    shown = "".join(piece.text for piece in pieces)
    assert "talk to a person" in [piece.text for piece in pieces]
    assert len(shown) <= LONGEST + 4
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_a_long_text_without_evidence_shows_its_beginning() -> None:
    pieces = excerpt(WORDS, [])
    assert [piece.text for piece in pieces] == [WORDS[:LONGEST], " …"]
