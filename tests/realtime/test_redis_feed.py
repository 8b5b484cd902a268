"""The one subscription on Redis: what it carries, how it fails, and that everybody is told of a gap."""

import asyncio
import logging

import pytest
from pytest_django import Settings

from notifications.realtime import redis_feed
from notifications.realtime.hub import hub
from notifications.realtime.publisher import MISSED, catch_up, publish, revoke
from tests.realtime.listeners import Ear
from tests.standins.redis_wire import RedisStandIn
from tools.testing.processes import free_port

pytestmark = pytest.mark.usefixtures("redis", "open_hub")


async def ready() -> None:
    assert await hub.wait_until_hearing(10)


async def test_a_text_goes_through_redis_once_for_all_groups(redis: RedisStandIn) -> None:
    ear = Ear()
    hub.join(ear, ["team.1", "admins"])
    await ready()
    await asyncio.to_thread(publish, ["team.1", "admins"], '{"a":"ä\\nb"}')
    assert await ear.heard(1) == ['{"a":"ä\\nb"}']
    assert len(redis.published) == 1
    assert redis.subscriptions == 1


async def test_many_sockets_share_one_subscription(redis: RedisStandIn) -> None:
    for _ in range(20):
        hub.join(Ear(), ["team.1"])
    await ready()
    assert redis.subscriptions == 1


@pytest.mark.parametrize("text", ["", "plain", "two\nlines", "emoji 🙂 and \u202eright to left", "a b"])
def test_a_publication_is_read_as_it_was_written(text: str) -> None:
    assert redis_feed.unpack(redis_feed.pack(["team.2", "admins"], text)) == (frozenset({"team.2", "admins"}), text)


def test_numbered_databases_do_not_hear_each_other() -> None:
    channels = {redis_feed.channel_of(f"redis://127.0.0.1/{number}") for number in (0, 1)}
    assert channels == {"handoffdesk.0.realtime", "handoffdesk.1.realtime"}


async def test_an_idle_subscription_lives_longer_than_any_default_time_out(settings: Settings) -> None:
    """redis-py 8 with channels-redis closed every idle socket after 5.0 s."""
    ear = Ear()
    hub.join(ear, ["team.1"])
    await ready()
    await asyncio.sleep(6.5)
    assert ear.state.count("deaf") == 0
    await asyncio.to_thread(publish, ["team.1"], "still here")
    assert await ear.heard(1) == ["still here"]


async def test_a_restart_of_redis_is_noticed_and_survived(redis: RedisStandIn) -> None:
    ear = Ear()
    hub.join(ear, ["team.1"])
    await ready()
    redis.die()
    await ear.was("deaf")
    assert not hub.is_hearing
    redis.rise()
    await ear.was("hearing")
    await asyncio.to_thread(publish, ["team.1"], "back")
    assert await ear.heard(1) == ["back"]


async def test_a_line_that_died_silently_is_noticed(redis: RedisStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_feed, "QUIET_SECONDS", 0.1)
    ear = Ear()
    hub.join(ear, ["team.1"])
    await ready()
    redis.is_silent = True
    await ear.was("deaf")


async def test_publishing_to_a_dead_redis_is_logged_and_never_raised(
    redis: RedisStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    await ready()
    redis.die()
    with caplog.at_level(logging.WARNING):
        await asyncio.to_thread(publish, ["team.1"], "a customer's words")
        await asyncio.to_thread(revoke, 1)
    assert sum("dropped" in record.message for record in caplog.records) == 2
    assert "words" not in caplog.text
    redis.rise()


async def test_whose_text_was_dropped_is_told_when_redis_takes_texts_again(
    redis: RedisStandIn, settings: Settings
) -> None:
    """The subscription stood all the while, so nobody else noticed that something is missing."""
    ear, other = Ear(), Ear()
    hub.join(ear, ["team.1"])
    hub.join(other, ["team.2"])
    await ready()
    working = settings.REDIS_URL
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    await asyncio.to_thread(publish, ["team.1"], "dropped")
    settings.REDIS_URL = working
    await asyncio.to_thread(catch_up)
    await asyncio.to_thread(catch_up)
    await asyncio.to_thread(publish, ["team.2"], "next")
    assert await other.heard(1) == ["next"]
    assert await ear.heard(1) == [MISSED]
