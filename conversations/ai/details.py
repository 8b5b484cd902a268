"""Details that a customer states, read without a model. Pure."""

import re

from conversations.lengths import LONGEST_READ
from conversations.phones import is_real
from conversations.terms import APOSTROPHES

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}(?![\w@-])")
_ORDER = re.compile(
    r"\b(?:order|purchase|invoice|ticket|booking|bestell(?:ung|nummer)?|auftrag|commande|pedido|ordine|encomenda"
    r"|zam[oó]wieni\w{1,4}|bestelling)"
    r"(?:\s*+(?:number|num|no\.?|nr\.?|n[°º]|id|ref(?:erence)?|nummer|num[eé]ro|n[uú]mero|numer))?"
    r"\s*+(?:is|ist|es|est|to|:|=)?\s*+(?:\#\s*+)?(?P<order>(?=[\w-]*\d)[A-Z0-9](?:[A-Z0-9-]{1,23}[A-Z0-9]))\b",
    re.IGNORECASE,
)
_HASH_ORDER = re.compile(r"(?<!\w)#\s?(?P<order>(?=[\w-]*\d)[A-Z0-9][A-Z0-9-]{2,24})\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w@#.-])(?:\+|00)?\(?\d[\d\s().\-/]{5,20}\d(?![\w@-]|,\d)")
_NAME_WORD = rf"[^\W\d_][^\W\d_{APOSTROPHES}-]*(?:[{APOSTROPHES}-][^\W\d_]+)?"
_NAME = re.compile(
    rf"\b(?i:my name is|my name[{APOSTROPHES}]s|i am called|me llamo|mi nombre es|ich hei(?:ß|ss)e"
    rf"|mein name ist|je m[{APOSTROPHES}]appelle"
    r"|mon nom est|mi chiamo|il mio nome [eè]|meu nome [eé]|chamo-me|me chamo|nazywam si[eę]|mam na imi[eę]"
    r"|mijn naam is"
    rf"|ik heet)\s+(?P<name>{_NAME_WORD}(?:\s+(?:(?:van|von|de|da|del|der|den|la|le|di"
    rf"|dos)\s+){{0,2}}(?-i:[A-ZÀ-ÖØ-ÞĄ-Ź]){_NAME_WORD}){{0,2}})"
)  # fmt: skip
_NO_DIGIT = re.compile(r"\D")
# What stands for something else than words: [Contact] with somebody's number, [Document] with a file's name, a place.
_PLACEHOLDER = re.compile(r"^\[[^\]\n]{1,60}\][^\n]*$", re.MULTILINE)
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:(?:19|20)\d\d)"
# A date, with its time if one follows: 2026-11-30T17:00, 30.11.26, 11/30/2026. Not a part of a longer row of digits.
_DATE = re.compile(
    rf"(?<!\d)(?<!\d[./-])(?:{_YEAR}[./-]{_MONTH}[./-]{_DAY}|(?:{_DAY}[./-]{_MONTH}|{_MONTH}[./-]{_DAY})[./-]"
    rf"(?:{_YEAR}|\d\d))(?![./-]?\d)(?:[T\s]{{0,2}}\d{{1,2}}[:.h]\d{{2}}(?::\d{{2}})?(?!\d))?"
)
# The same without separators or with spaces: 20261130, 202611301700, 30 11 2026.
_BARE_DATE = re.compile(
    rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])?(?:[0-5]\d){{0,2}}|{_YEAR}\s{_MONTH}\s{_DAY}"
    rf"|(?:{_DAY}\s{_MONTH}|{_MONTH}\s{_DAY})\s{_YEAR}|{_YEAR}\s?-\s?{_YEAR}"
)


def find_details(text: str) -> dict[str, str]:
    """Return what is stated of name, email, phone and order_number; nothing is guessed.

    A phone begins with + only when its country code was written.
    """
    text = _PLACEHOLDER.sub("", text[:LONGEST_READ])
    found: dict[str, str] = {}
    if name := _NAME.search(text):
        found["name"] = " ".join(name["name"].split())[:80]
    if email := _EMAIL.search(text):
        found["email"] = email.group().rstrip(".")
    rest = _EMAIL.sub(" ", text)
    if order := _ORDER.search(rest) or _HASH_ORDER.search(rest):
        found["order_number"] = order["order"].upper()
        rest = rest.replace(order["order"], " ")
    rest = _DATE.sub(" ; ", rest)
    if phone := next((number for match in _PHONE.finditer(rest) if (number := _as_phone(match.group()))), ""):
        found["phone"] = phone
    return found


def _as_phone(written: str) -> str:
    """Keep a plus and the digits: 8 to 15 of them (E.164), or 7 when they are set apart; a date is no number.

    00 before a number that exists is a plus; before anything else it may be part of some other number.
    """
    written = written.strip()
    digits = _NO_DIGIT.sub("", written)
    if _BARE_DATE.fullmatch(written) or not 7 <= len(digits) <= 15 or (len(digits) < 8 and digits == written):
        return ""
    if digits.startswith("00") and is_real(f"+{digits[2:]}"):
        return f"+{digits[2:]}"
    return ("+" if written.startswith("+") else "") + digits
