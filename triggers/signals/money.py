"""Amounts of money in a message, with the currencies that they may be in."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import NamedTuple

_DOLLARS = "USD CAD AUD NZD SGD HKD MXN"
_KRONER = "SEK NOK DKK"
#: Signs and codes: before the number or behind it.
_SIGNS = {
    "$": _DOLLARS, "us$": "USD", "ca$": "CAD", "c$": "CAD", "au$": "AUD", "a$": "AUD", "nz$": "NZD", "hk$": "HKD",
    "mx$": "MXN", "r$": "BRL", "€": "EUR", "£": "GBP", "¥": "JPY CNY", "￥": "JPY CNY", "₹": "INR", "usd": "USD",
    "eur": "EUR", "gbp": "GBP", "pln": "PLN", "chf": "CHF", "inr": "INR", "cad": "CAD", "aud": "AUD", "nzd": "NZD",
    "jpy": "JPY", "cny": "CNY", "rmb": "CNY", "brl": "BRL", "sek": "SEK", "nok": "NOK", "dkk": "DKK",
    "sgd": "SGD", "hkd": "HKD", "mxn": "MXN",
}  # fmt: skip
#: Words: behind the number only.
_WORDS = {
    "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP", "quid": "GBP", "libras": "GBP",
    "dollar": _DOLLARS, "dollars": _DOLLARS, "bucks": _DOLLARS, "dólares": _DOLLARS, "dolares": _DOLLARS,
    "dollari": _DOLLARS, "rupee": "INR", "rupees": "INR", "zł": "PLN", "zloty": "PLN", "złoty": "PLN",
    "zlotych": "PLN", "złotych": "PLN", "franken": "CHF", "francs": "CHF", "franchi": "CHF", "reais": "BRL",
    "yen": "JPY", "円": "JPY", "yuan": "CNY", "元": "CNY", "kr": _KRONER, "kronor": _KRONER, "kroner": _KRONER,
}  # fmt: skip
_CODES = MappingProxyType({form: frozenset(codes.split()) for form, codes in (_SIGNS | _WORDS).items()})
#: Every currency that a rule may ask for.
CURRENCIES: tuple[str, ...] = tuple(sorted({code for codes in _CODES.values() for code in codes}))

_SCALES = MappingProxyType(
    {
        "k": 1_000, "thousand": 1_000, "mil": 1_000, "tsd": 1_000, "m": 1_000_000, "million": 1_000_000,
        "mio": 1_000_000, "mln": 1_000_000, "lakh": 100_000, "lakhs": 100_000, "crore": 10_000_000,
        "crores": 10_000_000, "万": 10_000,
    }
)  # fmt: skip


def _any_of(forms: list[str], *, whole: bool) -> str:
    """Alternatives, the longest first; a Latin word begins (`whole`) and ends at a word's bound."""
    parts = []
    for form in sorted(forms, key=len, reverse=True):
        begins = r"\b" if whole and form[0].isalpha() else ""
        ends = r"\b" if form[-1].isalpha() and form[-1] < "\u3000" else ""
        parts.append(f"{begins}{re.escape(form)}{ends}")
    return "|".join(parts)


_SIGN = _any_of(list(_SIGNS), whole=True)
_NAME = _any_of(list(_SIGNS | _WORDS), whole=False)
_SCALE = _any_of(list(_SCALES), whole=False)
#: Before a sign, a scale need not end a word: "20k€", "3万元".
_SIZE = "|".join(sorted(_SCALES, key=len, reverse=True))
#: Up to a trillion: a run of groups without an end would be read again from each of them.
_NUMBER = r"\d{1,3}(?:[ ,.'’]\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(
    rf"(?:(?P<sign>{_SIGN})\s?(?P<after>{_NUMBER})(?:\s?(?P<scale>{_SCALE}))?"
    rf"|(?<![\w.,])(?P<before>{_NUMBER})(?:\s?(?P<size>{_SIZE})\.?)?\s?(?P<name>{_NAME}))",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_GROUPED = re.compile(r"[ ,.'’](?=\d{3}(?!\d))")


class Amount(NamedTuple):
    """A number with a currency: its value, its place in the text, and the codes that its sign may stand for."""

    value: float
    start: int
    end: int
    currencies: frozenset[str]


def amounts_in(text: str) -> list[Amount]:
    """Every amount with a currency, in reading order. Nothing is converted."""
    if _DIGIT.search(text) is None:
        return []  # most texts, at a tenth of the cost
    found = []
    for match in _AMOUNT.finditer(text):
        number = _GROUPED.sub("", match["after"] or match["before"]).replace(",", ".")
        scale = (match["scale"] or match["size"] or "").casefold()
        form = (match["sign"] or match["name"]).casefold()
        value = float(number) * _SCALES.get(scale, 1)
        found.append(Amount(value, match.start(), match.end(), _CODES.get(form, frozenset())))
    return found


def largest_amount(text: str, currency: str = "") -> Amount | None:
    """The largest amount that may be in this currency; of any currency when none is named."""
    wanted = currency.upper()
    amounts = [amount for amount in amounts_in(text) if not wanted or wanted in amount.currencies]
    return max(amounts, key=lambda amount: (amount.value, amount.start), default=None)
