"""Matters of law, money and anger, and the words that only look like them."""

import pytest

FIRES = [
    ("sensitive", "my landlord keeps the deposit and will not answer, what are my rights"),
    ("sensitive", "I got a summons and must appear before the judge on Monday"),
    ("sensitive", "my ex does not stick to the custody agreement"),
    ("sensitive", "I will report you to the data protection authority"),
    ("sensitive", "you are in breach of contract and I will sue"),
    ("sensitive", "can my employer refuse to pay my overtime"),
    ("sensitive", "my lawyer will contact you"),
    ("sensitive", "I have hired a lawyer because of this"),
    ("sensitive", "could I pay half now and the rest next month"),
    ("sensitive", "can I pay a few days late this time"),
    ("sensitive", "please keep my account from being closed until I have my wages"),
    ("sensitive", "the cut on my hand will not heal"),
    ("frustration", "I am not going to talk to you any longer, stupid bot"),
    ("frustration", "you are not making any sense"),
    ("frustration", "how many times do I have to tell you"),
    ("frustration", "are you out of your mind"),
    ("high_value", "how much would a new house insurance cost me"),
    ("high_value", "I have some questions about the quote I got online"),
]

RESTS = [
    ("sensitive", "no strength cream, just the light one please"),
    ("sensitive", "is it legal size or letter size"),
    ("sensitive", "the flu jab on Friday, is that still on"),
    ("sensitive", "is the food court open"),
    ("sensitive", "what options do I have for delivery"),
    ("frustration", "do not talk so fast"),
    ("frustration", "what is 20 times 30 times 2"),
    ("frustration", "why not use the smaller box"),
    ("frustration", "I am curious how it works"),
    ("frustration", "my parcel isn't here yet"),
    ("frustration", "I don't hate it"),
    ("high_value", "where can I buy insurance, in which states"),
    ("high_value", "how do I book a table"),
    ("cancellation", "what happens when removing a member"),
]


def fires(decision, category):
    return any(result.fired for result in decision.results if result.category == category)


@pytest.mark.parametrize(("category", "text"), FIRES)
def test_fires(judge, category, text):
    assert fires(judge(text), category)


@pytest.mark.parametrize(("category", "text"), RESTS)
def test_rests(judge, category, text):
    assert not fires(judge(text), category)


def test_harsh_words_that_the_bot_asked_for_are_an_answer(judge):
    harsh = "the service was terrible"
    asked = ("bot", "What did you dislike about the film?")
    assert fires(judge(harsh, ("user", "hello"), ("bot", "How can I help?")), "frustration")
    assert not fires(judge(harsh, ("user", "hello"), asked), "frustration")


def test_one_sign_weighs_more_once_the_bot_has_spoken(judge):
    def score(*turns):
        return max(r.score for r in judge("still no answer yet", *turns).results if r.category == "frustration")

    assert score() < score(("user", "hello"), ("bot", "One moment."))
