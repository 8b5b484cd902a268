"""Does a customer who waits for a person call that off: "never mind, let the bot answer"? Pure, in nine languages.

Only who names the AI, or says that no person is needed, calls it off. "Never mind" alone may be a sigh, "it is
solved" is news for the person, and "I'll wait" keeps their place. In doubt they wait on: a person too many costs less
than one too few.
"""

import re

from conversations.ai.withdrawal_words import LANGUAGES, Language
from conversations.terms import fold, plain_apostrophes

#: No more of a message is read.
LONGEST = 300
#: What is left of a message has at least so many words, or a question mark, when it holds a question.
QUESTION_WORDS = 4
_SHORTENED = re.compile(r"(?<=n)'(?=t\b)|(?<=\bi)'(?=ll\b)")
_CLAUSE = re.compile(r"[,.;:!?…\n，。；：！？、]")


def calls_off(text: str) -> bool:
    """Return whether a customer who waits for a person says that they need none."""
    return bool(_found(_plain(text)))


def rest_of(text: str) -> str:
    """Return what a message says beside calling a person off, in plain letters; empty when that is no question."""
    plain = _plain(text)
    found = _found(plain)
    if found is None:
        return text
    language, start, end = found
    left = " ".join(language.soft.sub(" ", plain[:start] + " " + plain[end:]).split()).strip(" ,.;:!-–，。")
    has_question = any(sign in left for sign in "?？") and any(sign.isalpha() for sign in left)
    return left if has_question or len(left.split()) >= QUESTION_WORDS else ""


def _plain(text: str) -> str:
    """Return the text folded, an apostrophe closed in English ("don't") as `fold`'s words have it, else a space."""
    folded = _SHORTENED.sub("", fold(plain_apostrophes(text[:LONGEST])))
    return " ".join(folded.replace("'", " ").split(" "))


def _found(plain: str) -> tuple[Language, int, int] | None:
    """Find where a person is called off; what one language takes back, no other one finds."""
    for language in LANGUAGES:
        backs = list(language.back.finditer(plain))
        match = language.nobody.search(plain) or next(iter(backs), None)
        if match is None:
            continue
        taken_back = language.waits.search(plain) or language.but.search(plain, match.end())
        if taken_back or any(_is_negated(language, plain, back) for back in backs):
            return None
        return language, match.start(), match.end()
    return None


def _is_negated(language: Language, plain: str, back: re.Match[str]) -> bool:
    """Whether a negation stands before the end of it in the same clause."""
    breaks = [found.end() for found in _CLAUSE.finditer(plain, 0, back.start())]
    clause = plain[breaks[-1] if breaks else 0 : back.end()]
    said = language.nobody.sub(" ", language.soft.sub(" ", clause))
    return bool(language.negations.search(said))
