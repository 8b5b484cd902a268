"""How many of a thing a customer asks for: a number before a unit, before one of the rule's own words, or to order.

Read from the words, in nine languages; order numbers, times, years, money and percentages are no quantities.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from triggers.matching import PhraseMatch
from triggers.matching.tokens import Token


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NUMBER = re.compile(
    r"(?<![A-Za-z\d_.,#/:$€£¥₹-])(?P<digits>\d{1,3}(?:[ ,.']\d{3})+|\d{1,7})(?P<scale>k\b)?"
    r"(?![A-Za-z\d]|[.,:/-]\d|\s?[%€$£¥₹°])"
)
_DIGIT = re.compile(r"\d")
_NO_DIGIT = re.compile(r"\D")
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "k": 1_000, "mil": 1_000, "tausend": 1_000, "万": 10_000}

_UNITS = _words(
    """unit units piece pieces pc pcs item items copy copies license licenses licence licences seat seats box boxes
    pallet pallets carton cartons crate crates pack packs packet packets bottle bottles pair pairs set sets roll rolls
    bag bags sheet sheets container containers stuck stueck einheit einheiten lizenz lizenzen kartons kisten paletten
    flaschen packungen exemplare unidad unidades pieza piezas caja cajas licencia licencias botellas ejemplares juegos
    unite unites boites palettes bouteilles paires exemplaires pezzo pezzi scatole licenze bottiglie paia confezioni
    copie peca pecas caixas licencas garrafas conjuntos sztuk sztuki szt licencji pudelek palet kartonow kompletow
    stuks eenheden dozen licenties flessen users employees usuarios empleados trabajadores nutzer benutzer mitarbeiter
    arbeitsplatze utilisateurs salaries postes utenti dipendenti postazioni utilizadores funcionarios colaboradores
    uzytkownikow pracownikow stanowisk gebruikers medewerkers werkplekken 个 個 件 台 套 箱 张 張 把 瓶 只 双 份 批"""
)
#: Behind a Chinese measure word: a stretch of time, or people.
_NOT_THINGS = _words("月 小 星 钟 鐘 人 工")
_ORDERING = _words(
    """quote quotation buy buying purchase purchasing need needing want supply deliver ordering brauche brauchen
    benotige benotigen bestelle bestellen kaufen comprar pedir encargar necesito necesitamos quiero queremos
    commander acheter ordinare comprare acquistare encomendar preciso precisamos zamowic kupic potrzebuje
    potrzebujemy bestel kopen koop liefern liefert ocupo ocupamos encargo fabricar cotizar equiper fournir livrer
    voudrais voudrait voudrions vorrei vorremmo fornire queremos gostaria gostariamos produzir zamawiam zamawiamy
    dostarczyc leveren nodig faut servono"""
)
#: Verbs of the other languages, in which a plural need not end in "s".
_FOREIGN = _ORDERING - _words(
    "quote quotation buy buying purchase purchasing need needing want supply deliver ordering"
)
#: Nouns of an order, with what stands between them and the number ("bestelling van 3000 flyers").
_ORDER_NOUNS = _words(
    """order orders bestellung auftrag anfrage angebot pedido encargo presupuesto cotizacion commande devis ordine
    preventivo fornitura encomenda orcamento zamowienie wycena wycene oferte bestelling offerte combien quanto precio
    tarif prix prezzo preco cena prijs"""
)
_LINKS = _words("for of about over uber fur von de por para pour di per na dla van voor")
#: Verbs that may stand behind the things.
_ORDERED = _words("bestellen kaufen benotigen brauchen kopen liefern leveren nodig")
#: Before "order" where it is a verb.
_ASKING = _words("to i we please and also would can could lets")
#: What follows a number that counts no things.
_STOPS = _words(
    """am pm st nd rd th percent second seconds minute minutes min mins hour hours hr hrs day days week weeks month
    months year years times time euro euros eur dollar dollars usd pounds gbp bucks cents kg g lb lbs km cm mm miles
    mile meters metres degrees gram grams gramm grammes grammi gramos gramas liter liters litres litros litri people
    persons tage tagen stunden minuten wochen monate monaten jahre jahren dias horas
    minutos semanas meses anos jours heures semaines mois ans giorni ore minuti settimane mesi anni dni godzin minut
    tygodni uren dagen weken maanden jaar is was has have had will does it its this that these from to and but for on
    in at by with not which yet still po please as or if when where because since after before says needs arrives 天 年
    月 日 小 分 点 岁 元 块"""
)
#: Words between a number and the rule's own words, at most.
_NEAR = 2
#: Nobody speaks of the year 2000, and many order as much.
_YEARS = frozenset(range(1900, 2100)) - {2000}


class Quantity(NamedTuple):
    """A number of things and its place in the text."""

    value: float
    start: int
    end: int


def quantities_in(text: str, tokens: Sequence[Token], products: Sequence[PhraseMatch] = ()) -> list[Quantity]:
    """Every number that counts things, in reading order. `products`: where the rule's own words stand."""
    if _DIGIT.search(text) is None:
        return []
    starts = [token.start for token in tokens]
    found = []
    for match in _NUMBER.finditer(text):
        before, after = bisect_left(starts, match.start()), bisect_left(starts, match.end())
        value = float(_NO_DIGIT.sub("", match["digits"])) * (_SCALES["k"] if match["scale"] else 1)
        end = match.end()
        if after < len(tokens) and tokens[after].text in _SCALES and not tokens[after].opens:
            value, end, after = value * _SCALES[tokens[after].text], tokens[after].end, after + 1
        bare_year = len(match["digits"]) == 4 and value in _YEARS
        if _counts_things(tokens, before, after, products, bare_year=bare_year):
            found.append(Quantity(value, match.start(), end))
    return found


def _counts_things(
    tokens: Sequence[Token], before: int, after: int, products: Sequence[PhraseMatch], *, bare_year: bool
) -> bool:
    """Whether the number between the words `before` and `after` counts things."""
    behind = _same_sentence(tokens, after, after + 4)
    if _before_unit(behind):
        return True
    reach = after + min(len(behind), _NEAR)
    if any(after <= match.first <= reach and not _stopped(behind[: match.first - after]) for match in products):
        return True
    if bare_year or not behind or behind[0] in _STOPS:
        return False
    return _is_ordered(tokens, before, behind)


def _same_sentence(tokens: Sequence[Token], first: int, last: int) -> list[str]:
    words = []
    for token in tokens[first:last]:
        if token.opens:
            break
        words.append(token.text)
    return words


def _stopped(words: Sequence[str]) -> bool:
    return any(word in _STOPS for word in words)


def _before_unit(behind: Sequence[str]) -> bool:
    """A unit follows, at most one word between: "300 units", "300 more boxes"."""
    for place, word in enumerate(behind[:2]):
        if word in _UNITS:
            return not (len(behind) > place + 1 and behind[place + 1] in _NOT_THINGS)
        if word in _STOPS:
            return False
    return False


def _is_ordered(tokens: Sequence[Token], before: int, behind: Sequence[str]) -> bool:
    """A verb of ordering shortly before or behind, and things: a plural, "of", or any word of another language."""
    ahead = _words_ahead(tokens, before)
    if any(word in _ORDERED for word in behind[1:]):
        return True
    if any(word.isalpha() and len(word) > 3 for word in behind[:2]) and (
        not _FOREIGN.isdisjoint(ahead) or _is_order_of(ahead)
    ):
        return True
    if not any(word in _ORDERING for word in ahead) and not _orders(ahead, starts=before <= len(ahead)):
        return False
    plural = any(len(word) > 3 and word[-1] == "s" and word not in _STOPS for word in behind[:3])
    return plural or behind[0] in ("of", "x") or not behind[0].isascii()


def _is_order_of(ahead: Sequence[str]) -> bool:
    """Whether a noun of ordering leads to the number: "zamowienie na 500", and not "order 500"."""
    return bool(ahead) and ahead[-1] in _LINKS and not _ORDER_NOUNS.isdisjoint(ahead)


def _words_ahead(tokens: Sequence[Token], before: int) -> list[str]:
    """The last words of the sentence before the number, at most four."""
    words: list[str] = []
    for token in reversed(tokens[max(0, before - 4) : before]):
        words.insert(0, token.text)
        if token.opens:
            break
    return words


def _orders(ahead: Sequence[str], *, starts: bool) -> bool:
    """Whether "order" is said as a verb: "to order 50 chairs", and not "my order 50"."""
    for place, word in enumerate(ahead):
        if word == "order" and ((place == 0 and starts) or (place > 0 and ahead[place - 1] in _ASKING)):
            return True
    return False
