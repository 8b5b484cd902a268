"""The timeline: messages and steps in one order, in windows that fit together."""

import pytest

from conversations.models import Conversation
from routing.services import desk
from tests.api.cast import Cast
from tests.api.client import Caller
from tests.factories import scenes
from tests.factories.conversations import AgentMessageFactory, EventFactory


@pytest.fixture
def conversation(cast: Cast) -> Conversation:
    return scenes.resolved(cast.agent, account=cast.account)


def read(caller: Caller, conversation: Conversation, **window: int):
    return caller.get(f"conversations/{conversation.pk}/timeline/", **window).json


def versions(part) -> list[int]:
    return [item["version"] for item in part["items"]]


def test_it_tells_what_was_said_and_done(cast: Cast, conversation: Conversation):
    part = read(cast.caller("agent"), conversation)

    assert part["version"] == conversation.version
    assert not part["has_more"]
    assert versions(part) == sorted(set(versions(part)))
    said = [item["body"] for item in part["items"] if item["type"] == "message"]
    assert (said[0], said[-1]) == ("Where is my parcel?", "It arrives today.")
    done = [item["kind"] for item in part["items"] if item["type"] == "event"]
    assert {"handoff.opened", "handoff.claimed", "floor.changed", "task.created", "conversation.resolved"} <= set(done)
    assert not [kind for kind in done if kind.startswith("message.")]


def test_who_did_it(cast: Cast, conversation: Conversation):
    items = read(cast.caller("agent"), conversation)["items"]
    ana = {"id": cast.agent.pk, "name": "Ana Agent"}
    reply = next(item for item in items if item.get("author") == "agent")
    claimed = next(item for item in items if item.get("kind") == "handoff.claimed")
    assert (reply["agent"], reply["direction"], reply["delivery"]) == (ana, "out", "queued")
    assert (claimed["user"], claimed["actor"]) == (ana, "agent")


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_windows_backward_fit_together(cast: Cast, conversation: Conversation, limit: int):
    caller = cast.caller("agent")
    whole = versions(read(caller, conversation, limit=100))
    part = read(caller, conversation, limit=limit)
    walked = versions(part)
    while part["has_more"]:
        part = read(caller, conversation, limit=limit, before=walked[0])
        walked = versions(part) + walked
    assert walked == whole


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_windows_forward_fit_together(cast: Cast, conversation: Conversation, limit: int):
    caller = cast.caller("agent")
    part = read(caller, conversation, limit=limit, after=0)
    walked = versions(part)
    while part["has_more"]:
        part = read(caller, conversation, limit=limit, after=walked[-1])
        walked += versions(part)
    assert walked == versions(read(caller, conversation, limit=100, after=0))


def test_nothing_after_the_end(cast: Cast, conversation: Conversation):
    part = read(cast.caller("agent"), conversation, after=conversation.version)
    assert (part["items"], part["has_more"], part["version"]) == ([], False, conversation.version)


def test_a_later_delivery_is_told_only_to_who_has_the_message(cast: Cast, conversation: Conversation):
    message = AgentMessageFactory.create(conversation=conversation, agent=cast.agent)
    payload = {"message_id": str(message.pk), "delivery": "failed", "error": "no such number"}
    EventFactory.create(conversation=conversation, kind="message.failed", payload=payload)
    caller = cast.caller("agent")

    later = read(caller, conversation, after=message.version)["items"]

    assert later == [
        {
            "type": "delivery",
            "version": message.version + 1,
            "message_id": str(message.pk),
            "delivery": "failed",
            "error": "no such number",
        }
    ]
    assert not [item for item in read(caller, conversation)["items"] if item["type"] == "delivery"]


def test_a_note_is_an_item(cast: Cast, conversation: Conversation):
    note = desk.write_note(conversation_id=conversation.pk, user=cast.agent, body="Be kind")
    item = read(cast.caller("manager"), conversation)["items"][-1]
    assert (item["id"], item["direction"], item["body"]) == (str(note.pk), "note", "Be kind")


@pytest.mark.parametrize("window", [{"after": -1}, {"before": 2**31}, {"after": 1, "before": 2}, {"limit": 101}])
def test_a_window_that_is_none(cast: Cast, conversation: Conversation, window: dict[str, int]):
    answer = cast.caller("agent").get(f"conversations/{conversation.pk}/timeline/", **window)
    assert answer.status == 400
