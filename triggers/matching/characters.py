"""One word as people write it -> the one spelling that rules are compared in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from conversations.terms import MORE_LETTERS

#: Letters of other alphabets that look like Latin ones; used only on words that no rule knows.
_LOOKALIKES = str.maketrans(
    {
        **dict(zip("авеёзікмнорстухѕјԁԛԝһг", "abeezikmhopctyxsjdqwhr", strict=True)),
        **dict(zip("αβγεηικνορτυχω", "abyenikvoptuxw", strict=True)),
        **dict(zip("ɑɡʏı", "agyi", strict=True)),
    }
)
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_LEET_L = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_DROPPED = re.compile(r"['’‘`´ʼ＇\u00ad\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f]")
_SUBSTITUTED = re.compile(r"[0134579@$!]")
_RUN = re.compile(r"(.)\1{2,}")
#: Letters that people write for one another: the Turkish dotless i, and how Arabic keyboards differ. Lengthening goes.
_SPECIAL = str.maketrans(MORE_LETTERS | {"ı": "i", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": ""})
#: Marks that people leave out: accents, the vowel signs of Arabic and Hebrew, the dot below of Hindi and Bengali. Other
#: marks are letters (the vowels of Hindi and Thai, the voiced sounds of Japanese).
_ACCENTS = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u09bc"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
#: The two signs of a nasal vowel in Hindi.
_NASAL = str.maketrans({"\u0901": "\u0902"})


@lru_cache(maxsize=65536)
def normalise_word(word: str) -> str:
    """Compatibility form, case folded, without accents, apostrophes and invisible characters. Never raises."""
    if word.isascii():
        return word.lower().replace("'", "").replace("`", "")
    folded = unicodedata.normalize("NFKC", word).casefold()
    folded = _DROPPED.sub("", folded).translate(_SPECIAL)
    if folded.isascii():
        return folded
    stripped = _ACCENTS.sub("", unicodedata.normalize("NFD", folded)).translate(_NASAL)
    return unicodedata.normalize("NFC", stripped)


def spelling_variants(word: str) -> tuple[str, ...]:
    """Other readings of a normalised word that no rule knows: lengthened letters, look-alikes, leet."""
    found: list[str] = []
    if _RUN.search(word):
        found += [_RUN.sub(r"\1\1", word), _RUN.sub(r"\1", word)]
    if not word.isascii():
        found.append(word.translate(_LOOKALIKES))
    if _SUBSTITUTED.search(word) and any(map(str.isalpha, word)):
        found += [word.translate(_LEET), word.translate(_LEET_L)]
    return tuple(dict.fromkeys(v for v in found if v and v != word))
