"""What leaves the model is checked before a customer can read it. Pure.

The guard takes away and asks for a person; it never writes anything but the true answer about what we are.
"""

import html
import re
from dataclasses import dataclass

import nh3

from conversations.ai.disclosure import truthful_answer
from conversations.ai.promises import promises_handoff
from conversations.ai.prompts.fences import CLOSE, OPEN
from conversations.terms import APOSTROPHES, fold, words

__all__ = ["Checked", "check_reply", "claims_to_be_human", "cut", "promises_handoff", "strip_markup"]

#: In characters: what fits on a telephone's screen and under every channel's limit.
LONGEST_REPLY = 1_500
#: What is read of a reply at all: four times as much, so that what is cut away never decides what stays.
LONGEST_READ = 4 * LONGEST_REPLY
#: So many words in a row that also stand in the prompt are no chance.
LEAK_WORDS = 8

_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*[\"')\]]*\s*|\n+|[.!?。！？]+\s*")
_FENCE_LINE = re.compile(
    rf"{re.escape(OPEN)}\s{{0,4}}\w{{0,40}}|\w{{0,40}}\s{{0,4}}{re.escape(CLOSE)}|</?(?:tool_call|function_call|think)>",
    re.IGNORECASE,
)
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.IGNORECASE | re.DOTALL)
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_HUMAN = (
    r"(?:real |actual |live |fellow )?(?:human|person|man|woman|guy)(?: being)?|persona(?: real| humana)?"
    r"|ser humano|humano"
    r"|humana|mensch|echter mensch|personne|etre humain|humain|humaine|essere umano|umano|umana|pessoa|czlowiekiem|mens"
    r"|echt mens|persoon"
)
_MACHINE = (
    r"(?:ro)?bots?|robot|ai|artificial intelligence|machine|chatbot|language model|ki|ia|maquina|maschine|roboter"
    r"|robo|computer|robotem|botem|macchina|automated(?: system)?"
)
_CLAIMS = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf"\b(?:i am|im|this is|youre talking to|you are talking to|youre speaking with|you are speaking with|yes)"
            rf"(?: \w+)?(?: (?:indeed|really|actually|definitely|just))?(?: (?:a|an))? (?:{_HUMAN})\b"
        ),
        rf"\b(?:i am|im|i promise im) (?:not|no|definitely not|certainly not)(?: \w+)?(?: (?:a|an))? (?:{_MACHINE})\b",
        rf"\b(?:soy|si soy) (?:\w+ )?(?:una? )?(?:{_HUMAN})\b|\bno soy (?:una? )?(?:{_MACHINE})\b",
        rf"\bich bin (?:\w+ )?(?:eine? )?(?:{_HUMAN})\b|\bich bin keine? (?:{_MACHINE})\b",
        rf"\bje suis (?:\w+ )?(?:une? )?(?:vraie? )?(?:{_HUMAN})\b|\bje ne suis pas (?:une? )?(?:{_MACHINE})\b",
        rf"\b(?:io )?sono (?:\w+ )?(?:una? |un )?(?:{_HUMAN})\b|\bnon sono (?:una? |un )?(?:{_MACHINE})\b",
        rf"\b(?:eu )?sou (?:\w+ )?(?:uma? )?(?:{_HUMAN})\b|\bnao sou (?:uma? )?(?:{_MACHINE}|robo)\b",
        rf"\bjestem (?:\w+ )?(?:{_HUMAN})\b|\bnie jestem (?:{_MACHINE})\b",
        rf"\bik ben (?:\w+ )?(?:een )?(?:echt )?(?:{_HUMAN})\b|\bik ben geen (?:{_MACHINE})\b",
    )
)
_APOSTROPHE = re.compile(rf"(?<=\w)[{APOSTROPHES}](?=\w)")
_GAP = re.compile(r"[^\w]+")
_ENDS_AS_MACHINE = re.compile(rf"\b(?:{_MACHINE})$")
_DENIAL = re.compile(r"\b(?:not|no|nicht|kein|keine|pas|non|nao|nie|geen|never)\b")


@dataclass(frozen=True, slots=True)
class Checked:
    """A reply fit to be read, and what was found in it."""

    text: str
    promised_handoff: bool = False
    claimed_human: bool = False
    leaked: bool = False


def check_reply(text: str, *, prompt: str, language: str, business_name: str) -> Checked:
    """Return the reply as plain text of at most 1,500 characters.

    Sentences that claim to be human give way to the true answer; sentences that repeat the prompt are dropped.
    """
    plain = strip_markup(text)
    secret = _runs(words(prompt))
    kept, claimed, leaked = [], False, False
    for sentence in _SENTENCE.findall(plain):
        if claims_to_be_human(sentence):
            claimed = True
        elif _runs(words(sentence)) & secret:
            leaked = True
        else:
            kept.append(sentence)
    reply = "".join(kept).strip()
    # A leak cut over several short sentences shows only in the whole; what little a leak leaves is more of it.
    if _runs(words(reply)) & secret or (leaked and len(reply) < len(plain) / 2):
        reply, leaked = "", True
    if claimed and (reply or not leaked):
        reply = f"{truthful_answer(language, business_name)} {reply}".strip()
    return Checked(cut(reply, LONGEST_REPLY), promises_handoff(reply), claimed, leaked)


def strip_markup(text: str) -> str:
    """Return the text without HTML, fence marks, thinking aloud and control characters; "a < b" stays.

    Nothing is read beyond the first 6,000 characters that are no thinking aloud.
    """
    text = _THINKING.sub("", text.encode("utf-8", "ignore").decode())[:LONGEST_READ]
    text = _FENCE_LINE.sub("", text)
    for _ in range(3):
        # Escaped markup comes out as markup and is taken away in the next round.
        plain = html.unescape(nh3.clean(text, tags=set()))
        if plain == text:
            break
        text = plain
    text = "".join(c for c in text if c.isprintable() or c in "\n\u200d")
    return _EMPTY_LINES.sub("\n\n", _BLANKS.sub(" ", text)).strip()


def claims_to_be_human(text: str) -> bool:
    """Return whether the speaker says of itself that it is a person, or that it is no machine."""
    plain = _GAP.sub(" ", _APOSTROPHE.sub("", fold(text)))
    found = (pattern.search(plain) for pattern in _CLAIMS)
    return any(match and not _tells_the_truth(plain, match) for match in found)


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters, ending with a sentence where one ends in the last half, else with a word."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    end = max(head.rfind(mark) for mark in (". ", "! ", "? ", ".\n", "。", "！", "？"))
    if end > limit // 2:
        return head[: end + 1].strip()
    return (
        head[: max(head.rfind(" ", limit // 2), limit // 2) if " " in head[limit // 2 :] else limit - 1].rstrip() + "…"
    )


def _tells_the_truth(plain: str, match: re.Match[str]) -> bool:
    """Whether it is "I am not a person": a human noun with a denial inside or right before it."""
    before = plain[: match.start()].split()[-1:]
    names_machine = _ENDS_AS_MACHINE.search(match.group())
    return not names_machine and bool(_DENIAL.search(" ".join([*before, match.group()])))


def _runs(found: list[str]) -> set[tuple[str, ...]]:
    return {tuple(found[at : at + LEAK_WORDS]) for at in range(len(found) - LEAK_WORDS + 1)}
