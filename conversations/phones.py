"""Telephone numbers: read from what people and providers write, kept in E.164 form, shown for reading. Pure."""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

from conversations.countries import country_names
from conversations.numbering import match_key, present, spellings

#: In characters: what is longer is no telephone number.
LONGEST = 40
_TRUNK_ZERO = re.compile(r"\(\s?0\s?\)")
# Country codes whose countries are all of one rank.
_SHARED_CODES = frozenset({1, 7})
_LETTER = re.compile(r"[^\W\d_]")
_DIALLED_ABROAD = re.compile(r"(?:00|011)(?=[1-9])")


def from_provider(number: str) -> str:
    """Return the E.164 form of a number that a provider gave: country code first, with or without a plus.

    Today's spelling is returned; empty when it is no possible number.
    """
    return _e164(_parsed(f"+{present(number.strip().lstrip('+'))}", None))


def from_person(written: str, country: str = "") -> str:
    """Return the E.164 form of a number as a person wrote it, or empty.

    Without a plus or 00 it is a number of this country; when the country is unknown too, nothing is guessed.
    """
    text = _TRUNK_ZERO.sub("", written.strip()[:LONGEST])
    if _LETTER.search(text):
        return ""  # letters: phonenumbers would dial them
    if not text.startswith(("+", "＋")) and not _digits(text).startswith("00"):
        found = _parsed(text, country, possible=False) if country else None
        # An address book of some years ago is no reason to refuse: the old spelling is read too.
        return from_provider(_digits(_e164(found)))
    digits = _digits(text)
    return from_provider(digits.removeprefix("00"))


def is_real(number: str) -> bool:
    """Whether a number in E.164 form lies in a range that its country has given out."""
    found = _parsed(number, None)
    return found is not None and phonenumbers.is_valid_number(found)


@lru_cache(maxsize=4_096)
def country_of(number: str) -> str:
    """Return the country code (two letters) of a number in international form, or empty."""
    found = _parsed(number if number.startswith("+") else f"+{number}", None)
    return _region(found) if found else ""


def are_same(one: str, other: str) -> bool:
    """Whether two numbers in international form, with or without a plus, are spellings of one number."""
    return bool(one) and match_key(one.lstrip("+")) == match_key(other.lstrip("+"))


@lru_cache(maxsize=4_096)
def show(number: str) -> str:
    """Return a number in E.164 form for reading, with the name of its country: +55 11 98765-0001 (Brazil)."""
    found = _parsed(number, None)
    if found is None:
        return number
    shown = phonenumbers.format_number(found, PhoneNumberFormat.INTERNATIONAL)
    country = country_names().get(_region(found), "")
    return f"{shown} ({country})" if country else shown


def searchable(number: str) -> tuple[str, ...]:
    """Return the digits by which a number in E.164 form is found: each spelling, and as its country dials it."""
    digits = number.lstrip("+")
    if not digits:
        return ()
    found = _parsed(number, None)
    national = phonenumbers.format_number(found, PhoneNumberFormat.NATIONAL) if found else ""
    return tuple(dict.fromkeys((*spellings(digits), _digits(national) or digits)))


def wanted_digits(search: str) -> tuple[str, ...]:
    """Return the digits that a search for a number may mean; each is part of `searchable` when it is that number.

    A trunk zero, 00 or 011 before it and (0) within it are no part of the number.
    """
    digits = _digits(_TRUNK_ZERO.sub("", search[:LONGEST]))
    found = [digits, _DIALLED_ABROAD.sub("", digits, count=1) if _DIALLED_ABROAD.match(digits) else digits]
    found += [digits.lstrip("0"), present(found[1])]
    return tuple(dict.fromkeys(each for each in found if each))


def _digits(text: str) -> str:
    """Return the digits of a text as 0 to 9, whatever script they are written in."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def _region(number: PhoneNumber) -> str:
    """Return a number's country; of one in no known range the main country of its code, where there is one."""
    found = phonenumbers.region_code_for_number(number)
    if found is None and number.country_code is not None and number.country_code not in _SHARED_CODES:
        found = phonenumbers.region_code_for_country_code(number.country_code)
    return found if found and found != "001" else ""


def _e164(number: PhoneNumber | None) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if number else ""


def _parsed(number: str, country: str | None, *, possible: bool = True) -> PhoneNumber | None:
    """Return a number, or None when it is none (`possible`: also when its country has none of that length)."""
    try:
        found = phonenumbers.parse(number[:LONGEST], country)
    except phonenumbers.NumberParseException:
        return None
    return found if not possible or phonenumbers.is_possible_number(found) else None
