"""Telephone numbers of countries whose numbers are in use in two spellings. Pure: digits in, digits out, no plus.

Providers and telephones keep the spelling that was right when somebody registered, so the same person writes from one
spelling and is written to in the other. Sources: the national plans as published in the ITU's Operational Bulletins
and libphonenumber's metadata. What has one spelling only is not here. The trunk prefix that people leave in after the
country code (the 0 of +44 07700...) is one more spelling, in whichever country has one.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, ValidationResult

# Vietnam, September 2018: mobile numbers of eleven digits became ten.
_VIETNAM = {
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip
# Gabon, 2019: the zero gave way to the operator's digit; fixed lines begin with 11.
_GABON = {"01": "11", "02": "62", "04": "74", "05": "65", "06": "66", "07": "77"}


def _benin(national: str) -> str:
    """Return the ten digits of 30 November 2024."""
    return f"01{national}" if len(national) == 8 else national


def _brazil(national: str) -> str:
    """Return a mobile number with its ninth digit.

    Every area code has it since 2016. Fixed lines begin with 2 to 5 and have none, and the old trunking numbers that
    begin with 7 never got one.
    """
    return f"{national[:2]}9{national[2:]}" if len(national) == 10 and national[2] in "689" else national


def _cameroon(national: str) -> str:
    """Return the nine digits of November 2014: fixed lines begin with 2 since, mobile numbers with 6."""
    if len(national) != 8:
        return national
    return ("2" if national[0] in "23" else "6") + national


def _colombia(national: str) -> str:
    """Return a fixed line with the 60 of September 2021."""
    return f"60{national}" if len(national) == 8 and national[0] in "1245678" else national


def _gabon(national: str) -> str:
    first = _GABON.get(national[:2])
    return first + national[2:] if len(national) == 8 and first else national


def _ivory_coast(national: str) -> str:
    """Return the ten digits of January 2021: the second (on fixed lines the third) digit tells the operator."""
    if len(national) != 8:
        return national
    if national[0] in "23":
        return {"0": "25", "8": "21"}.get(national[2], "27") + national
    return ("01" if national[1] in "0123" else "05" if national[1] in "456" else "07") + national


def _mexico(national: str) -> str:
    """Return a number without the 1 that mobile numbers had until 2019."""
    return national[1:] if len(national) == 11 and national[0] == "1" else national


def _palestine(national: str) -> str:
    """Return a Palestinian mobile number under Israel's code without its trunk zero: Israel's own plan lacks them."""
    return national[1:] if len(national) == 10 and national.startswith(("056", "059")) else national


def _vietnam(national: str) -> str:
    first = _VIETNAM.get(national[:3])
    return first + national[3:] if len(national) == 10 and first else national


_RENUMBERED: Mapping[str, Callable[[str], str]] = {
    "52": _mexico,
    "55": _brazil,
    "57": _colombia,
    "84": _vietnam,
    "225": _ivory_coast,
    "229": _benin,
    "237": _cameroon,
    "241": _gabon,
    "972": _palestine,
}


@lru_cache(maxsize=4_096)
def present(digits: str) -> str:
    """Return an international number as it is dialled today: the spelling of now, without a trunk prefix."""
    now = _renumbered(digits)
    without = _without_trunk(now)
    return now if without == now else present(without)


def _renumbered(digits: str) -> str:
    for code in (digits[:2], digits[:3]):
        if plan := _RENUMBERED.get(code):
            return code + plan(digits[len(code) :])
    return digits


def _without_trunk(digits: str) -> str:
    """Return a number without the prefix that only callers within its country dial, if it is none with it.

    A number that its country gives out as it stands keeps every digit (Italy's zero). Where the country has numbers of
    this length at all, what is left must be one that is given out.
    """
    try:
        found = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return digits
    code = str(found.country_code)
    written = digits[len(code) :]
    whole = _number(code, written)
    lefts = [left for left in _lefts(found, written) if left != written and written.endswith(left)]
    if not lefts or phonenumbers.is_valid_number(whole):
        return digits
    for left in lefts:
        if phonenumbers.is_valid_number(_number(code, _renumbered(code + left)[len(code) :])):
            return code + left
    if _is_possible(whole):
        return digits
    return next((code + left for left in lefts if _is_possible(_number(code, left))), digits)


def _lefts(found: PhoneNumber, written: str) -> tuple[str, ...]:
    """Return what may be left without a prefix: today's one, and what parsing takes away (older ones, carriers)."""
    region = phonenumbers.region_code_for_country_code(found.country_code or 0)
    plan = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    prefix = (plan and plan.national_prefix) or ""
    return written.removeprefix(prefix), phonenumbers.national_significant_number(found)


def _number(code: str, national: str) -> PhoneNumber:
    """Return a number with each of its digits: parsing would take a trunk prefix away."""
    zeros = len(national) - len(national.lstrip("0"))
    return PhoneNumber(
        country_code=int(code),
        national_number=int(national),
        italian_leading_zero=zeros > 0,
        number_of_leading_zeros=max(zeros, 1),
    )


def _is_possible(number: PhoneNumber) -> bool:
    """Whether the country has numbers of this length, area code and all."""
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


@lru_cache(maxsize=4_096)
def match_key(digits: str) -> str:
    """Return what all spellings of one international number have in common: two numbers are one when these are equal.

    The key need not be a number that can be dialled.
    """
    digits = present(digits)
    if digits.startswith("54"):
        return "54" + _argentina(digits)
    if digits.startswith(("97256", "97259")) and len(digits) == 12:
        return f"970{digits[3:]}"  # Palestinian mobile numbers answer under both country codes
    return digits


def _argentina(digits: str) -> str:
    """Return a number without the 9 before, or the 15 within, that only say that it is a mobile one."""
    national = digits[2:]
    if len(national) in (12, 13):  # 13: with the trunk zero as well
        try:
            national = phonenumbers.national_significant_number(phonenumbers.parse(f"+{digits}"))
        except phonenumbers.NumberParseException:
            return national
    return national[1:] if len(national) == 11 and national[0] == "9" else national


def spellings(digits: str) -> tuple[str, ...]:
    """Return an international number as people may have it in their books: today's, the key, and the older ones."""
    now = present(digits)
    found = [now, match_key(digits), digits]
    if now.startswith("52"):
        found.append(f"521{now[2:]}")
    if now.startswith("55") and len(now) == 13:
        found.append(now[:4] + now[5:])
    if now.startswith("54"):
        found.append(f"549{match_key(digits)[2:]}")
    return tuple(dict.fromkeys(found))
