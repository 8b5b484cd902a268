"""The AI says what it is, and the question is told from the request."""

import pytest

from conversations.ai.disclosure import asks_whether_human, disclosure_text, truthful_answer

LANGUAGES = ("en", "es", "de", "fr", "it", "pt", "pl", "nl", "zh")

QUESTIONS = (
    "Are you an actual human being or AI?",
    "so you're a bot",
    "am I chatting with a real human",
    "Is this an automated reply?",
    "are u bot",
    "Are you a robot or what",
    "is anyone real here",
    "who am i talking to",
    "eres una IA?",
    "¿hablo con una máquina?",
    "bist du eine KI",
    "Bin ich mit einem Bot verbunden?",
    "vous êtes un bot ?",
    "sto parlando con un bot?",
    "és um robô?",
    "czy jesteś prawdziwym człowiekiem",
    "bent u een echt persoon?",
    "你是AI吗",
    "You sound like a robot",
    "who are you?",
    "I think you are a bot",
    "are you human?",
    "Are you a bot",
    "r u a robot??",
    "is this a real person?",
    "Am I talking to a human or a machine?",
    "You're a bot, aren't you?",
    "are you even real",
    "wait is this ai",
    "ARE YOU A REAL PERSON",
    "human or bot?",
    "hey, are you actually a person? my parcel is late",
    "Is there a real person here?",
    "are you ChatGPT",
    "¿Eres humano?",
    "eres un bot?",
    "¿Es usted una persona real?",
    "estoy hablando con una persona o un robot",
    "Bist du ein Mensch?",
    "sind sie ein bot",
    "Spreche ich hier mit einem echten Menschen?",
    "ist das ein Bot?",
    "Êtes-vous un robot ?",
    "es-tu une IA",
    "je parle à une vraie personne ?",
    "c'est un robot ?",
    "Sei un robot?",
    "sto parlando con una persona?",
    "sei umano",
    "Você é um robô?",
    "estou falando com uma pessoa?",
    "vc é real?",
    "Jesteś botem?",
    "czy rozmawiam z człowiekiem?",
    "Czy to bot?",
    "Ben je een robot?",
    "praat ik met een echt mens?",
    "is dit een bot",
    "你是真人吗？",
    "你是机器人吗",
    "您是人还是机器人？",
)
OTHERS = (
    "who are you shipping with?",
    "is anyone available",
    "you must be kidding",
    "this is automated shipping?",
    "I want to talk to a human",
    "can I speak to a real person please",
    "Get me a human",
    "agent",
    "human please",
    "is there a person that can sign for my parcel?",
    "are you open on Sunday?",
    "is this a real leather bag?",
    "Are you able to help me",
    "are you a shop for people with small feet",
    "my husband is a real person of habit",
    "is this machine washable?",
    "is it a computer desk?",
    "are you there?",
    "are you kidding me",
    "quiero hablar con una persona",
    "mi madre es una persona mayor",
    "¿puedo hablar con un humano?",
    "Kann ich mit einem Menschen sprechen?",
    "ich möchte einen Menschen",
    "ist das eine gute Größe?",
    "je veux parler à une personne",
    "c'est une machine à laver ?",
    "puis-je parler à un humain",
    "voglio parlare con una persona",
    "quero falar com uma pessoa",
    "chcę rozmawiać z człowiekiem",
    "ik wil een mens spreken",
    "转人工",
    "我要真人",
    "这是什么",
    "",
    "🙂",
    "x" * 10_000,
)


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_question_about_the_speaker_is_recognised(text: str):
    assert asks_whether_human(text)


@pytest.mark.parametrize("text", OTHERS)
def test_requests_and_other_questions_are_left_alone(text: str):
    assert not asks_whether_human(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_own_texts_with_the_business(language: str):
    texts = disclosure_text(language, "Shop & Söhne {x}"), truthful_answer(language, "Shop & Söhne {x}")
    assert all("Shop & Söhne {x}" in text for text in texts)
    assert all("AI" in text or "IA" in text or "KI" in text for text in texts)
    english = disclosure_text("en", "Shop & Söhne {x}"), truthful_answer("en", "Shop & Söhne {x}")
    assert language == "en" or set(texts).isdisjoint(english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_ai_with_a_name_still_says_what_it_is(language: str):
    named, unnamed = disclosure_text(language, "Shop", "Fern"), disclosure_text(language, "Shop")
    assert "{ai}" not in unnamed
    assert named.replace("Fern, ", "").replace("Fern，", "") == unnamed
    assert named != unnamed


@pytest.mark.parametrize("language", ["", "xx", "de-AT", "DE", "zh-hans"])
def test_unknown_and_regional_codes_have_a_text(language: str):
    known = {"de-AT": "de", "DE": "de", "zh-hans": "zh"}.get(language, "en")
    assert disclosure_text(language, "Shop") == disclosure_text(known, "Shop")


def test_the_texts_offer_a_person_without_promising_one_now():
    assert "available" in disclosure_text("en", "Shop")
    assert "not a person" in truthful_answer("en", "Shop")
