"""Which language is a customer's message in? Small, linear, and quick enough for the transaction that stores it. Pure.

It counts frequent words, signs and endings. A word that one language alone has counts twice, one that several share
counts less. What all of them know ("ok", "hi", a name, a number) counts for nothing, so short words turn no language.
Libraries were measured (docs/adr/0012): they name a language for every text, take 130 to 240 MB, or both.
"""

import re
from collections import defaultdict
from typing import NamedTuple

from conversations.ai.frequent_words import WORDS
from conversations.terms import fold, plain_apostrophes

LANGUAGES = ("en", "es", "de", "fr", "it", "pt", "pl", "nl", "zh")
#: No more of a message is read.
LONGEST = 400
#: The second language may have this share of the first one's points.
RIVAL = 0.67
#: With fewer points nothing is said. A language that was recognised before gives way only to `PLAINLY` as many.
ENOUGH, PLAINLY = 2.0, 5.0

#: Signs that tell a language, each with its points. Written as they are, before the accents are taken off.
_SIGNS = (
    ("de", 2.0, "ß"), ("de", 1.5, "äöü"), ("es", 2.0, "ñ¿¡"), ("pt", 2.0, "ãõ"), ("pl", 2.0, "ąęłśźżćń"),
    ("fr", 1.0, "êœùîûâ"), ("fr", 0.5, "çèàé"), ("pt", 1.0, "êâ"), ("pt", 0.5, "çéáó"), ("it", 1.0, "èòìù"),
    ("it", 0.5, "àé"), ("es", 0.5, "áéíóú"), ("pl", 0.5, "ó"), ("nl", 0.5, "ë"),
)  # fmt: skip
_ENDINGS = (
    ("en", "ing ly ight ould ness ful"), ("de", "ung ungen keit heit lich isch chen schen"),
    ("es", "cion ciones ado ada idad aje"), ("pt", "cao coes agem inho oes"), ("it", "zione zioni ggio ato ata tta"),
    ("fr", "eux ement ez ent oir eur ais ait"), ("pl", "owac osc ych ego owy owa ami emy cie"),
    ("nl", "heid lijk ijk tje aat oor oek"),
)  # fmt: skip
_ELIDED = {"c": "fr", "j": "fr", "qu": "fr", "n": "fr", "s": "fr", "t": "fr", "m": "fr", "dell": "it", "all": "it",
           "un": "it", "nell": "it", "dall": "it", "sull": "it", "cos": "it", "quell": "it"}  # fmt: skip
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_JAPANESE = re.compile(r"[\u3040-\u30ff]")
_KOREAN = re.compile(r"[\uac00-\ud7af]")
_SHARED = 0.5
_ENDING = 0.5


class Recognised(NamedTuple):
    """The language of a text and how many points speak for it; an empty language when too little does."""

    language: str
    points: float


NOTHING = Recognised("", 0.0)


def _points_of_words() -> dict[str, tuple[tuple[str, float], ...]]:
    listed: dict[str, list[str]] = defaultdict(list)
    for language, text in WORDS.items():
        for word in dict.fromkeys(fold(text).replace("'", "").split()):
            listed[word].append(language)
    shares = {1: 2.0, 2: 1.0}
    return {
        word: tuple((language, shares.get(len(languages), _SHARED)) for language in languages)
        for word, languages in listed.items()
    }


_POINTS = _points_of_words()
_SIGN_POINTS = {sign: [row[:2] for row in _SIGNS if sign in row[2]] for row in _SIGNS for sign in row[2]}
_ENDING_OF = {ending: language for language, endings in _ENDINGS for ending in endings.split()}
_LENGTHS_OF_ENDINGS = sorted({len(ending) for ending in _ENDING_OF}, reverse=True)


def recognise(text: str) -> Recognised:
    """Return the language that a text is in, or nothing when it is too short or too mixed to say."""
    text = text[:LONGEST]
    by_script = _by_script(text)
    if by_script is not None:
        return by_script
    points: dict[str, float] = defaultdict(float)
    # Addresses are in no language.
    lowered = " ".join(part for part in plain_apostrophes(text).lower().split() if "@" not in part and "/" not in part)
    for token in _TOKEN.findall(lowered):
        _count(token, points)
    for sign in set(lowered) & _SIGN_POINTS.keys():
        for language, worth in _SIGN_POINTS[sign]:
            points[language] += worth
    if not points:
        return NOTHING
    ranked = sorted(points.items(), key=lambda pair: -pair[1])
    language, best = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return Recognised(language, best) if best >= ENOUGH and second <= RIVAL * best else NOTHING


def _count(token: str, points: dict[str, float]) -> None:
    head, apostrophe, tail = token.partition("'")
    if apostrophe and head in _ELIDED:
        points[_ELIDED[head]] += 1.0
        token = tail
    word = fold(token).replace("'", "")
    known = _POINTS.get(word)
    if known:
        for language, worth in known:
            points[language] += worth
        return
    for length in _LENGTHS_OF_ENDINGS:
        ending_of = _ENDING_OF.get(word[-length:]) if len(word) > length + 2 else None
        if ending_of:
            points[ending_of] += _ENDING
            return


def _by_script(text: str) -> Recognised | None:
    """Chinese, Japanese and Korean have signs of their own; None: the words must decide."""
    if len(_JAPANESE.findall(text)) >= 2:
        return Recognised("ja", PLAINLY)
    if len(_KOREAN.findall(text)) >= 2:
        return Recognised("ko", PLAINLY)
    signs = len(_CHINESE.findall(text))
    if not signs:
        return None
    latin = len(_TOKEN.findall(_CHINESE.sub(" ", text)))
    return Recognised("zh", float(signs)) if signs >= 2 and signs >= latin else NOTHING
