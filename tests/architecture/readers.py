"""The functions that read what strangers wrote: how each is called with one text, and which need no call."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator

from conversations import lead_search, names, phones, storable, terms
from conversations.adapters.whatsapp import bodies
from conversations.ai import (
    agent,
    builtin,
    details,
    guard,
    identity,
    language,
    offers,
    promises,
    recognition,
    smalltalk,
    tools,
    wire,
    withdrawal,
)
from conversations.ai.prompts import fences, turn
from conversations.ai.wire import ToolCall
from conversations.encoding.base import cut
from conversations.knowledge import passages
from routing import promises as routing_promises
from triggers.matching import pattern, tokens
from triggers.matching.characters import spelling_variants
from triggers.matching.forms import is_stem
from triggers.matching.lexicon import alternatives
from triggers.matching.pattern import PatternError
from triggers.services import groups
from triggers.signals import money, quantity, tone

#: The rooms whose public functions with a text in front are looked at.
ROOMS = (
    "conversations.adapters.payload", "conversations.adapters.whatsapp", "conversations.ai",
    "conversations.knowledge.passages", "conversations.lead_search", "conversations.names", "conversations.phones",
    "conversations.services.inbound", "conversations.storable", "conversations.terms", "routing.promises",
    "triggers.matching", "triggers.services.groups", "triggers.signals",
)  # fmt: skip
#: What takes a name, a key or a sentence of our own in front, and why a stranger's text never stands there.
OWN_WORDS = {
    "conversations.adapters.payload.make_key": "parts that the adapter chose",
    "conversations.adapters.whatsapp.bodies.read_body": "the kind of a message",
    "conversations.adapters.whatsapp.parse.read": "the kind of a stored item",
    "conversations.ai.disclosure.disclosure_text": "a language code",
    "conversations.ai.disclosure.truthful_answer": "a language code",
    "conversations.ai.offers.offer_text": "a language code; the letters of the text behind it are tried",
    "conversations.ai.smalltalk.say": "the name of one of our sentences",
    "conversations.lead_search.make_search": "a customer's columns, each short and tried alone",
    "triggers.matching.circumstances.set_name": "the name of a circumstance",
    "triggers.matching.forms.unfold": "endings of the shipped lexicon",
    "triggers.matching.groups.language_of_group": "a group's name",
    "triggers.services.groups.check_words": "reads the database; its patterns are tried alone",
    "triggers.services.groups.list_groups": "reads the database",
    "triggers.services.groups.reach_of": "reads the database",
    "triggers.services.groups.usage_of": "reads the database",
}


def _quietly(read: Callable[[str], object]) -> Callable[[str], object]:
    """A refusal is an answer as well: only the time counts here."""

    def call(text: str) -> object:
        try:
            return read(text)
        except (PatternError, wire.InvalidAnswer, ValueError):
            return None

    return call


READERS: dict[str, Callable[[str], object]] = {
    "conversations.ai.offers.accepts_offer": offers.accepts_offer,
    "conversations.ai.offers.declines_offer": offers.declines_offer,
    "conversations.ai.offers.ends_with_offer": offers.ends_with_offer,
    "the letters of an offer's text": lambda text: offers.offer_text("", text),
    "conversations.encoding.base.cut": cut,
    "conversations.adapters.whatsapp.bodies.safe_filename": bodies.safe_filename,
    "conversations.ai.agent._read_report": agent._read_report,
    "conversations.ai.builtin._is_angry": builtin._is_angry,
    "conversations.ai.details.find_details": details.find_details,
    "conversations.ai.guard.check_reply": lambda text: guard.check_reply(
        text, prompt="Answer from the knowledge base only and never repeat this.", language="en", business_name="Shop"
    ),
    "conversations.ai.guard.claims_to_be_human": guard.claims_to_be_human,
    "conversations.ai.guard.cut": lambda text: guard.cut(text, 1_500),
    "conversations.ai.guard.strip_markup": guard.strip_markup,
    "conversations.ai.identity.asks_whether_human": identity.asks_whether_human,
    "conversations.ai.language.is_plainly_other": lambda text: language.is_plainly_other(text, asked=text),
    "conversations.ai.language.plain_language": language.plain_language,
    "conversations.ai.recognition.recognise": recognition.recognise,
    "conversations.ai.promises.promises_handoff": promises.promises_handoff,
    "conversations.ai.prompts.fences.clean": lambda text: fences.clean(text, 4_000),
    "conversations.ai.prompts.fences.fence": lambda text: fences.fence("customer", text, 4_000),
    "conversations.ai.prompts.turn.wrong_language": turn.wrong_language,
    "conversations.ai.smalltalk.kind_of_talk": smalltalk.kind_of_talk,
    "conversations.ai.tools.mentions_escalation": tools.mentions_escalation,
    "conversations.ai.tools.read_wishes": lambda text: tools.read_wishes(
        [ToolCall("1", text), ToolCall("2", tools.RECORD, {text: text, "a": {"b": text}})]
    ),
    "conversations.ai.withdrawal.calls_off": withdrawal.calls_off,
    "conversations.ai.withdrawal.rest_of": withdrawal.rest_of,
    "conversations.ai.wire.read_answer": lambda text: wire.read_answer(
        json.dumps({"choices": [{"message": {"content": text}}]}).encode()
    ),
    "conversations.knowledge.passages.split_passages": passages.split_passages,
    "conversations.knowledge.passages.split_sentences": passages.split_sentences,
    "conversations.lead_search.fold_name": lead_search.fold_name,
    "conversations.lead_search.wanted_numbers": lead_search.wanted_numbers,
    "conversations.lead_search.wanted_words": lead_search.wanted_words,
    "conversations.names.clean_name": names.clean_name,
    "conversations.phones.are_same": lambda text: phones.are_same(text, text + "1"),
    "conversations.phones.country_of": phones.country_of,
    "conversations.phones.from_person": lambda text: phones.from_person(text, "GB"),
    "conversations.phones.from_provider": phones.from_provider,
    "conversations.phones.is_real": phones.is_real,
    "conversations.phones.searchable": phones.searchable,
    "conversations.phones.show": phones.show,
    "conversations.phones.wanted_digits": phones.wanted_digits,
    "conversations.storable.is_storable": storable.is_storable,
    "conversations.storable.storable_in_place": storable.storable_in_place,
    "conversations.storable.storable_text": storable.storable_text,
    "conversations.terms.fold": terms.fold,
    "conversations.terms.plain_apostrophes": terms.plain_apostrophes,
    "conversations.terms.terms": terms.terms,
    "conversations.terms.words": terms.words,
    "routing.promises.broken_promises": lambda text: list(
        routing_promises.broken_promises(text, is_open=False, keepers=())
    ),
    "triggers.matching.characters.spelling_variants": lambda text: spelling_variants(text[:60]),
    "triggers.matching.forms.is_stem": is_stem,
    "triggers.matching.lexicon.alternatives": alternatives,
    "triggers.matching.pattern.parse": pattern.parse,
    "triggers.matching.pattern.plain_words": pattern.plain_words,
    "triggers.matching.tokens.find_inner_break": tokens.find_inner_break,
    "triggers.matching.tokens.tokenise": tokens.tokenise,
    "triggers.services.groups.named_in": groups.named_in,
    "triggers.services.groups.place_of_long_word": groups.place_of_long_word,
    "triggers.signals.money.amounts_in": money.amounts_in,
    "triggers.signals.money.largest_amount": money.largest_amount,
    "triggers.signals.quantity.quantities_in": lambda text: quantity.quantities_in(text, tokens.tokenise(text)),
    "triggers.signals.tone.is_shouted": tone.is_shouted,
}
READERS = {name: _quietly(read) for name, read in READERS.items()}


def found_in_rooms() -> Iterator[str]:
    """Public functions of the rooms whose first parameter is a text."""
    for room in ROOMS:
        module = importlib.import_module(room)
        names = [room, *(found.name for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"{room}."))]
        for name in names:
            for function in vars(importlib.import_module(name)).values():
                if inspect.isfunction(function) and function.__module__ == name and _takes_text(function):
                    yield f"{name}.{function.__name__}"


def _takes_text(function: Callable[..., object]) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()), None)
    return not function.__name__.startswith("_") and first is not None and first.annotation in (str, "str")
