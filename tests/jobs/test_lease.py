"""The lease: one holder at a time, a dead one is followed, and no wall clock is asked."""

import threading
import time

import pytest
import time_machine
from django.db import connection

from handoffdesk.jobs.lease import LeaseClaim
from handoffdesk.operations.models import Lease

SECONDS = 0.4


def claim(**options) -> LeaseClaim:
    return LeaseClaim("work", seconds=SECONDS, **options)


@pytest.mark.django_db
class TestOneProcess:
    """What one claim sees of the other."""

    def test_the_first_has_it_and_the_second_stands_by(self) -> None:
        first, second = claim(), claim()
        assert first.hold() is first.is_held is True
        assert second.hold() is second.is_held is False

    def test_who_lives_keeps_it(self) -> None:
        first, second = claim(), claim()
        first.hold()
        for _ in range(12):
            time.sleep(SECONDS / 8)
            assert first.hold()
            assert not second.hold()

    def test_who_is_silent_loses_it_before_the_next_one_has_it(self) -> None:
        first, second = claim(), claim()
        first.hold()
        second.hold()
        while not second.hold():
            time.sleep(0.01)
        assert not first.is_held
        assert not first.hold()
        assert second.hold()

    def test_who_lets_go_is_followed_at_once(self) -> None:
        first, second = claim(), claim()
        first.hold()
        first.release()
        assert second.hold()
        assert not first.hold()

    def test_the_only_process_of_a_desk_need_not_wait_for_its_dead_forerunner(self) -> None:
        claim().hold()
        assert claim(at_once=True).hold()

    def test_a_clock_that_jumps_a_month_changes_nothing(self) -> None:
        first, second = claim(), claim()
        first.hold()
        second.hold()
        for days in (30, -30):
            with time_machine.travel(time.time() + days * 86_400):
                assert first.hold()
                assert not second.hold()

    def test_a_renewal_costs_one_statement_and_only_when_due(self, django_assert_num_queries) -> None:
        first = LeaseClaim("work", seconds=600)
        first.hold()
        with django_assert_num_queries(0):
            first.hold()
        first.renewed -= first.pause
        with django_assert_num_queries(1):
            first.hold()


@pytest.mark.django_db(transaction=True)
def test_of_many_that_try_at_once_one_has_it() -> None:
    claims, gate, held = [claim() for _ in range(6)], threading.Barrier(6), []

    def attempt(one: LeaseClaim) -> None:
        gate.wait()
        held.append(one.hold())
        connection.close()

    threads = [threading.Thread(target=attempt, args=(one,)) for one in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(held) == [False] * 5 + [True]
    assert Lease.objects.get().holder in {one.holder for one in claims}
