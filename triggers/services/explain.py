"""Why a message called a person, or did not: the decision made again from what is kept of it, and by other rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from conversations.enums import Author, Direction, Floor
from conversations.events.talk import FloorChanged
from conversations.models import Event, Message
from triggers.engine import Decision, ScenarioResult, decide
from triggers.facts import Facts
from triggers.matching import PatternError
from triggers.services.answers import names_of
from triggers.services.compiled import rules_of
from triggers.services.detections import circumstances_at, facts_at
from triggers.services.rules import active_ruleset, compile_snapshot, draft_snapshot


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time that a message was judged: when it came, or (`with_reply`) with what the AI said of its answer.

    `then` is the decision of the version that judged it, `published` and `draft` what the rules say now of the very
    same facts; `draft` is None when it was not asked for.
    """

    with_reply: bool
    facts: Facts
    then: Decision
    published: Decision
    draft: Decision | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All occasions on which a message was judged, oldest first; `silence` says why there is none.

    `names`: the scenarios by key, as they are or were called.
    """

    message: Message
    occasions: tuple[Occasion, ...] = ()
    silence: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


def explain(message: Message, *, with_draft: bool = True) -> Explanation:
    """Return why a stored message fired or not, and what the published rules (and the draft) say of it now.

    Raises:
        PatternError: the draft cannot be read.
    """
    known = [(with_reply, facts_at(message, with_reply=with_reply)) for with_reply in (False, True)]
    judged = [(with_reply, facts) for with_reply, facts in known if facts is not None]
    if not judged:
        return Explanation(message, silence=_say_why_not_judged(message))
    published = active_ruleset()
    draft = compile_snapshot(draft_snapshot()) if with_draft else None
    occasions, rulesets = [], [published, *([draft] if draft else [])]
    for with_reply, facts in judged:
        number = version_at(message, with_reply=with_reply)
        try:
            then = rules_of(number).ruleset
        except PatternError:
            silence = _("Judged by version %(number)d, which this desk can no longer read.")
            return Explanation(message, silence=silence % {"number": number})
        rulesets.insert(0, then)
        found = (decide(then, facts), decide(published, facts), decide(draft, facts) if draft else None)
        occasions.append(Occasion(with_reply, facts, *found))
    return Explanation(message, tuple(occasions), names=names_of(rulesets))


def version_at(message: Message, *, with_reply: bool = False) -> int:
    """Return the number of the version that judged a message (or the AI's answer to it); 0 when none did."""
    known = circumstances_at(message, with_reply=with_reply) or {}
    return int(known.get("version", 0))


def all_results(occasion: Occasion) -> list[ScenarioResult]:
    """Return what each scenario said then, and after it those that have come since: they said nothing."""
    known = {result.key for result in occasion.then.results}
    since = (*occasion.published.results, *(occasion.draft.results if occasion.draft else ()))
    added = {result.key: result for result in since if result.key not in known}
    unsaid = _("it was not among the rules that judged this message")
    return [
        *occasion.then.results,
        *(result._replace(score=0.0, fired=False, why=unsaid, evidence=(), against=()) for result in added.values()),
    ]


def _say_why_not_judged(message: Message) -> str:
    if message.author != Author.LEAD or message.direction != Direction.INBOUND:
        return _("Only customer messages are judged.")
    if message.extra.get("quiet"):
        return _("Not judged: a reaction or a deleted message needs no answer.")
    match _floor_before(message):
        case Floor.HUMAN:
            return _("Not judged: a person already had the conversation.")
        case Floor.QUEUE:
            return _("Not judged: the customer was already waiting for a person.")
    return _("Not judged, or judged before the desk kept the details.")


def _floor_before(message: Message) -> str:
    """Return who had the floor when the message came; empty when it had never changed hands."""
    moves = Event.objects.filter(
        conversation_id=message.conversation_id, kind=FloorChanged.kind, version__lt=message.version
    )
    payload = moves.order_by("-version").values_list("payload", flat=True).first() or {}
    return str(payload.get("to", ""))
