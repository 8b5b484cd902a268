"""Two questions are the same by what they are about, not by the words they happen to share."""

import pytest

from triggers.matching.tokens import tokenise
from triggers.signals.concepts import meaning_of
from triggers.signals.similarity import similarity


def words(text):
    return tuple(token.text for token in tokenise(text))


def likeness(first, second):
    return similarity(words(first), words(second))


@pytest.mark.parametrize(
    ("asked", "again", "other"),
    [
        ("where is my parcel", "has my package been dispatched yet", "where do I enter my voucher"),
        ("how do I return these boots", "I would like to send the boots back", "how do I clean these boots"),
        ("can I move my appointment to Friday", "is it possible to reschedule my booking", "can I pay on Friday"),
        ("how do I end my membership", "I want to cancel my subscription", "I want to renew my membership card"),
        ("what time do you open on Sunday", "your opening hours at the weekend please", "is Sunday a holiday for you"),
        ("I cannot log in", "the sign in does not work", "I cannot find the invoice"),
        ("why was I charged twice", "there is a duplicate payment on my bill", "why was I charged a fee"),
    ],
)
def test_the_same_matter_in_other_words_is_nearer_than_another_matter_in_the_same_words(asked, again, other):
    assert likeness(asked, again) > likeness(asked, other)


def test_the_same_words_about_another_matter_are_not_alike():
    assert likeness("how do I export my data", "how do I delete my data") < 0.5
    assert likeness("what time is check in", "what time is check out") < 0.5


@pytest.mark.parametrize("text", ["where is my parcel", "wann kommt mein Paket", "我的包裹在哪里", "no no no", "1 2 3"])
def test_likeness_is_between_nothing_and_one_and_the_same_both_ways(text):
    other = "please change the address on my account"
    assert likeness(text, text) == 1.0
    assert 0.0 <= likeness(text, other) == likeness(other, text) < 1.0


def test_a_phrase_is_read_before_its_single_words():
    assert "refund" in meaning_of(words("I want my money back")).matters
    assert "refund" not in meaning_of(words("my money is on the account")).matters


def test_a_matter_can_be_without_something():
    assert "order_status" in meaning_of(words("where is my order")).matters
    assert "order_status" not in meaning_of(words("how do I order")).matters


def test_nothing_is_like_nothing():
    assert similarity((), words("hello there")) == 0.0
    assert similarity(words("hello there"), ()) == 0.0
