"""The harmless sentences that are shipped with the linter."""

from collections import Counter

from triggers.linting import harmless_sentences
from triggers.linting.corpus import everyday_words
from triggers.matching.tokens import tokenise
from triggers.presets import LANGUAGES


def test_there_are_at_least_two_thousand_and_no_two_are_alike() -> None:
    sentences = harmless_sentences()
    assert len(sentences) >= 2_000
    count = Counter(" ".join(sentence.text.casefold().split()) for sentence in sentences)
    assert [text for text, times in count.items() if times > 1] == []


def test_english_stands_first_and_every_language_of_the_presets_is_there() -> None:
    count = Counter(sentence.lang for sentence in harmless_sentences())
    assert count["en"] >= 1_300
    assert {lang for lang, lines in count.items() if lines >= 50} == set(LANGUAGES)


def test_every_sentence_is_one_message_of_a_customer() -> None:
    for sentence in harmless_sentences():
        assert 1 <= len(sentence.text) <= 200, sentence
        assert sentence.text.isprintable(), sentence


def test_everyday_words_are_those_of_several_sentences() -> None:
    assert {"open", "order", "agent"} <= everyday_words()
    said = Counter(token.text for line in harmless_sentences() for token in set(tokenise(line.text)))
    assert not {word for word in everyday_words() if not said[word]}
