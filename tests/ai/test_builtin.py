"""Without a model: grounded answers, honest gaps, details by pattern."""

import pytest

from conversations.ai.agent import write_draft
from conversations.ai.details import find_details
from conversations.ai.guard import promises_handoff
from conversations.ai.smalltalk import TEXTS, kind_of_talk
from conversations.ai.types import Brief, Draft, Engine, Utterance
from conversations.knowledge.search import find_sources
from tests.knowledge.shop import open_shop


def ask(question: str, language: str = "en") -> Draft:
    sources = find_sources(query=question, language=language)
    return write_draft(Brief(Engine("Boots"), (Utterance("customer", question),), sources, language=language))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How long does shipping to the rest of Europe take?", "four to six working days"),
        ("Can I return shoes? what about unworn items", "within 30 days"),
        ("when do I get my refund", "five working days"),
        ("Are you open on Sunday?", "Closed on Sunday"),
        ("can i pay with paypal??", "PayPal"),
        ("how much does a repair cost", "45 euros"),
    ],
)
def test_an_answer_quotes_the_knowledge_base(question: str, words: str):
    articles = open_shop()
    draft = ask(question)
    assert words in draft.text
    assert draft.confidence is not None
    assert 0.5 <= draft.confidence <= 1
    assert not draft.information_gap
    assert draft.engine == "built-in answerer"
    assert set(draft.source_ids) <= {article.pk for article in articles}
    assert draft == ask(question)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "question", ["Do you sell helicopters?", "what is the meaning of life", "asdf qwer", "🙂", "?"]
)
def test_without_a_match_it_says_that_it_does_not_know(question: str):
    open_shop()
    draft = ask(question)
    assert draft.information_gap
    assert "don't have an answer" in draft.text
    assert draft.confidence is not None
    assert draft.confidence < 0.4


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hi!", "greeting"),
        ("hello there :)", "greeting"),
        ("Good morning!!", "greeting"),
        ("Guten Tag", "greeting"),
        ("thanks a lot", "thanks"),
        ("ok great", "thanks"),
        ("Merci beaucoup !", "thanks"),
        ("谢谢", "thanks"),
        ("bye", "farewell"),
        ("ok thanks, bye", "farewell"),
        ("hello, when do you open?", ""),
        ("", ""),
        ("!!!", ""),
        ("bye " * 60 + "x", ""),
    ],
)
def test_small_talk_is_told_from_questions(text: str, kind: str):
    assert kind_of_talk(text) == kind


def test_small_talk_is_answered_in_the_customers_language():
    brief = Brief(Engine("Boots"), (Utterance("customer", "Danke!"),), language="de")
    draft = write_draft(brief)
    assert (draft.text, draft.confidence, draft.information_gap) == (TEXTS["de"]["thanks"], 1.0, False)


@pytest.mark.parametrize("language", TEXTS)
def test_none_of_its_own_sentences_promises_a_person(language: str):
    assert not any(promises_handoff(text) for text in TEXTS[language].values())
    assert TEXTS[language].keys() == TEXTS["en"].keys()


def test_an_empty_transcript_is_no_error():
    assert write_draft(Brief(Engine("Boots"), ())).information_gap


def test_a_burst_is_one_question():
    said = (Utterance("customer", "Hi"), Utterance("ai", "Hello!"), Utterance("customer", "my name is Ana"))
    draft = write_draft(Brief(Engine("Boots"), (*said, Utterance("customer", "mail ana@example.com"))))
    assert draft.details == {"name": "Ana", "email": "ana@example.com"}


@pytest.mark.parametrize(
    "text", ["This is RIDICULOUS", "WHERE IS MY PARCEL NOW", "still nothing!!!", "das ist eine Frechheit"]
)
def test_an_angry_tone_is_noticed(text: str):
    assert write_draft(Brief(Engine("Boots"), (Utterance("customer", text),))).sentiment == "negative"


def test_a_calm_tone_is_not():
    assert write_draft(Brief(Engine("Boots"), (Utterance("customer", "Where is my parcel?"),))).sentiment == ""


@pytest.mark.parametrize(
    ("text", "details"),
    [
        (
            "My name is Ana García Lopez and order #AB-1234 is late, mail ana@x.com, +34 612 345 678",
            {"name": "Ana García Lopez", "email": "ana@x.com", "phone": "+34612345678", "order_number": "AB-1234"},
        ),
        ("order number 4455123", {"order_number": "4455123"}),
        (
            "ich heiße Jürgen von der Heide, Bestellung Nr. 99812",
            {"name": "Jürgen von der Heide", "order_number": "99812"},
        ),
        ("je m'appelle Zoé, commande n° FR-77", {"name": "Zoé", "order_number": "FR-77"}),
        ("call me: (212) 555-0100", {"phone": "2125550100"}),
        ("my name is john and i want boots", {"name": "john"}),
        ("order is 3 days late", {}),
        ("on 12.10.2026 at 10:00", {}),
        ("it costs 1.234.567,00", {}),
        ("size 42 in 2026", {}),
        ("", {}),
        ("@ # + - ()", {}),
    ],
)
def test_stated_details_are_found_and_nothing_is_guessed(text: str, details: dict[str, str]):
    assert find_details(text) == details
