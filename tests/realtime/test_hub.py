"""The hub: who hears what, from which thread, and at whose cost."""

import asyncio
import threading

import pytest

from notifications.realtime import hub as hub_module
from notifications.realtime import outbox as outbox_module
from notifications.realtime.hub import Hub, hub
from notifications.realtime.outbox import Outbox
from notifications.realtime.publisher import publish
from tests.realtime.listeners import Ear

pytestmark = pytest.mark.usefixtures("in_process", "open_hub")


async def test_only_members_of_a_group_hear_its_texts() -> None:
    team, other = Ear(), Ear()
    hub.join(team, ["team.1"])
    hub.join(other, ["team.2"])
    publish(["team.1"], "hello")
    publish(["team.2"], "bye")
    assert await team.heard(1) == ["hello"]
    assert await other.heard(1) == ["bye"]


async def test_a_member_of_several_groups_hears_a_text_once_and_the_very_same_object() -> None:
    ear, second = Ear(), Ear()
    hub.join(ear, ["team.1", "user.1", "admins"])
    hub.join(second, ["admins"])
    text = " ".join(word for word in ("one", "text"))
    publish(["team.1", "user.1", "admins"], text)
    publish(["admins"], "end")
    assert await ear.heard(2) == ["one text", "end"]
    assert (await second.heard(1))[0] is ear.texts[0] is text


async def test_who_left_hears_nothing_more_not_even_what_is_on_its_way() -> None:
    ear = Ear()
    hub.join(ear, ["team.1", "user.1"])
    publish(["team.1"], "too late")
    hub.leave(ear)
    other = Ear()
    hub.join(other, ["team.1"])
    publish(["team.1"], "end")
    await other.heard(1)
    assert ear.texts == []
    assert len(hub) == 1


async def test_texts_keep_their_order() -> None:
    ear = Ear()
    hub.join(ear, ["team.1"])
    for number in range(500):
        publish(["team.1"], str(number))
    assert await ear.heard(500) == [str(number) for number in range(500)]


async def test_a_text_from_another_thread_wakes_the_loop_itself() -> None:
    """The loop sleeps in its selector with no timer due; only a wake-up from outside can bring the text in time.

    With a time limit of its own the loop would wake anyway, so the wait here has none: were the hop missing, the test
    would stand still and fail by its time-out.
    """
    ear = Ear()
    hub.join(ear, ["team.1"])
    loop = asyncio.get_running_loop()
    heard = asyncio.Event()
    ear.offer = lambda text: heard.set()  # type: ignore[method-assign]
    publisher = threading.Thread(target=publish, args=(["team.1"], "from a worker"))
    # Started by the loop's last act before it sleeps.
    loop.call_soon(publisher.start)
    await heard.wait()
    publisher.join()
    assert heard.is_set()


async def test_the_thread_that_publishes_never_touches_a_listener() -> None:
    ear = Ear()
    where: list[int] = []
    ear.offer = lambda text: where.append(threading.get_ident())  # type: ignore[method-assign]
    hub.join(ear, ["team.1"])
    await asyncio.to_thread(publish, ["team.1"], "x")
    other = Ear()
    hub.join(other, ["team.1"])
    publish(["team.1"], "y")
    await other.heard(1)
    assert set(where) == {threading.get_ident()}


async def test_other_work_gets_its_turn_during_a_large_distribution() -> None:
    ears = [Ear() for _ in range(hub_module.SENDS_PER_TURN * 3)]
    for ear in ears:
        ear.offer = ear.texts.append  # type: ignore[assignment,method-assign]
        hub.join(ear, ["all"])
    hub.distribute(frozenset({"all"}), "x")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    reached = sum(len(ear.texts) for ear in ears)
    assert 0 < reached < len(ears)
    while sum(len(ear.texts) for ear in ears) < len(ears):
        await asyncio.sleep(0)


async def test_publishing_without_a_loop_is_harmless() -> None:
    lonely = Hub()
    lonely.post(["team.1"], "nobody is here")
    publish([], "to nobody")
    assert len(lonely) == 0


def test_a_hub_whose_loop_has_ended_drops_what_is_posted() -> None:
    lonely = Hub()

    async def open_it() -> None:
        lonely.open()

    asyncio.run(open_it())
    lonely.post(["team.1"], "too late")
    assert len(lonely) == 0


class SlowClient:
    """A socket that takes nothing until it is told to."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.may_take = asyncio.Event()
        self.overflows = 0

    async def write(self, text: str) -> None:
        await self.may_take.wait()
        self.taken.append(text)

    def overflow(self) -> None:
        self.overflows += 1


async def test_a_slow_client_is_dropped_and_holds_up_nobody() -> None:
    slow, quick = SlowClient(), SlowClient()
    quick.may_take.set()
    outboxes = [Outbox(client.write, client.overflow) for client in (slow, quick)]
    for number in range(outbox_module.MAX_TEXTS + 10):
        for outbox in outboxes:
            outbox.offer(str(number))
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(quick.taken) == outbox_module.MAX_TEXTS + 10
    assert (slow.overflows, quick.overflows) == (1, 0)
    slow.may_take.set()
    await asyncio.sleep(0)
    assert slow.taken == []


async def test_a_client_that_takes_at_once_costs_no_task() -> None:
    quick = SlowClient()
    quick.may_take.set()
    outbox, before = Outbox(quick.write, quick.overflow), asyncio.all_tasks()
    outbox.offer("a")
    assert quick.taken == ["a"]
    assert asyncio.all_tasks() == before


async def test_a_client_that_must_be_waited_for_gets_everything_in_order() -> None:
    slow = SlowClient()
    outbox = Outbox(slow.write, slow.overflow)
    for text in ("a", "b", "c"):
        outbox.offer(text)
    await asyncio.sleep(0)
    assert slow.taken == []
    slow.may_take.set()
    while len(slow.taken) < 3:
        await asyncio.sleep(0)
    outbox.offer("d")
    assert slow.taken == ["a", "b", "c", "d"]


async def test_a_few_huge_texts_are_too_much_as_well() -> None:
    slow = SlowClient()
    outbox = Outbox(slow.write, slow.overflow)
    for _ in range(4):
        outbox.offer("x" * (outbox_module.MAX_CHARACTERS // 2))
        await asyncio.sleep(0)
    assert slow.overflows == 1


async def test_a_held_outbox_collects_and_then_writes_in_order() -> None:
    client = SlowClient()
    client.may_take.set()
    outbox = Outbox(client.write, client.overflow)
    outbox.hold()
    for text in ("a", "b"):
        outbox.offer(text)
    await asyncio.sleep(0)
    assert client.taken == []
    outbox.release()
    outbox.offer("c")
    while len(client.taken) < 3:
        await asyncio.sleep(0)
    assert client.taken == ["a", "b", "c"]


async def test_a_client_that_has_gone_ends_its_outbox() -> None:
    async def gone(text: str) -> None:
        raise ConnectionResetError

    outbox = Outbox(gone, lambda: None)
    outbox.offer("a")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    outbox.offer("b")
    assert not outbox._waiting
