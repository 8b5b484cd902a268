"""Who writes next on SQLite."""

import threading
import time
from collections.abc import Sequence

import pytest

from handoffdesk.server.sqlite.writers import PATIENCE, Rank, WriterLock, current_rank

LONG = 30.0


def served(lock: WriterLock, *ranks: Rank) -> list[int]:
    """Let threads of these ranks queue in this order behind a holder; return the order in which they got the lock."""
    assert lock.acquire(LONG)
    order: list[int] = []

    def work(number: int, rank: Rank) -> None:
        current_rank.set(rank)
        assert lock.acquire(LONG)
        order.append(number)
        lock.release()

    threads = []
    for number, rank in enumerate(ranks):
        thread = threading.Thread(target=work, args=(number, rank))
        thread.start()
        threads.append(thread)
        while len(lock._waiting) <= number:
            time.sleep(0.001)
    lock.release()
    for thread in threads:
        thread.join(LONG)
    assert not lock.locked()
    return order


@pytest.mark.parametrize(
    ("ranks", "order"),
    [
        ((Rank.REQUEST, Rank.REQUEST, Rank.REQUEST), [0, 1, 2]),
        ((Rank.BACKGROUND, Rank.REQUEST, Rank.OUTBOUND), [2, 1, 0]),
        ((Rank.BACKGROUND, Rank.REQUEST, Rank.OUTBOUND, Rank.BACKGROUND, Rank.OUTBOUND), [2, 4, 1, 0, 3]),
    ],
)
def test_the_best_rank_goes_first_and_within_it_who_came_first(ranks: Sequence[Rank], order: list[int]) -> None:
    assert served(WriterLock(), *ranks) == order


def test_nobody_is_passed_over_for_ever() -> None:
    """Two writers of the better rank take turns without end; whoever waits behind them comes in all the same."""
    lock = WriterLock()
    order: list[Rank] = []

    def write(rank: Rank) -> None:
        current_rank.set(rank)
        while Rank.BACKGROUND not in order and len(order) < 100:
            assert lock.acquire(LONG)
            order.append(rank)
            # There is always another one to choose.
            while rank == Rank.REQUEST and len(lock._waiting) < 2 and Rank.BACKGROUND not in order:
                time.sleep(0.001)
            lock.release()

    threads = [threading.Thread(target=write, args=(rank,)) for rank in (Rank.REQUEST, Rank.REQUEST, Rank.BACKGROUND)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
    assert PATIENCE <= order.index(Rank.BACKGROUND) <= 2 * PATIENCE


def test_who_gives_up_leaves_the_queue() -> None:
    lock = WriterLock()
    assert lock.acquire(LONG)
    outcome: list[bool] = []
    thread = threading.Thread(target=lambda: outcome.append(lock.acquire(0.01)))
    thread.start()
    thread.join(LONG)
    assert outcome == [False]
    lock.release()
    assert not lock.locked()
    assert lock.acquire(0)
