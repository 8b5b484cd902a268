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
_SPECIAL = str.maketrans(MORE_LETTERS)


@lru_cache(maxsize=65536)
def normalise_word(word: str) -> str:
    """Compatibility form, case folded, without marks, apostrophes and invisible characters. Never raises."""
    if word.isascii():
        return word.lower().replace("'", "").replace("`", "")
    folded = unicodedata.normalize("NFKC", word).casefold()
    folded = _DROPPED.sub("", folded).translate(_SPECIAL)
    if folded.isascii():
        return folded
    stripped = "".join(c for c in unicodedata.normalize("NFD", folded) if unicodedata.category(c)[0] != "M")
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
