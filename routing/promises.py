"""What an acknowledgement promises in its own words, held against hours and answering times. Pure, in nine languages.

A template's placeholders are worked out and always true; this is about what somebody wrote beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta

from routing.calendar import Hours

_SENTENCE = re.compile(r"[^.!?。！？\n]*(?:[.!?](?!\s|$)[^.!?。！？\n]*)*[.!?。！？\n]*")
_AROUND_THE_CLOCK = re.compile(
    r"24\s?/\s?7|24\s?h?\s?/\s?24|\b7\s?/\s?7\b|around the clock|round the clock|day (?:and|or) night|24 hours a day"
    r"|rund um die uhr|tag und nacht|las 24 horas|d[ií]a y noche|24 heures sur 24|jour et nuit|24 ore su 24"
    r"|giorno e notte|24 horas por dia|dia e noite|ca[łl][aą] dob[eę]|na dob[eę]|dniem i noc[aą]|dag en nacht"
    r"|klok rond|24 uur per dag|全天候|24\s?小时(?!内|之内)",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"\b(?:right away|straight away|immediately|instantly|in a moment|any minute"
    r"|(?:with)?in (?:just )?(?:the next |a )?(?:few )?minutes?"
    r"|sofort|umgehend|unverz[üu]glich|in wenigen minuten"
    r"|de inmediato|inmediatamente|en(?: unos| pocos)? minutos|enseguida"
    r"|tout de suite|imm[ée]diatement|dans quelques minutes|d.ici quelques minutes"
    r"|subito|immediatamente|(?:tra|fra|entro) pochi minuti"
    r"|imediatamente|de imediato|agora mesmo|em (?:poucos|alguns) minutos"
    r"|natychmiast|od razu|(?:za|w ci[aą]gu) kilku? minut"
    r"|meteen|onmiddellijk|binnen enkele minuten|over een paar minuten)\b|马上|立即|立刻|几分钟内",
    re.IGNORECASE,
)
#: Sentences about the emergency number, a doctor or an ambulance are about other people's hours.
_EMERGENCY = re.compile(
    r"emergency number|emergency services|notruf|emergen[cz]|num[ée]ro d.urgence|emerg[êe]nc|numer alarmowy|\b112\b"
    r"|alarmnummer|紧急电话|急救|ambulan|krankenwagen|rettungsdienst|pogotowi|ziekenwagen|救护|\bdoctor|\b(?:haus|not)?arzt"
    r"|m[ée]dec|m[ée]dic[oa]|lekarz|huisarts|医生",
    re.IGNORECASE,
)
_MINUTES = r"min(?:ut(?:e[ns]?|os?|i|y)?|uut|uten)?\b|分钟"
_HOURS = r"(?:hours?|hrs?|stunden?|horas?|heures?|ore|ora|godzin[ya]?|uur|uren)\b|个?小时"
_SPAN = re.compile(
    rf"(?<![\d:./])(?P<number>\d{{1,3}})\s?(?:(?P<minutes>{_MINUTES})|(?P<hours>{_HOURS}))", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(?<![\d:./,€$£])(?:(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?!\d|[:./]\d|\s?[€$£%])\s?(?P<late>[ap]\.?m\b)?"
    r"|(?P<twelve>1[0-2]|0?[1-9])\s?(?P<half>[ap])\.?m\b"
    r"|(?P<full>1?\d|2[0-3])\s?(?:uhr\b|o.clock\b|点|點))",
    re.IGNORECASE,
)
#: "In a few minutes" is a promise of about so much.
_FEW_MINUTES = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Keeper:
    """One team that an acknowledgement may speak for: its hours, and how long its first answer takes at the most."""

    name: str
    hours: Hours
    first_response: timedelta


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that a team does not keep. `code` says in which way, `words` what was promised."""

    code: str
    words: str
    team: str = ""


def broken_promises(text: str, *, is_open: bool, keepers: tuple[Keeper, ...]) -> Iterator[Broken]:
    """Find what a template for open or for closed hours promises and some team's calendar or SLA denies."""
    if not is_open and "{wait}" in text:
        yield Broken("wait_when_closed", "{wait}")
    if is_open and "{opens}" in text:
        yield Broken("opens_when_open", "{opens}")
    for sentence in _SENTENCE.findall(text):
        if not _EMERGENCY.search(sentence):
            yield from _clock_promises(sentence, keepers)
            yield from _soon_promises(_AROUND_THE_CLOCK.sub("", sentence), keepers, is_open=is_open)


def _clock_promises(sentence: str, keepers: tuple[Keeper, ...]) -> Iterator[Broken]:
    always = _AROUND_THE_CLOCK.search(sentence)
    closing = next((keeper for keeper in keepers if not keeper.hours.always_open), None)
    if always and closing:
        yield Broken("around_the_clock", always.group(), closing.name)
    for found in _CLOCK.finditer(sentence):
        at = _time(found)
        denied = next((keeper for keeper in keepers if not _may_be_open(keeper.hours, at)), None)
        if denied:
            yield Broken("closed_at", found.group().strip(), denied.name)


def _soon_promises(sentence: str, keepers: tuple[Keeper, ...], *, is_open: bool) -> Iterator[Broken]:
    """Yield promises of an answer sooner than it comes; a sentence that names the opening counts from there."""
    soon = [(found.group(), _length(found)) for found in _SPAN.finditer(sentence)]
    if is_open:
        soon += [(found.group(), _FEW_MINUTES) for found in _AT_ONCE.finditer(sentence) if _has_minutes(found.group())]
        for words, length in soon:
            slow = next((keeper for keeper in keepers if keeper.first_response > length), None)
            if slow:
                yield Broken("sooner_than_sla", words, slow.name)
        return
    if "{opens}" in sentence:
        return
    closing = next((keeper for keeper in keepers if not keeper.hours.always_open), None)
    words_ = [words for words, _ in soon] + [found.group() for found in _AT_ONCE.finditer(sentence)]
    if closing and words_:
        yield Broken("soon_when_closed", words_[0], closing.name)


def _has_minutes(words: str) -> bool:
    return "min" in words.lower() or "分钟" in words


def _length(found: re.Match[str]) -> timedelta:
    number = int(found["number"])
    return timedelta(minutes=number) if found["minutes"] else timedelta(hours=number)


def _time(found: re.Match[str]) -> time:
    half = (found["half"] or found["late"] or "")[:1].lower()
    hour = int(found["hour"] or found["twelve"] or found["full"])
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(found["minute"] or 0))


def _may_be_open(hours: Hours, at: time) -> bool:
    """Whether this time of day lies in an open span of some day, its ends included."""
    if hours.always_open:
        return True
    spans = [span for spans in (*hours.weekly.values(), *hours.exceptions.values()) for span in spans]
    return any(
        span.opens <= at <= span.closes if span.opens < span.closes else at >= span.opens or at <= span.closes
        for span in spans
    )
