"""Is a reply plainly in another language than the customer's? Pure.

Only what is plain counts: another script, or several frequent words of one language and hardly any of another. Short
texts, mixed texts and languages that are not listed are never called wrong: a false alarm would cost a good answer.
"""

import re
import unicodedata

from conversations.ai.frequent_words import PLAIN_WORDS
from conversations.terms import fold, words

_WORDS = {language: frozenset(listed.split()) for language, listed in PLAIN_WORDS.items()}
#: Fewer hits prove nothing, and neither does a narrow lead.
FEWEST_HITS = 3
LEAD = 2.0
#: A few letters of another script are a name or a brand.
FEWEST_LETTERS = {"CJK": 4, "HIRAGANA": 4, "KATAKANA": 4, "HANGUL": 4}
FEWEST_LETTERS_ELSE = 12
_JAPANESE = {"HIRAGANA", "KATAKANA"}
#: "Can you answer in German?" makes German right.
_NAMES = re.compile(
    r"\b(?:english|ingles|anglais|englisch|inglese|angielsk\w*|engels|spanish|espanol|spanisch|espagnol|spagnolo"
    r"|espanhol|german|deutsch|aleman|allemand|tedesco|alemao|niemieck\w*|duits|french|frances|francais|franzosisch"
    r"|francese|italian\w*|italienisch|italien|portugues\w*|portugais|portugiesisch|polish|polnisch|polonais|polaco"
    r"|polsk\w*|dutch|nederlands|hollandisch|neerlandais|translat\w+|traduc\w+|ubersetz\w+|language|idioma|sprache"
    r"|langue|lingua|jezyk\w*|taal)\b"
)


def is_plainly_other(reply: str, *, asked: str) -> bool:
    """Return whether the reply is plainly in another language than what the customer wrote."""
    if _NAMES.search(fold(asked)):
        return False
    ours, theirs = _script(reply), _script(asked)
    if ours and theirs and ours != theirs:
        return True
    ours, theirs = plain_language(reply), plain_language(asked)
    return bool(ours and theirs and ours != theirs)


def plain_language(text: str) -> str:
    """Return the code of the language that the text is plainly in, or an empty text."""
    found = words(text)
    hits = sorted(((sum(word in listed for word in found), language) for language, listed in _WORDS.items()))
    (second, _), (first, language) = hits[-2:]
    return language if first >= FEWEST_HITS and first >= LEAD * second else ""


def _script(text: str) -> str:
    """Return the script that nearly all letters are in, or an empty text."""
    counts: dict[str, int] = {}
    for letter in text:
        if letter.isalpha():
            name = unicodedata.name(letter, "?").split(" ", 1)[0]
            name = "JAPANESE" if name in _JAPANESE else name
            counts[name] = counts.get(name, 0) + 1
    if not counts:
        return ""
    # Japanese is written with Chinese characters too: its own signs decide.
    script = "JAPANESE" if counts.get("JAPANESE") else max(counts, key=lambda name: counts[name])
    total = sum(counts.values())
    count = total if script == "JAPANESE" else counts[script]
    enough = count >= FEWEST_LETTERS.get(script, 4 if script == "JAPANESE" else FEWEST_LETTERS_ELSE)
    return script if enough and count >= 0.8 * total else ""
