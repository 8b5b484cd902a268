"""Reading a decision: a text cut where words counted loses nothing, wherever the places lie."""

from hypothesis import given
from hypothesis import strategies as st

from triggers.engine import Evidence
from triggers.services.answers import AnswerPiece, cut_text

PLACES = st.tuples(st.integers(-3, 30), st.integers(-3, 30), st.sampled_from(["a", "b"]))
FOUND = st.lists(PLACES.map(lambda found: Evidence(found[0], found[1], "", found[2])), max_size=6)


def test_words_that_counted_are_pieces_with_their_phrases() -> None:
    text = "talk to 👋 a human"
    evidence = [Evidence(0, 9, "", "talk"), Evidence(8, 17, "", "human"), Evidence(8, 17, "", "human")]
    against = [Evidence(5, 7, "", "to")]
    assert cut_text(text, evidence, against) == [
        AnswerPiece("talk ", ("talk",)),
        AnswerPiece("to", ("talk",), ("to",)),
        AnswerPiece(" ", ("talk",)),
        AnswerPiece("👋", ("talk", "human")),
        AnswerPiece(" a human", ("human",)),
    ]


def test_a_text_without_evidence_is_one_piece() -> None:
    assert cut_text("hello", []) == [AnswerPiece("hello")]
    assert cut_text("", []) == []


@given(st.text(max_size=25), FOUND, FOUND)
def test_nothing_of_the_text_is_lost(text: str, evidence: list[Evidence], against: list[Evidence]) -> None:
    pieces = cut_text(text, evidence, against)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)
