"""When a model server is asked no more, and when again; and how many may wait for it at once."""

from conversations.ai.slots import Slots
from conversations.breaker import FAILURES, PAUSE_SECONDS, Breaker

URL, OTHER = "http://model.test/v1", "http://other.test/v1"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    """Return a breaker that has just opened."""
    breaker = Breaker("ai", clock)
    for _ in range(FAILURES):
        assert breaker.admits(URL)
        breaker.note(URL, is_answered=False)
    return breaker


def test_it_opens_after_so_many_failures_in_a_row_and_for_one_server_alone():
    breaker = opened(Clock())
    assert not breaker.admits(URL)
    assert breaker.admits(OTHER)
    assert breaker.standing(URL).state == "open"
    assert breaker.standing(URL).failures == FAILURES
    assert breaker.standing(OTHER).state == "closed"


def test_an_answer_in_between_begins_the_count_anew():
    breaker = Breaker("ai", Clock())
    for _ in range(3):
        for _ in range(FAILURES - 1):
            breaker.note(URL, is_answered=False)
        breaker.note(URL, is_answered=True)
    assert breaker.admits(URL)
    assert breaker.standings() == {}


def test_after_the_pause_one_may_try_and_an_answer_closes_it():
    clock = Clock()
    breaker = opened(clock)
    clock.now = PAUSE_SECONDS - 1
    assert not breaker.admits(URL)
    clock.now = PAUSE_SECONDS
    assert breaker.admits(URL)
    assert breaker.standing(URL).state == "half-open"
    assert not breaker.admits(URL), "only one tries"
    breaker.note(URL, is_answered=True)
    assert breaker.admits(URL)
    assert breaker.standing(URL).state == "closed"


def test_a_try_that_fails_begins_the_pause_anew():
    clock = Clock()
    breaker = opened(clock)
    clock.now = PAUSE_SECONDS
    assert breaker.admits(URL)
    breaker.note(URL, is_answered=False)
    clock.now = 2 * PAUSE_SECONDS - 1
    assert not breaker.admits(URL)
    clock.now = 2 * PAUSE_SECONDS
    assert breaker.admits(URL)


def test_a_late_failure_of_before_does_not_lengthen_the_pause():
    clock = Clock()
    breaker = opened(clock)
    clock.now = PAUSE_SECONDS - 1
    breaker.note(URL, is_answered=False)
    clock.now = PAUSE_SECONDS
    assert breaker.admits(URL)


def test_places_are_bounded_for_each_server_and_the_refused_are_remembered():
    slots = Slots(2)
    assert slots.take(URL)
    assert slots.take(URL)
    assert not slots.take(URL)
    assert slots.take(OTHER)
    assert slots.take("")
    assert not slots.give_back("")
    assert slots.give_back(URL), "somebody was refused"
    assert slots.take(URL)
    assert not slots.give_back(URL)
