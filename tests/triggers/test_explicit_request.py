"""A request for a person is heard in many words; what only looks like one is not."""

import pytest

ASKED = [
    "could I speak with a real human please",
    "HUMAN PLEASE",
    "agent",
    "representative!!",
    "get me your supervisor",
    "pls transfer me to sombody who can help",
    "can i tlk to a persn",
    "i want to talk to an ag3nt",
    "t a l k to an operator",
    "talktoahuman",
    "Is anyone there?",
    "have one of your people call me back tomorrow",
    "I refuse to chat with a robot",
    "I was chatting with Lena and got disconnected",
    "put me through to the billing department",
    "no one answers, how do I get hold of a live person",
    "quiero hablar con una persona de verdad",
    "Kann ich bitte mit einem echten Mitarbeiter sprechen?",
    "je voudrais parler à un conseiller",
    "vorrei parlare con un operatore",
    "quero falar com um atendente",
    "chcę rozmawiać z żywym człowiekiem",
    "ik wil graag met een medewerker praten",
    "转人工客服",
]

NOT_ASKED = [
    "are you human?",
    "am I talking to a bot or a real person?",
    "what is my agent's phone number",
    "no need to transfer me to an agent",
    "I spoke to an agent yesterday and the problem is solved",
    'your page says "talk to a human" at the top',
    "please transfer 50 dollars to my savings",
    "remind me to call my mother at eight",
    "call me Stevie from now on",
    "does your insurance cover another person in my car",
    "what does a person need to open an account",
    "find an agent near my town",
    "¿eres un humano?",
    "bist du ein echter Mensch?",
    "thanks, bye",
]


@pytest.mark.parametrize("text", ASKED)
def test_a_request_for_a_person_fires(judge, text):
    decision = judge(text)
    assert decision.fired
    assert decision.category == "explicit_request"


@pytest.mark.parametrize("text", NOT_ASKED)
def test_what_only_looks_like_a_request_does_not_fire(judge, text):
    results = {r.category: r.fired for r in judge(text).results}
    assert not results["explicit_request"]


def test_yes_to_the_bots_offer_of_a_person_is_a_request(judge):
    offer = ("bot", "Would you like me to connect you with an agent?")
    assert judge("yes please", offer).category == "explicit_request"
    assert not judge("yes please", ("bot", "Shall I track your parcel?")).fired
    assert not judge("yes please").fired


def test_a_request_for_a_person_wins_over_every_other_category(judge):
    decision = judge("this is ridiculous, I want my money back, let me speak to a manager")
    fired = {result.category for result in decision.results if result.fired}
    assert "cancellation" in fired
    assert decision.category == "explicit_request"


def test_evidence_points_into_the_original_text(judge):
    text = "Ok… ＣＡＮ you — please!! — connect me  to a Réal persón?"
    decision = judge(text)
    (first, *_) = decision.evidence
    assert text[first.start : first.end] == first.text
    assert "connect" in first.text
