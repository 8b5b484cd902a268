"""Words of one meaning in customers' questions, and the words that mean nothing by themselves. English."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


EMPTY_WORDS = _words(
    """a an the i im ive id ill me my mine myself we us our you your u ur it its this that these those he she him her
    his they them their is are am was were be been being do does did doing have has had having can could
    will would shall should may might must to of in on at by for from with about into as and or but if so
    than then too very just please
    pls plz hi hello hey there here what whats which who whom how hows why when where not no dont doesnt didnt cant wont
    isnt arent up down out off over any some all one ones also only even still yet ok okay yes thanks thank really now
    um uh like want wanted wanna need needs needed tell know let lets wondering wonder able way get got getting gets
    go going make sure something anything thing things use using there possible more much many"""
)

LIGHT_WORDS = _words(
    """help question questions find give look looking see show take put work works account number time today new info
    information issue problem try trying tried ask asking app online long day days set insurance policy card money"""
)

_KIN = (
    "pay payment bill billing invoice premium installment dues paid owe owed due",
    "cost price fee charge charged rate expensive much amount charges quote estimate",
    "cancel terminate end stop discontinue close quit drop cancellation delete remove deactivate",
    "refund reimburse reimbursement return money back repay",
    "change update edit modify switch alter adjust correct fix move replace",
    "add include insert put join register enroll signup",
    "lost missing lose stolen theft misplace misplaced steal",
    "broken damage damaged crack hit wreck crash accident collision totaled wrecked",
    "arrive come delivery deliver receive received delivered ship shipped mail arrived arrival shipping sent",
    "where locate find location status track tracking",
    "fail failed decline declined reject rejected denied error wrong refuse blocked unable",
    "withdraw withdrawal atm cash machine withdrew",
    "transfer send wire remit move sent transferred",
    "topup top load reload topping fund deposit add",
    "exchange currency convert conversion rate foreign fx fiat currencies",
    "password passcode login log signin pin username credential credentials",
    "identity verify verification prove id verified proof document documents",
    "phone number telephone mobile cell",
    "email mail address contact e-mail",
    "home house residence homeowner homeowners property",
    "car auto vehicle automobile truck",
    "insure coverage cover covered policy insurance protect protection",
    "agent representative rep advisor broker",
    "when time long soon date schedule days hours duration",
    "increase raise higher rise rose up went bigger",
    "decrease lower reduce cheaper less discount save savings saving",
    "explain mean meaning understand define details explanation description",
    "activate activation start enable begin setup open create",
    "name surname married rename",
    "person spouse wife husband driver someone kid child son daughter family",
    "report file claim claims submit filed",
    "country abroad overseas international travel foreign europe",
    "age old young kids teen minimum years",
    "limit maximum max cap restriction most",
    "statement history record transactions activity balance",
    "virtual disposable digital",
    "extra additional twice double duplicate two multiple second",
    "reset forgot forgotten recover change",
    "automatic autopay auto recurring debit",
    "paperless electronic paper online ebill",
    "buy purchase order get acquire obtain",
    "merchant seller store shop",
)


_ENDINGS = (
    ("ations", "ate"),
    ("ation", "ate"),
    ("ies", "y"),
    ("ied", "y"),
    ("ying", "y"),
    ("sses", "ss"),
    ("ments", ""),
    ("ment", ""),
    ("ing", ""),
    ("ed", ""),
    ("ers", ""),
    ("er", ""),
    ("es", ""),
    ("s", ""),
    ("ly", ""),
    ("e", ""),
)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The word without its commonest English endings; short words stay as they are."""
    for ending, rest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: len(word) - len(ending)] + rest
    return word


def _by_stem() -> dict[str, int]:
    """A word of several meanings keeps the first."""
    from_stem: dict[str, int] = {}
    for number, line in enumerate(_KIN):
        for word in line.split():
            from_stem.setdefault(stem(word), number)
    return from_stem


#: The stem of a word -> the number of its meaning.
CONCEPTS = MappingProxyType(_by_stem())
