"""The words of a text that carry its meaning, in one spelling, the same for questions and for the knowledge base.

Pure. The search and the built-in answerer must agree on what a word is, so both ask here.
"""

import re
import unicodedata
from functools import lru_cache

#: Words without meaning of their own, folded as `fold` folds: questions are full of them and every passage has them.
_STOP_WORDS = (
    # English, with the filler of a chat
    "a about actually all already also am an and any anyone anything are as at be been before being but by can cannot"
    " could dear did do does doing dont each either else even ever every few for from get gets getting give go going"
    " good got had has have having hello help her here hey hi him his how i id if ill im in into is isnt it its ive"
    " just kindly know let lets like ll look looking lot many may maybe me might mine more most much must my myself"
    " need needed no not now of off oh ok okay on one only or other our out over own please pls possible really right"
    " said say see shall she should so some someone something sorry still such sure take tell than thank thanks that"
    " thats the their them then there these they thing think this those to too try trying u ur us use very wanna want"
    " wanted was way we well were what whats when where which while who whom why will wish with wonder wondering would"
    " yeah yes yet you cant dont wont doesnt didnt isnt arent havent your youre yours"
    # Spanish
    " al algo como con cual cuando de del desde donde e el ella en era es esa ese eso esta estan estas este esto estoy"
    " favor fue gracias ha hacer hasta hay hola la las le les lo los mas me mi mis muy necesito no nos o para pero por"
    " porque puede puedo pueden que quiero quisiera se ser si sin sobre soy su sus te tengo tiene tienen tu tus un una"
    " uno unos usted ustedes y ya yo"
    # German
    " aber als am an auch auf aus bei bin bis bitte da damit danke das dass dein dem den denn der des die dies diese"
    " doch du durch ein eine einem einen einer er es euch euer fur gibt habe haben hallo hat hatte ich ihnen ihr ihre"
    " im in ist ja kann kein keine konnen man mein meine meinen mich mir mit mochte nach nicht noch nur oder ohne"
    " schon sein sich sie sind so uber um und uns unser vom von vor war was wann warum wenn wer wie wir wird wo zu"
    " zum zur"
    # French
    " ai au aux avec avez avoir bonjour c ce ces cet cette comment d dans des du elle en est et etes etre il ils j je l"
    " la le les leur lui ma mais me merci mes moi mon n ne nos notre nous on ont ou par pas peut peux plait plus pour"
    " pourquoi quand que quel quelle quelles quels qui qu s sa sans ses si son sont suis sur ta tes toi ton tu un une"
    " vais veux voudrais vos votre vous"
    # Italian
    " alla anche avere che chi ci ciao cosa come con cui da dal dalla dei del della delle di dove e ed gli grazie ha"
    " hanno ho il in io lei li lo ma mi mia mio ne nel nella noi non o per perche piu posso puo quale quali quando"
    " questa questo se sei si sono sta su sua suo sul ti tra tu un una uno vi voglio voi vorrei"
    # Portuguese
    " a ao aos as ate com como da das de dele do dos e ela ele em era essa esse esta este eu foi isso ja la mais mas"
    " me meu minha muito na nao nas no nos o obrigado obrigada ola onde os ou para pela pelo por porque posso pode"
    " preciso qual quando que quem quero se sem ser seu sua sao tem tenho um uma voce voces"
    # Polish
    " a ale bo by byc bylo chce chcialbym co czy dla do dzien dobry gdzie go i ich ile ja jak jaka jaki jakie je jego"
    " jej jest jestem jestes juz kiedy kto ktora ktore ktory lub ma macie mam mi mnie moge moj moja moje mozna na nie"
    " o od oraz po pod prosze przez sa sie ta tak tam te tego ten to u w was we wy z za ze zeby"
    # Dutch
    " aan al als ben bij dag dan dat de deze die dit dus een en er ge geen had heb hebben hebt heeft het hoe hun ik in"
    " is je jij jullie kan kunnen maar me meer met mij mijn moet naar niet nog nu of om ons onze ook op over te tot u"
    " uit uw van veel voor waar wanneer wat we wel wie wij wil wordt zal ze zich zij zijn zo"
)  # fmt: skip
STOP_WORDS = frozenset(_STOP_WORDS.split())

#: Endings taken off (the longest that fits), with the letters that must remain. Rough on purpose: both sides of a
#: comparison lose the same ending, and what remains is always the beginning of the word, so a prefix search finds it.
#: Snowball's stemmers were measured: the right article came first in 56.4 % of 1,355 questions, with these in 54.7 %.
#: They must know the language of each question, and one of 28 English stems does not begin its word (caring: care).
ENDINGS = (
    ("ations", 4), ("ation", 4), ("aciones", 4), ("acion", 4), ("amento", 4), ("ungen", 4), ("ments", 3), ("ment", 3),
    ("ings", 4), ("ung", 4), ("ing", 3), ("ies", 3), ("ied", 3), ("ach", 4), ("ami", 4), ("owy", 4), ("ado", 4),
    ("ada", 4), ("ers", 4), ("ed", 4), ("en", 4), ("er", 5), ("es", 4), ("em", 4), ("os", 4), ("as", 4), ("ow", 4),
    ("s", 3), ("e", 3), ("y", 3), ("i", 3), ("o", 4), ("a", 4), ("n", 5),
)  # fmt: skip

LONGEST_WORD = 40
#: Every sign that people and keyboards write as an apostrophe, for a class of characters.
APOSTROPHES = "'’‘ʼʻ`´′ʹ＇"
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_MARKS = re.compile(r"[\u0300-\u036f]")
#: Letters that are no accented form of another one, written out. The full-text indexes do the same (migration 0002).
LETTERS = {"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"}
#: As above, for comparisons that no index makes.
MORE_LETTERS = LETTERS | {"ð": "d", "þ": "th"}
_LETTERS = str.maketrans(LETTERS)


def fold(text: str) -> str:
    """Return the text in compatibility form, case folded and without accents; the length may change."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold())).translate(_LETTERS)


def plain_apostrophes(text: str, sign: str = "'") -> str:
    """Return the text with this in place of every sign that stands for an apostrophe."""
    return _APOSTROPHE.sub(sign, text)


def words(text: str) -> list[str]:
    """Return the folded words in order, repeats included: shop's -> shops, l'ordre -> ordre, don't -> dont."""
    return [_join(found)[:LONGEST_WORD] for found in _WORD.findall(fold(plain_apostrophes(text)))]


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Return the beginning that a folded word shares with its other forms."""
    for ending, least in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return _undouble(word[: -len(ending)]) if ending in {"ing", "ed"} else word[: -len(ending)]
    return word


def terms(text: str, limit: int = 24) -> tuple[str, ...]:
    """Return the distinct stems of the meaningful words in order of first use, at most `limit`.

    A text of stop words alone ("who are you?") has no terms.
    """
    found: dict[str, None] = {}
    for word in words(text):
        if word not in STOP_WORDS and (len(word) > 1 or word.isdigit()):
            found.setdefault(stem(word))
    return tuple(found)[:limit]


def _join(word: str) -> str:
    """Drop an elided article ("l'", "qu'") and close the gap in other words."""
    head, _, tail = word.partition("'")
    return tail.replace("'", "") if tail and len(head) <= 2 else head + tail.replace("'", "")


def _undouble(base: str) -> str:
    """Shipp -> ship, but not fill -> fil: a doubled l, s or z usually belongs to the word."""
    doubled = len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz"
    return base[:-1] if doubled else base
