"""What a search for a customer compares: the same folded form for what is kept and for what is typed. Pure."""

import re
import unicodedata

from conversations.phones import searchable, wanted_digits
from conversations.terms import MORE_LETTERS, fold, plain_apostrophes

#: Of the column: name, e-mail and number, each in every form people look for.
LONGEST_SEARCH = 600
LONGEST_QUERY = 100
MOST_WORDS = 8
#: Fewer digits are found in every number.
LEAST_DIGITS = 4

# Vowel points and lengtheners that people leave out when they type (Arabic, Hebrew).
_POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_BETWEEN_WORDS = re.compile(r"[^\w.@+]+")
# One letter, typed as another where keyboards or habits differ: dotless i, Maltese, Sami; Arabic and Persian forms.
_LETTERS = str.maketrans(MORE_LETTERS | {"ı": "i", "ħ": "h", "ŋ": "n", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه"})
# Written without dots or rings: Müller as Mueller.
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_NUMBER = re.compile(r"[\d\s()+./\-]+")


def fold_name(text: str) -> str:
    """Return a text without case, accents, apostrophes and punctuation, its words apart by one space."""
    folded = unicodedata.normalize("NFC", _POINTS.sub("", fold(plain_apostrophes(text, ""))).translate(_LETTERS))
    return " ".join(word.strip(".") for word in _BETWEEN_WORDS.sub(" ", folded).split())


def _written_out(text: str) -> str:
    return fold_name(unicodedata.normalize("NFC", text).casefold().translate(_WRITTEN_OUT))


def make_search(*, name: str, email: str, phone: str, called: str) -> str:
    """Return the text in which a customer is looked for. `called`: what the desk calls one without a name."""
    forms = (fold_name(name or called), _written_out(name), fold_name(email), *searchable(phone))
    return " ".join(form for form in dict.fromkeys(forms) if form)[:LONGEST_SEARCH]


def wanted_words(query: str) -> list[tuple[str, ...]]:
    """Return the words of a search, each in its forms: one form of each word must be found, in any order."""
    words = query[:LONGEST_QUERY].split()[:MOST_WORDS]
    found = (tuple(dict.fromkeys((fold_name(word), _written_out(word)))) for word in words)
    return [forms for forms in found if any(forms)]


def wanted_numbers(query: str) -> tuple[str, ...]:
    """Return the digits of a search that is a telephone number or part of one; one of them must be found."""
    query = query[:LONGEST_QUERY]
    if not _NUMBER.fullmatch(query):
        return ()
    return tuple(digits for digits in wanted_digits(query) if len(digits) >= LEAST_DIGITS)
