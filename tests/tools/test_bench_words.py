"""The texts of the trigger bench: the same in every run, with the phrases really in them."""

import random

import pytest

from tools.bench import words

pytestmark = pytest.mark.long("tools/bench/", "tools/stack/")


@pytest.fixture(scope="module")
def prose() -> list[str]:
    return words.read_prose()


def test_there_is_prose_enough_for_a_hundred_thousand_phrases(prose: list[str]):
    pieces = {" ".join(prose[start : start + 4]) for start in range(len(prose) - 4)}

    assert len(pieces) > 100_000


def test_the_same_seed_gives_the_same_texts_and_another_seed_others(prose: list[str]):
    def made(seed: int) -> list[str]:
        chance = random.Random(seed)
        return words.messages(prose, words.phrases(prose, chance, 40), chance, 50)

    assert made(1) == made(1)
    assert made(1) != made(2)


def test_about_a_third_of_the_messages_holds_a_phrase_as_it_is_written(prose: list[str]):
    chance = random.Random(7)
    known = [phrase for phrase in words.phrases(prose, chance, 400) if len(phrase.split()) > 3]
    texts = words.messages(prose, known, chance, 600)

    holding = sum(any(f" {phrase} " in f" {text} " for phrase in known) for text in texts)
    assert 0.2 < holding / len(texts) < 0.45
    assert all(5 <= len(text.split()) <= 66 for text in texts)
