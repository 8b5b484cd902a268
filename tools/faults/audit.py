"""The oracle: from the database and the provider's journal alone, what was lost, doubled, or said out of turn.

It shares no code with the desk. Each finding is a sentence with ids in it, so that a failed case can be followed up.
`tests/tools/test_faults_audit.py` plants each violation once and sees it found.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tools.faults.journal import Send
from tools.faults.result import Result
from tools.faults.snapshot import Snapshot, Words

OPEN_TURNS = frozenset({"due", "running"})
PENDING = frozenset({"queued", "sending"})
REACHED = frozenset({"sent", "delivered", "read"})
SIMULATED = "wamid.SIM."
# A send that left before a take-over is under way for at most this long on a busy machine.
FLIGHT_SECONDS = 2.0


@dataclass(frozen=True)
class Findings:
    """What is wrong, as sentences; `unknown` is not wrong but must be shown."""

    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    ai_after_takeover: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.duplicated or self.ai_after_takeover or self.broken)

    def first_words(self) -> str:
        """Return the first finding of each kind, for the note of a row."""
        kinds = (self.lost, self.duplicated, self.ai_after_takeover, self.broken)
        return "; ".join(kind[0] for kind in kinds if kind)

    def result(
        self,
        fault: str,
        *,
        injected: int,
        messages: int,
        recover: float | None,
        complaints: Sequence[str] = (),
        note: str = "",
    ) -> Result:
        """Return the row of a case; it is ok when nothing is wrong here and the case itself has no complaint."""
        wrong = "; ".join(filter(None, (self.first_words(), *complaints)))
        return Result(
            fault, injected, messages, len(self.lost), len(self.duplicated), len(self.ai_after_takeover),
            len(self.unknown), recover, ok=not wrong, note="; ".join(filter(None, (wrong, note))),
        )  # fmt: skip


def audit(snapshot: Snapshot, *, accepted: Collection[str], sends: Sequence[Send], may_fail: bool = False) -> Findings:
    """Judge a settled desk.

    `accepted` are the provider ids of the customers' messages that got a 200, `sends` what the provider took.
    `may_fail`: the provider refused some for good, so a failed message is no loss.
    """
    return Findings(
        lost=[
            *lost_updates(snapshot, accepted), *unsettled(snapshot), *unanswered(snapshot),
            *never_sent(snapshot, sends), *([] if may_fail else failed(snapshot)),
        ],
        duplicated=[*doubled_rows(snapshot), *doubled_sends(sends), *doubled_answers(snapshot)],
        ai_after_takeover=[*spoke_out_of_turn(snapshot), *sent_out_of_turn(snapshot, sends)],
        broken=[*gaps(snapshot), *owners(snapshot), *queues(snapshot), *strangers(snapshot, sends)],
        unknown=[f"message {row.id} is unknown" for row in outgoing(snapshot) if row.delivery == "unknown"],
    )  # fmt: skip


def lost_updates(snapshot: Snapshot, accepted: Collection[str]) -> Iterator[str]:
    """What was acknowledged must be a message, and its update processed."""
    stored = {row.provider_id for row in snapshot.words if row.direction == "in"}
    processed = {update.provider_id for update in snapshot.updates if update.state == "processed"}
    for provider_id in accepted:
        if provider_id not in stored:
            yield f"{provider_id} was acknowledged and is no message"
        elif provider_id not in processed:
            yield f"{provider_id} was acknowledged and is not processed"


def unsettled(snapshot: Snapshot) -> Iterator[str]:
    """When the desk is settled nothing is still to be sent, answered, processed or told."""
    yield from (f"message {row.id} is still {row.delivery}" for row in outgoing(snapshot) if row.delivery in PENDING)
    yield from (f"a turn of {turn.thread} is still {turn.state}" for turn in snapshot.turns if turn.state in OPEN_TURNS)
    yield from (f"{update.provider_id} is still stored" for update in snapshot.updates if update.state == "stored")
    yield from (f"{update.provider_id} has failed" for update in snapshot.updates if update.state == "failed")
    yield from (f"event {fact.version} of {fact.thread} was not told" for fact in snapshot.facts if not fact.relayed)


def unanswered(snapshot: Snapshot) -> Iterator[str]:
    """Where the AI has the floor, the customer's newest message has a settled turn and the AI's words after it."""
    settled = {(turn.thread, turn.inbound_version) for turn in snapshot.turns if turn.state == "answered"}
    spoken: dict[str, int] = defaultdict(int)
    for row in outgoing(snapshot):
        spoken[row.thread] = max(spoken[row.thread], row.version)
    for thread in snapshot.threads:
        newest = thread.last_inbound_version
        if thread.floor != "ai" or not newest:
            continue
        if (thread.id, newest) not in settled or spoken[thread.id] < newest:
            yield f"the newest message of {thread.id} has no answer"


def never_sent(snapshot: Snapshot, sends: Sequence[Send]) -> Iterator[str]:
    """What is marked as sent, the provider has."""
    taken = {send.ref for send in sends}
    for row in outgoing(snapshot):
        if row.delivery in REACHED and row.id not in taken and not row.provider_id.startswith(SIMULATED):
            yield f"message {row.id} is {row.delivery} and the provider has never seen it"


def failed(snapshot: Snapshot) -> Iterator[str]:
    """Only the AI's words may be withdrawn (a person took over); nothing else fails while the provider works."""
    yield from (
        f"message {row.id} of {row.author} has failed"
        for row in outgoing(snapshot)
        if row.delivery == "failed" and row.author != "ai"
    )


def doubled_rows(snapshot: Snapshot) -> Iterator[str]:
    """One message for each provider id, one turn for each newest message and token of the floor."""
    ids = Counter(row.provider_id for row in snapshot.words if row.direction == "in")
    yield from (f"{provider_id} is {count} messages" for provider_id, count in ids.items() if count > 1)
    turns = Counter((turn.thread, turn.inbound_version, turn.floor_token) for turn in snapshot.turns)
    yield from (f"version {key[1]} of {key[0]} has {count} turns" for key, count in turns.items() if count > 1)


def doubled_sends(sends: Sequence[Send]) -> Iterator[str]:
    """The provider has taken each of our messages once."""
    counts = Counter(send.ref for send in sends)
    yield from (f"the provider took {ref} {count} times" for ref, count in counts.items() if count > 1)


def doubled_answers(snapshot: Snapshot) -> Iterator[str]:
    """Between two messages of the customer the AI speaks at most once; each handoff is acknowledged at most once."""
    heard: dict[str, list[Words]] = defaultdict(list)
    for row in sorted(snapshot.words, key=lambda row: row.version):
        heard[row.thread].append(row)
    for thread, rows in heard.items():
        answers = 0
        for row in rows:
            answers = 0 if row.direction == "in" else answers + is_answer(row)
            if answers > 1 and is_answer(row):
                yield f"{thread} was answered again by {row.id}"
    episodes = Counter(episode.thread for episode in snapshot.episodes)
    told = Counter(row.thread for row in outgoing(snapshot) if row.purpose == "acknowledgement")
    yield from (
        f"{thread} has {count} acknowledgements for {episodes[thread]} handoffs"
        for thread, count in told.items()
        if count > episodes[thread]
    )


def is_answer(row: Words) -> bool:
    """Whether this is the AI's ordinary speech that was not withdrawn."""
    return row.direction == "out" and row.author == "ai" and not row.purpose and row.delivery != "failed"


def spoke_out_of_turn(snapshot: Snapshot) -> Iterator[str]:
    """The AI's words are written only while the AI has the floor."""
    changes = floor_changes(snapshot)
    for row in outgoing(snapshot):
        if row.author != "ai":
            continue
        before = [change for change in changes[row.thread] if change[0] < row.version]
        after = [change for change in changes[row.thread] if change[0] > row.version]
        floor = before[-1][2] if before else (after[0][1] if after else "ai")
        if floor != "ai":
            yield f"the AI wrote {row.id} while the floor was {floor}"


def sent_out_of_turn(snapshot: Snapshot, sends: Sequence[Send]) -> Iterator[str]:
    """What the AI wrote leaves before a person takes over, or never; what was under way then may still arrive."""
    changes = floor_changes(snapshot)
    rows = {row.id: row for row in outgoing(snapshot) if row.author == "ai"}
    for send in sends:
        row = rows.get(send.ref)
        ends = (
            [at for version, was, _to, at in changes[row.thread] if version > row.version and was == "ai"]
            if row
            else []
        )
        if row is None or not ends:
            continue
        if (row.sending_at or 0.0) > ends[0] or send.at > ends[0] + FLIGHT_SECONDS:
            yield f"the AI's {row.id} left {send.at - ends[0]:.2f} s after the take-over"


def floor_changes(snapshot: Snapshot) -> dict[str, list[tuple[int, str, str, float]]]:
    """Return each thread's changes of the floor in order: version, from, to, Unix time."""
    changes: dict[str, list[tuple[int, str, str, float]]] = defaultdict(list)
    for fact in sorted(snapshot.facts, key=lambda fact: fact.version):
        if fact.kind == "floor.changed":
            changes[fact.thread].append((fact.version, fact.payload["from"], fact.payload["to"], fact.at))
    return changes


def gaps(snapshot: Snapshot) -> Iterator[str]:
    """A thread's events are numbered from 1 to its version without a gap."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for fact in snapshot.facts:
        numbers[fact.thread].append(fact.version)
    for thread in snapshot.threads:
        if sorted(numbers[thread.id]) != list(range(1, thread.version + 1)):
            yield f"the events of {thread.id} have a gap below {thread.version}"


def owners(snapshot: Snapshot) -> Iterator[str]:
    """At most one open handoff for each thread, exactly one open assignment for each; who holds the floor is known."""
    open_ones = Counter(episode.thread for episode in snapshot.episodes if episode.is_open)
    yield from (f"{thread} has {count} open handoffs" for thread, count in open_ones.items() if count > 1)
    for episode in snapshot.episodes:
        if episode.is_open and episode.open_assignments != 1:
            yield f"handoff {episode.id} has {episode.open_assignments} open assignments"
    yield from (
        f"nobody holds {thread.id}" for thread in snapshot.threads if thread.floor == "human" and not thread.holder
    )


def queues(snapshot: Snapshot) -> Iterator[str]:
    """An open handoff is somebody's: a team, and a floor that waits for a person or has one; and the other way."""
    floors = {thread.id: thread.floor for thread in snapshot.threads}
    waiting = {episode.thread for episode in snapshot.episodes if episode.is_open}
    for episode in snapshot.episodes:
        if episode.is_open and (episode.team is None or floors[episode.thread] not in ("queue", "human")):
            yield f"handoff {episode.id} waits where nobody looks"
    yield from (
        f"{thread.id} waits without a handoff"
        for thread in snapshot.threads
        if thread.floor == "queue" and thread.id not in waiting
    )


def strangers(snapshot: Snapshot, sends: Sequence[Send]) -> Iterator[str]:
    """What the provider took is a message of ours: nothing leaves that is not written down."""
    known = {row.id for row in outgoing(snapshot)}
    yield from (
        f"the provider took {send.ref}, which the desk does not know" for send in sends if send.ref not in known
    )


def out_of_order(snapshot: Snapshot) -> list[str]:
    """Return the messages that stand behind one which the customer wrote later (provider's time, then id)."""
    heard: dict[str, list[Words]] = defaultdict(list)
    for row in sorted(snapshot.words, key=lambda row: row.version):
        if row.direction == "in":
            heard[row.thread].append(row)
    return [
        f"{later.provider_id} stands behind {earlier.provider_id}"
        for rows in heard.values()
        for earlier, later in pairwise(rows)
        if (earlier.provider_at or 0.0, earlier.provider_id) > (later.provider_at or 0.0, later.provider_id)
    ]


def outgoing(snapshot: Snapshot) -> list[Words]:
    """Return what the desk itself says to customers; what a person wrote in the phone app is not ours to send."""
    return [row for row in snapshot.words if row.direction == "out" and row.purpose != "echo"]
