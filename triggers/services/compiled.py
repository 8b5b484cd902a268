"""The published rules as this process has them: compiled once, built anew beside the work when others publish."""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db import connection
from django.utils.translation import gettext as _

from conversations import rows
from triggers.actions import FrozenAction
from triggers.matching import Lexicon, PatternError, PhraseRule, Ruleset, ScenarioRule, compile_rules
from triggers.matching.pattern import parse
from triggers.matching.rules import as_phrase
from triggers.models import TriggerVersion
from triggers.services.snapshots import Snapshot, compile_snapshot, forget_compiled, lexicon_with, snapshot_of

logger = logging.getLogger(__name__)

# A version that cannot be built is tried again after so many seconds: the cause may have been the machine's.
RETRY_AFTER = 60.0
# Decisions that were made just before a change still ask for what follows them.
REMEMBERED = 4


class DamagedVersion(PatternError):  # noqa: N818 - it names what is there
    """A version's row is not what a version stores: changed by hand, or half restored."""

    def __init__(self, number: int) -> None:
        """Say which version it is."""
        super().__init__(_("Version %(number)d is damaged and can't be read.") % {"number": number}, 0)


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows when a scenario of one version acts, and what it is called, by its key.

    `version_id`: the key of the version's row, 0 for none.
    """

    version_id: int = 0
    actions: Mapping[str, FrozenAction] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class PublishedRules:
    """One version, ready to decide."""

    ruleset: Ruleset
    consequences: Consequences

    @property
    def number(self) -> int:
        """Return the version's number; 0 when nothing has been published."""
        return self.ruleset.version


@dataclass(slots=True)
class _State:
    """What this process holds. Readers take `current` without a lock; whoever writes holds `lock`."""

    current: PublishedRules | None = None
    building: int | None = None
    failed: dict[int, float] = field(default_factory=dict)
    remembered: dict[int, Consequences] = field(default_factory=dict)
    damage: dict[int, str] = field(default_factory=dict)
    thread: threading.Thread | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_state = _State()


class Adoption:
    """What a publisher does after its commit: from then on this process decides by what was published.

    Until then it waits at the connection, where only the publisher's own transaction finds it.
    """

    def __init__(self, version: TriggerVersion, ruleset: Ruleset, snapshot: Snapshot) -> None:
        self.rules = PublishedRules(ruleset, _consequences(snapshot, version.pk))

    def __call__(self) -> None:
        """Take over, unless this process knows a newer version already."""
        current = _state.current
        if current is None or current.number < self.rules.number:
            _swap(_state, self.rules, instead_of=current)


def active_version() -> int:
    """Return the number of the version that decides; 0 when nothing has been published."""
    [(number,)] = rows.fetch("SELECT max(number) FROM triggers_triggerversion", ())
    return number or 0


def active_ruleset() -> Ruleset:
    """Return the compiled rules that decide here and now.

    When another process has published, the version before decides until this process has built the new one in a
    thread of its own; only the first version of a process is built while the caller waits.
    """
    number, state = active_version(), _state
    current = state.current
    if current is not None and current.number == number:
        return current.ruleset
    own = _uncommitted(number)
    if own is not None:
        return own.ruleset
    if current is None:
        return _first(state, number).ruleset
    _build_beside(state, number, current)
    return current.ruleset


def rules_of(number: int) -> PublishedRules:
    """Return a version as it decides or decided, compiled when it is not the one of today; for looking back.

    Raises:
        PatternError: the engine of today cannot read it any more, or its row is damaged.
    """
    for rules in (_state.current, _uncommitted(number)):
        if rules is not None and rules.number == number:
            return rules
    snapshot, version_id = _stored(number)
    if snapshot.is_damaged:
        raise DamagedVersion(number)
    return PublishedRules(compile_snapshot(snapshot, number=number), _consequences(snapshot, version_id))


def consequences_of(number: int) -> Consequences:
    """Return what follows a decision of this version, also when a newer one has taken over meanwhile."""
    for rules in (_state.current, _uncommitted(number)):
        if rules is not None and rules.number == number:
            return rules.consequences
    return _state.remembered.get(number) or _consequences(*_stored(number))


def forget() -> None:
    """Begin anew, as a process that has just started does; wait for what is being built."""
    global _state
    before, _state = _state, _State()
    if before.thread is not None:
        before.thread.join()


def _uncommitted(number: int) -> PublishedRules | None:
    """Return a version that the transaction of this very thread has published; it may still be rolled back."""
    for entry in connection.run_on_commit:
        act = entry[1]
        if isinstance(act, Adoption) and act.rules.number == number:
            return act.rules
    return None


def _first(state: _State, number: int) -> PublishedRules:
    with state.lock:
        if state.current is None:
            number, snapshot, version_id = _last_good(number)
            ruleset = _compile_what_can_be_read(snapshot, number if version_id else 0)
            state.current = PublishedRules(ruleset, _consequences(snapshot, version_id))
        return state.current


def _last_good(number: int) -> tuple[int, Snapshot, int]:
    """Return the newest version from this one down whose row is whole: a message must be judged.

    When none is, what can be read of this one decides.
    """
    snapshot, version_id = stored = _stored(number)
    if not snapshot.is_damaged:
        return number, *stored
    logger.error("the published rules are damaged; the last good version decides", extra={"version": number})
    earlier = TriggerVersion.objects.filter(number__lt=number).order_by("-number")
    for version in earlier.only("pk", "number", "snapshot", "groups").iterator(chunk_size=1):
        found = snapshot_of(version)
        if not found.is_damaged:
            return version.number, found, version.pk
    return number, snapshot, version_id


def damage_of_published() -> str:
    """Return what is wrong with the version that should decide, in a sentence for an alarm; empty when it is whole.

    One small statement, and the whole row once for each version in each process.
    """
    number = active_version()
    if number not in _state.damage:
        _state.damage = {number: _damage_of(number)}
    return _state.damage[number]


def _damage_of(number: int) -> str:
    snapshot, _version_id = _stored(number)
    if snapshot.is_damaged:
        return f"version {number} is damaged; the last good version decides"
    try:
        compile_snapshot(snapshot, number=number)
    except PatternError:
        return f"version {number} holds phrases that cannot be read; the others decide"
    return ""


def _compile_what_can_be_read(snapshot: Snapshot, number: int) -> Ruleset:
    """Return a version's rules, without what an engine that was changed since cannot read: a message must be judged."""
    try:
        return compile_snapshot(snapshot, number=number)
    except PatternError:
        logger.exception("some published rules cannot be read; the others decide", extra={"version": number})
    shipped = lexicon_with({})
    rules = [_readable(rule, shipped) for rule in snapshot.rules]
    return compile_rules(rules, number, lexicon=shipped)


def _readable(rule: ScenarioRule, lexicon: Lexicon) -> ScenarioRule:
    lines = (rule.phrases, rule.exclusions)
    phrases, exclusions = (tuple(line for line in same if _can_be_read(line, lexicon)) for same in lines)
    return replace(rule, phrases=phrases, exclusions=exclusions)


def _can_be_read(line: str | PhraseRule, lexicon: Lexicon) -> bool:
    try:
        parse(as_phrase(line).pattern, lexicon.groups)
    except PatternError:
        return False
    return True


def _stored(number: int) -> tuple[Snapshot, int]:
    version = TriggerVersion.objects.filter(number=number).only("pk", "snapshot", "groups").first()
    return snapshot_of(version), version.pk if version else 0


def _consequences(snapshot: Snapshot, version_id: int) -> Consequences:
    return Consequences(version_id, snapshot.actions, {frozen["key"]: frozen["name"] for frozen in snapshot.scenarios})


def _swap(state: _State, rules: PublishedRules, *, instead_of: PublishedRules | None) -> None:
    """Let `rules` decide; nothing happens when others than `instead_of` decide by now."""
    with state.lock:
        if state.current is not instead_of:
            return
        if instead_of is not None:
            state.remembered[instead_of.number] = instead_of.consequences
            while len(state.remembered) > REMEMBERED:
                del state.remembered[next(iter(state.remembered))]
        state.current = rules


def _build_beside(state: _State, number: int, current: PublishedRules) -> None:
    """Start the thread that builds a version, unless it is being built or could not be built a moment ago."""
    with state.lock:
        now = time.monotonic()
        if state.building is not None or now - state.failed.get(number, now - RETRY_AFTER) < RETRY_AFTER:
            return
        state.building = number
        state.thread = threading.Thread(
            target=_build, args=(state, number, current), name=f"rules-v{number}", daemon=True
        )
        state.thread.start()


def _build(state: _State, number: int, current: PublishedRules) -> None:
    try:
        snapshot, version_id = _stored(number)
        if not version_id:
            return  # not committed yet: the next message asks again
        if snapshot.is_damaged:
            raise DamagedVersion(number)
        ruleset = compile_rules(snapshot.rules, number, lexicon=lexicon_with(snapshot.groups))
        forget_compiled()
        _swap(state, PublishedRules(ruleset, _consequences(snapshot, version_id)), instead_of=current)
    except Exception:
        if number not in state.failed:
            logger.exception("the rules cannot be built; the version before decides on", extra={"version": number})
        state.failed[number] = time.monotonic()
    finally:
        state.building = None
        connection.close()
