"""Phrases read like sentences, whatever they are made of."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from triggers.admin.sentences import read_aloud
from triggers.models import Phrase

GROUPS = {
    "human": ("person", "agent", "human being", "somebody"),
    "pass": ("pass", "put", "(please) put", "[@human|boss] there"),
    "few": ("one", "two"),
}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("talk to a person", ["talk", "to", "a", "person"]),
        ("[want to|going to] sue", ["want to / going to", "sue"]),
        ("[a|b|c|d|e] x", ["a / b / c / +2", "x"]),
        ("talk (directly) to you", ["talk", "directly", "to", "you"]),
        ("[human]", ["person / agent / human being / +1"]),
        ("[@human|boss] now", ["person / agent / human being / +2", "now"]),
        ("@pass me", ["pass / put / person there", "me"]),
        ("cancel ...5 order", ["cancel", "…", "order"]),
        ("call me at #", ["call", "me", "at", "a number"]),
        ("^ agent $", ["agent", "nothing else in the sentence"]),
        ("^^ agent $$", ["agent", "nothing else in the message"]),
        ("^ agent", ["agent", "begins the sentence"]),
        ("~ price", ["weak hint", "price"]),
        ("~~ price", ["faint hint", "price"]),
        ("[human", ["[", "human"]),
        ("(a|b", ["(", "a|b"]),
        ("@nosuch [few]", ["@nosuch", "one / two"]),
        ("[few]", ["one / two"]),
        ("few", ["few"]),
        ("", []),
    ],
)
def test_how_a_phrase_reads(written: str, read: list[str]) -> None:
    assert [bit.text for bit in read_aloud(written, GROUPS)] == read


def test_a_long_phrase_is_cut_and_read() -> None:
    assert len(read_aloud("word " * 100_000, GROUPS)) == 400


def test_the_list_shows_sentences_and_keeps_the_spelling_at_hand(desk: Client, rows: dict[str, Any]) -> None:
    Phrase.objects.create(scenario=rows["scenario"], text="[want to|<b>] (now) talk to [human]")
    page = desk.get(reverse("admin:triggers_phrase_changelist")).content.decode()
    assert "want to / &lt;b&gt;" in page
    assert "[want to|&lt;b&gt;] (now) talk to [human]" in page
    assert "<b>]" not in page
