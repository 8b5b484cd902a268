"""Names that strangers chose for themselves, made fit to stand beside other words. Pure."""

import re
import unicodedata

LONGEST_NAME = 160
# More marks on one letter than any living spelling needs are drawn over the lines above and below.
MOST_MARKS = 6

_NOT_JOINED = "\u200c\u200d"  # zero width non-joiner and joiner: needed between letters, and within emoji
_JOINER = "\u200d"
# Letters of their categories that are drawn as nothing: they make names that look empty.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_SPACES = re.compile(r"\s+")
# England, Scotland and Wales are a black flag with invisible letters behind it.
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")


def clean_name(text: str, *, limit: int = LONGEST_NAME) -> str:
    """Return a name on one line, without what no reader sees.

    Direction marks and overrides, control characters, zero-width and blank letters go; joiners stay where scripts and
    emoji need them. A name of nothing but such characters is empty.
    """
    kept: list[str] = []
    position, marks = 0, 0
    text = unicodedata.normalize("NFC", text[: limit * 4])
    while position < len(text):
        flag = _FLAG.match(text, position)
        if flag:
            kept.append(flag.group())
            position, marks = flag.end(), 0
            continue
        sign = text[position]
        following = text[position + 1] if position + 1 < len(text) else ""
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            kept.append(_kept(sign, kind, kept[-1][-1] if kept and kept[-1] else "", following))
        position += 1
    found = _SPACES.sub(" ", "".join(kept)).strip()[:limit].rstrip(f" {_NOT_JOINED}")
    return found if any(unicodedata.category(sign)[0] in "LNPS" for sign in found) else ""


def _kept(sign: str, kind: str, before: str, following: str) -> str:
    """Return what is kept of one character between its neighbours."""
    if sign in _NOT_JOINED:
        return sign if _joins(before, following, sign) else ""
    if sign in _BLANK or kind in {"Zs", "Zl", "Zp"} or sign in "\t\n\r\v\f\x85":
        return " "
    return "" if kind in {"Cc", "Cf", "Cs", "Co", "Cn"} else sign


def _joins(before: str, following: str, sign: str) -> bool:
    """Whether a joiner stands where it changes what is drawn: within a word of a joining script, or an emoji."""
    if not before or not following:
        return False
    in_word = all(unicodedata.category(side)[0] in "LM" and ord(side) > 0x530 for side in (before, following))
    in_emoji = sign == _JOINER and (before == "\ufe0f" or unicodedata.category(before) in {"So", "Sk"})
    return in_word or in_emoji
