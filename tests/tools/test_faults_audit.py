"""The audit of `make faults`: a clean desk is clean, and each violation that is planted is found, as what it is."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tools.faults.audit import Findings, audit, out_of_order
from tools.faults.journal import Send
from tools.faults.snapshot import Episode, Fact, Snapshot, Thread, Turn, Update, Words

pytestmark = pytest.mark.long("tools/faults/", "tools/stack/")

NOON = 1_800_000_000.0


def said(number: int, version: int, **fields: object) -> Words:
    """A customer's message."""
    row = Words(f"in{number}", "t1", version, "in", "lead", "", f"wamid.{number}", NOON + number, "none", NOON, None)
    return replace(row, **fields)  # type: ignore[arg-type]


def answer(version: int, **fields: object) -> Words:
    """The AI's answer, sent."""
    row = Words(f"out{version}", "t1", version, "out", "ai", "", "wamid.X", None, "sent", NOON + 1, NOON + 1)
    return replace(row, **fields)  # type: ignore[arg-type]


def fact(version: int, kind: str = "any", thread: str = "t1", **payload: object) -> Fact:
    return Fact(thread, version, kind, payload, NOON + version, relayed=True)


def send(row: Words, at: float = NOON + 2) -> Send:
    return Send(at, row.id, "1555", "Hello")


def clean() -> tuple[Snapshot, list[Send]]:
    """t1: asked and answered by the AI (versions 1 to 4). t2: asked for a person, acknowledged, waiting (1 to 4)."""
    acknowledgement = Words("ack", "t2", 4, "out", "system", "acknowledgement", "wamid.Y", None, "sent", NOON, NOON)
    snapshot = Snapshot(
        threads=[Thread("t1", "ai", 4, 1, None), Thread("t2", "queue", 4, 1, None)],
        words=[said(1, 1), answer(2), said(2, 1, thread="t2"), acknowledgement],
        facts=[
            *(fact(version) for version in range(1, 5)),
            *(fact(version, thread="t2") for version in (1, 2, 4)),
            fact(3, "floor.changed", thread="t2", **{"from": "ai", "to": "queue"}),
        ],
        turns=[Turn("t1", 1, "answered")],
        episodes=[Episode("h", "t2", 7, is_open=True, acknowledgement="ack", open_assignments=1)],
        updates=[Update("message", "wamid.1", "processed"), Update("message", "wamid.2", "processed")],
    )
    return snapshot, [send(answer(2)), send(acknowledgement)]


def judge(snapshot: Snapshot, sends: list[Send], accepted: tuple[str, ...] = ("wamid.1", "wamid.2")) -> Findings:
    return audit(snapshot, accepted=accepted, sends=sends)


def test_a_clean_desk_is_clean() -> None:
    findings = judge(*clean())
    assert findings == Findings()
    result = findings.result("F0", injected=1, messages=2, recover=0.5)
    assert (result.ok, result.lost, result.duplicated, result.ai_after_takeover, result.unknown) == (True, 0, 0, 0, 0)


def test_a_complaint_of_the_case_makes_its_row_not_ok() -> None:
    result = judge(*clean()).result("F0", injected=1, messages=2, recover=0.5, complaints=["too slow"])
    assert (result.ok, result.note) == (False, "too slow")


def first_sent(snapshot: Snapshot, **fields: object) -> Snapshot:
    """Change the AI's answer of t1."""
    return replace(snapshot, words=[replace(row, **fields) if row.id == "out2" else row for row in snapshot.words])  # type: ignore[arg-type]


LOSSES: dict[str, Callable[[Snapshot], Snapshot]] = {
    "no message": lambda s: replace(s, words=[row for row in s.words if row.provider_id != "wamid.2"]),
    "not processed": lambda s: replace(s, updates=[replace(s.updates[0], state="ignored"), *s.updates[1:]]),
    "still queued": lambda s: first_sent(s, delivery="queued"),
    "still sending": lambda s: first_sent(s, delivery="sending"),
    "turn left running": lambda s: replace(s, turns=[*s.turns, Turn("t2", 1, "running")]),
    "webhook left stored": lambda s: replace(s, updates=[*s.updates, Update("message", "wamid.3", "stored")]),
    "webhook failed": lambda s: replace(s, updates=[*s.updates, Update("message", "wamid.3", "failed")]),
    "event not told": lambda s: replace(s, facts=[replace(s.facts[0], relayed=False), *s.facts[1:]]),
    "no turn": lambda s: replace(s, turns=[]),
    "turn discarded": lambda s: replace(s, turns=[Turn("t1", 1, "discarded")]),
    "answer before the newest question": lambda s: replace(
        s, threads=[replace(s.threads[0], last_inbound_version=3), s.threads[1]], turns=[Turn("t1", 3, "answered")]
    ),
    "acknowledgement failed": lambda s: replace(s, words=[*s.words[:3], replace(s.words[3], delivery="failed")]),
}  # fmt: skip


@pytest.mark.parametrize("plant", LOSSES.values(), ids=LOSSES)
def test_a_loss_is_found(plant: Callable[[Snapshot], Snapshot]) -> None:
    snapshot, sends = clean()
    findings = judge(plant(snapshot), sends)
    assert findings.lost
    assert not findings.result("F0", injected=1, messages=2, recover=None).ok


def test_a_message_marked_as_sent_that_the_provider_never_saw_is_lost() -> None:
    snapshot, sends = clean()
    findings = judge(snapshot, sends[1:])
    assert findings.lost == ["message out2 is sent and the provider has never seen it"]


def test_simulated_sends_need_no_provider() -> None:
    snapshot, sends = clean()
    assert judge(first_sent(snapshot, provider_id="wamid.SIM.1"), sends[1:]).clean


def test_what_the_ai_had_to_withdraw_is_no_loss_when_a_person_has_the_floor() -> None:
    snapshot, sends = clean()
    withdrawn = Words("gone", "t2", 2, "out", "ai", "", "", None, "failed", NOON, None)
    assert judge(replace(snapshot, words=[*snapshot.words, withdrawn]), sends).clean


def test_refusals_are_no_loss_where_the_provider_may_refuse() -> None:
    snapshot, sends = clean()
    refused = replace(snapshot, words=[*snapshot.words[:3], replace(snapshot.words[3], delivery="failed")])
    assert audit(refused, accepted=(), sends=sends, may_fail=True).clean


DOUBLES: dict[str, Callable[[Snapshot], Snapshot]] = {
    "message": lambda s: replace(s, words=[*s.words, said(1, 3)]),
    "turn": lambda s: replace(s, turns=[*s.turns, Turn("t1", 1, "discarded")]),
    "answer": lambda s: replace(s, words=[*s.words, answer(3, delivery="unknown")]),
    "acknowledgement": lambda s: replace(
        s, words=[*s.words, replace(s.words[3], id="ack2", version=3, delivery="unknown")]
    ),
}  # fmt: skip


@pytest.mark.parametrize("plant", DOUBLES.values(), ids=DOUBLES)
def test_a_double_is_found(plant: Callable[[Snapshot], Snapshot]) -> None:
    snapshot, sends = clean()
    assert judge(plant(snapshot), sends).duplicated


def test_a_second_send_of_one_message_is_a_double() -> None:
    snapshot, sends = clean()
    assert judge(snapshot, [*sends, sends[0]]).duplicated == ["the provider took out2 2 times"]


def test_two_answers_with_a_question_between_are_no_double() -> None:
    snapshot, sends = clean()
    second = answer(4)
    asked_twice = replace(
        snapshot,
        threads=[replace(snapshot.threads[0], last_inbound_version=3), snapshot.threads[1]],
        words=[*snapshot.words, said(3, 3), second],
        turns=[*snapshot.turns, Turn("t1", 3, "answered")],
        updates=[*snapshot.updates, Update("message", "wamid.3", "processed")],
    )
    assert judge(asked_twice, [*sends, send(second)]) == Findings()


def takeover(snapshot: Snapshot, version: int) -> Snapshot:
    """A person takes t1 over at this version."""
    facts = [one for one in snapshot.facts if (one.thread, one.version) != ("t1", version)]
    return replace(
        snapshot,
        threads=[replace(snapshot.threads[0], floor="human", holder=5), snapshot.threads[1]],
        facts=[*facts, fact(version, "floor.changed", **{"from": "ai", "to": "human"})],
        episodes=[*snapshot.episodes, Episode("h1", "t1", 7, is_open=True, acknowledgement="", open_assignments=1)],
    )


def test_the_ai_that_writes_after_a_takeover_is_found() -> None:
    snapshot, sends = clean()
    assert judge(takeover(snapshot, 1), sends).ai_after_takeover == ["the AI wrote out2 while the floor was human"]


def test_the_ai_may_write_before_a_takeover() -> None:
    snapshot, sends = clean()
    assert judge(takeover(snapshot, 3), sends) == Findings()


def test_a_claim_after_a_takeover_is_found() -> None:
    snapshot, sends = clean()
    claimed_late = first_sent(takeover(snapshot, 3), sending_at=NOON + 3.1)
    assert judge(claimed_late, sends).ai_after_takeover


def test_a_send_long_after_a_takeover_is_found() -> None:
    snapshot, sends = clean()
    late = [replace(sends[0], at=NOON + 3 + 2.5), sends[1]]
    assert judge(takeover(snapshot, 3), late).ai_after_takeover == ["the AI's out2 left 2.50 s after the take-over"]


def test_what_was_under_way_at_a_takeover_may_arrive() -> None:
    snapshot, sends = clean()
    assert judge(takeover(snapshot, 3), [replace(sends[0], at=NOON + 3.5), sends[1]]) == Findings()


BREAKS: dict[str, Callable[[Snapshot], Snapshot]] = {
    "gap in the events": lambda s: replace(s, facts=s.facts[1:]),
    "two open handoffs": lambda s: replace(s, episodes=[*s.episodes, replace(s.episodes[0], id="h2")]),
    "no assignment": lambda s: replace(s, episodes=[replace(s.episodes[0], open_assignments=0)]),
    "two assignments": lambda s: replace(s, episodes=[replace(s.episodes[0], open_assignments=2)]),
    "held by nobody": lambda s: replace(s, threads=[s.threads[0], replace(s.threads[1], floor="human")]),
    "handoff without a team": lambda s: replace(s, episodes=[replace(s.episodes[0], team=None)]),
    "handoff where the AI speaks": lambda s: replace(s, threads=[s.threads[0], replace(s.threads[1], floor="nobody")]),
    "queue without a handoff": lambda s: replace(s, episodes=[replace(s.episodes[0], is_open=False)]),
}  # fmt: skip


@pytest.mark.parametrize("plant", BREAKS.values(), ids=BREAKS)
def test_a_broken_promise_is_found(plant: Callable[[Snapshot], Snapshot]) -> None:
    snapshot, sends = clean()
    findings = judge(plant(snapshot), sends)
    assert findings.broken
    assert not findings.result("F0", injected=1, messages=2, recover=None).ok


def test_a_send_that_is_nowhere_written_down_is_found() -> None:
    snapshot, sends = clean()
    assert judge(snapshot, [*sends, Send(NOON, "stranger", "1", "?")]).broken


def test_an_unknown_send_is_shown_and_is_not_wrong() -> None:
    snapshot, sends = clean()
    findings = judge(first_sent(snapshot, delivery="unknown"), sends[1:])
    assert (findings.clean, len(findings.unknown)) == (True, 1)


def test_order_is_by_the_providers_time_then_by_id() -> None:
    snapshot, _sends = clean()
    ordered = replace(snapshot, words=[said(1, 1), said(2, 2), said(3, 3, provider_at=NOON + 2, provider_id="wamid.9")])
    assert out_of_order(ordered) == []
    late = replace(snapshot, words=[said(2, 1), said(1, 2)])
    assert out_of_order(late) == ["wamid.1 stands behind wamid.2"]
    same_second = replace(snapshot, words=[said(2, 1, provider_at=NOON), said(1, 2, provider_at=NOON)])
    assert out_of_order(same_second) == ["wamid.1 stands behind wamid.2"]
