"""What is plainly another language, and what is not said to be."""

import pytest

from conversations.ai.frequent_words import PLAIN_WORDS, WORDS
from conversations.ai.language import is_plainly_other, plain_language
from conversations.ai.recognition import recognise
from conversations.ai.withdrawal import calls_off
from conversations.lead_search import fold_name
from conversations.terms import APOSTROPHES, fold, words

ENGLISH = "How long does the delivery take and what does it cost?"
SENTENCES = {
    "en": "The delivery takes two days and it is free for you.",
    "es": "La entrega tarda dos días y es gratis para usted, gracias por su compra.",
    "de": "Die Lieferung dauert zwei Tage und ist für Sie kostenlos.",
    "fr": "La livraison prend deux jours et elle est gratuite pour vous dans le pays.",
    "it": "La consegna richiede due giorni e non costa nulla per lei, con una ricevuta.",
    "pt": "A entrega demora dois dias e não custa nada para você, obrigado pela sua compra.",
    "pl": "Dostawa trwa dwa dni i nie jest płatna, to jest dla was za darmo.",
    "nl": "De levering duurt twee dagen en het is gratis voor u, wij sturen het met de post.",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_a_whole_sentence_is_known(language: str, sentence: str):
    assert plain_language(sentence) == language
    assert is_plainly_other(sentence, asked=ENGLISH) == (language != "en")
    assert not is_plainly_other(sentence, asked=sentence)


@pytest.mark.parametrize(
    ("reply", "asked"),
    [
        ("Доставка занимает два дня, это бесплатно.", ENGLISH),
        ("配送は二日かかります。無料です。", ENGLISH),
        ("送货需要两天时间。", ENGLISH),
        (SENTENCES["en"], "Сколько времени занимает доставка?"),
        (SENTENCES["en"], "配送にはどのくらいかかりますか"),
    ],
)
def test_another_script_is_another_language(reply: str, asked: str):
    assert is_plainly_other(reply, asked=asked)


@pytest.mark.parametrize(
    ("reply", "asked"),
    [
        ("Ja.", ENGLISH),
        ("Schuhgröße 42, 59 €", ENGLISH),
        (SENTENCES["de"], "hi"),
        (SENTENCES["de"], "Can you answer me in German please, what is the price?"),
        (SENTENCES["en"], "¿Puede usted hablar inglés? No entiendo el español."),
        ("The model is called Москва.", ENGLISH),
        (SENTENCES["de"], "Wie lange dauert die Lieferung und is it free for the boots?"),
        ("", ENGLISH),
    ],
)
def test_what_is_short_mixed_or_wished_for_is_not_called_wrong(reply: str, asked: str):
    assert not is_plainly_other(reply, asked=asked)


def test_the_words_that_tell_a_language_plainly_are_among_its_frequent_ones() -> None:
    for language, listed in PLAIN_WORDS.items():
        assert set(listed.split()) <= set(fold(WORDS[language]).split())


@pytest.mark.parametrize("sign", APOSTROPHES)
def test_every_apostrophe_is_the_same_sign_to_all_who_read_words(sign) -> None:
    assert words(f"don{sign}t l{sign}ordre shop{sign}s") == ["dont", "ordre", "shops"]
    assert fold_name(f"O{sign}Brien") == "obrien"
    assert recognise(f"j{sign}ai une question") == recognise("j'ai une question")
    assert calls_off(f"I don{sign}t need a human anymore") == calls_off("I don't need a human anymore")
