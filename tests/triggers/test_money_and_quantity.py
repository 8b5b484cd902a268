"""Money and numbers of things in a message, and what is neither."""

import pytest

from triggers.engine import decide
from triggers.facts import Facts
from triggers.matching import Lexicon, ScenarioRule, compile_rules
from triggers.matching.tokens import tokenise
from triggers.signals.money import CURRENCIES, amounts_in, largest_amount
from triggers.signals.quantity import quantities_in


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("it was $1,250.50 in all", [1250.50]),
        ("about 12.000 EUR", [12_000]),
        ("€ 3k and 2 million dollars", [3_000, 2_000_000]),
        ("25 Tsd. Euro", [25_000]),
        ("₹ 2 lakh", [200_000]),
        ("3万元", [30_000]),
        ("call 0301234567", []),
        ("5 pieces", []),
    ],
)
def test_amounts_need_a_currency(text, amounts):
    assert [amount.value for amount in amounts_in(text)] == amounts


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("€20", "EUR"), ("20 euros", "EUR"), ("20 EUR", "EUR"), ("£20", "GBP"), ("20 quid", "GBP"), ("20 zł", "PLN"),
        ("CHF 20", "CHF"), ("20 Franken", "CHF"), ("R$ 20", "BRL"), ("20元", "CNY"), ("20 kr", "SEK"), ("Rs 20", ""),
        ("$20", "USD"), ("$20", "CAD"), ("CA$20", "CAD"), ("₹20", "INR"), ("20 yen", "JPY"),
    ],
)  # fmt: skip
def test_a_sign_or_a_word_names_the_currency(text, currency):
    found = [amount.currencies for amount in amounts_in(text)]
    assert (currency in found[0]) if currency else not found


def largest(text, currency=""):
    found = largest_amount(text, currency)
    return found and found.value


def test_an_exact_dollar_is_no_other_dollar():
    assert largest("US$900 or CA$90", "CAD") == 90
    assert largest("it costs £900", "EUR") is None
    assert largest("it costs £900 or 100 EUR") == 900


def test_a_currency_that_a_rule_may_ask_for_is_recognised_by_its_code():
    for code in CURRENCIES:
        assert largest(f"up to 70 {code} a month", code) == 70


QUANTITIES = [
    ("we need 300 units of it", 300),
    ("I want to order 50 chairs", 50),
    ("order 50 office chairs please", 50),
    ("could we buy 1,500 licences", 1_500),
    ("a quote for 200 of these", 200),
    ("2k pcs of the small one", 2_000),
    ("three pallets? no, 12 pallets", 12),
    ("40 dozen bottles", 480),
    ("ich möchte 60 Stühle bestellen", 60),
    ("brauche 120 Lizenzen", 120),
    ("quiero comprar 80 mesas", 80),
    ("je voudrais commander 90 chaises", 90),
    ("vorrei 70 pezzi", 70),
    ("preciso de 75 unidades", 75),
    ("500 sztuk poproszę", 500),
    ("wij willen 65 stoelen bestellen", 65),
    ("订购300把椅子", 300),
    ("prijs voor 4000 vlaggen", 4_000),
    ("zamówienie na 900 kubków", 900),
    ("combien pour 700 sacs imprimés", 700),
    ("könnt ihr 3000 Brezeln liefern", 3_000),
    ("il software per 450 dipendenti", 450),
]
NO_QUANTITIES = [
    "where is order 48213?",
    "Order 4821 has not arrived",
    "order 4821 arrived broken",
    "my order #48213 please",
    "I need 24 hours",
    "I need 500 dollars",
    "it costs 500$",
    "call me at 10:30",
    "the 2024 forms, I need 2024 forms",
    "100个小时",
    "a 50% discount",
    "my number is 555-1234",
    "we are 30 people",
    "my PO box 5087",
    "pedido 48213 por favor",
    "precio por 250 gramos",
]


@pytest.mark.parametrize(("text", "quantity"), QUANTITIES)
def test_a_number_of_things_is_read(text, quantity):
    found = quantities_in(text, tokenise(text))
    assert max(value for value, _, _ in found) == quantity
    assert all(text[start:end].strip() == text[start:end] for _, start, end in found)


@pytest.mark.parametrize("text", NO_QUANTITIES)
def test_other_numbers_are_no_quantity(text):
    assert quantities_in(text, tokenise(text)) == []


def _fires(settings, text, phrases=()):
    rule = ScenarioRule("bulk", "Bulk", "high_value", phrases, settings=settings)
    (result,) = decide(compile_rules([rule], lexicon=Lexicon(groups={})), Facts(text=text)).results
    return result


def test_a_number_before_the_rules_own_words_is_a_quantity():
    assert not _fires({"quantity": 100}, "could it be 250 lanterns").fired
    found = _fires({"quantity": 100}, "could it be 250 lanterns", ("~~ [lantern|lanterns]",))
    assert found.fired
    assert found.why == "a quantity of 250 is at least 100"
    assert [(item.text, item.rule) for item in found.evidence] == [("250", "quantity >= 100")]
    assert not _fires({"quantity": 300}, "could it be 250 lanterns", ("~~ lanterns",)).fired


def test_an_amount_counts_only_in_the_currency_of_the_rule():
    assert _fires({"amount": 500}, "my budget is £600").fired
    assert _fires({"amount": 500, "currency": "GBP"}, "my budget is £600").fired
    missed = _fires({"amount": 500, "currency": "EUR"}, "my budget is £600")
    assert (missed.fired, missed.score) == (False, 0)


@pytest.mark.parametrize("value", ["many", None, [3], "nan", "inf"])
def test_a_limit_that_is_no_number_fires_nothing_and_raises_nothing(value):
    assert not _fires({"quantity": value, "amount": value}, "order 50 chairs for $9000").fired
