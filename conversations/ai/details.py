"""Details that a customer states, read without a model. Pure."""

import re

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
_NAME_WORD = r"[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)?"
_NAME = re.compile(
    r"\b(?i:my name is|my name['’]s|i am called|me llamo|mi nombre es|ich hei(?:ß|ss)e|mein name ist|je m['’]appelle"
    r"|mon nom est|mi chiamo|il mio nome [eè]|meu nome [eé]|chamo-me|me chamo|nazywam si[eę]|mam na imi[eę]"
    r"|mijn naam is"
    rf"|ik heet)\s+(?P<name>{_NAME_WORD}(?:\s+(?:(?:van|von|de|da|del|der|den|la|le|di"
    rf"|dos)\s+){{0,2}}(?-i:[A-ZÀ-ÖØ-ÞĄ-Ź]){_NAME_WORD}){{0,2}})"
)  # fmt: skip
_NO_DIGIT = re.compile(r"\D")
LONGEST_TEXT = 4_000
DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}")


def find_details(text: str) -> dict[str, str]:
    """Return what is stated of name, email, phone and order_number; nothing is guessed."""
    text = text[:LONGEST_TEXT]
    found: dict[str, str] = {}
    if name := _NAME.search(text):
        found["name"] = " ".join(name["name"].split())[:80]
    if email := _EMAIL.search(text):
        found["email"] = email.group().rstrip(".")
    rest = _EMAIL.sub(" ", text)
    if order := _ORDER.search(rest) or _HASH_ORDER.search(rest):
        found["order_number"] = order["order"].upper()
        rest = rest.replace(order["order"], " ")
    if phone := next((number for match in _PHONE.finditer(rest) if (number := _as_phone(match.group()))), ""):
        found["phone"] = phone
    return found


def _as_phone(written: str) -> str:
    """Keep a plus and the digits: 8 to 15 of them (E.164), or 7 when they are set apart; a date is no number."""
    digits = _NO_DIGIT.sub("", written)
    if DATE.fullmatch(written.strip()) or not 7 <= len(digits) <= 15:
        return ""
    if len(digits) < 8 and digits == written.strip():
        return ""
    return ("+" if written.lstrip().startswith("+") else "") + digits
