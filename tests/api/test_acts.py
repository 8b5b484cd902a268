"""What an agent does through the API: each act's answer, and what the one who was slower is told."""

import uuid

import pytest

from conversations.enums import Delivery
from conversations.models import Conversation, Message, ReadCursor
from routing.models import Handoff
from tests.api.cast import Cast
from tests.factories import scenes
from tests.factories.accounts import make_agent
from tests.factories.conversations import AgentMessageFactory, AiMessageFactory, MessageFactory, TagFactory

pytestmark = pytest.mark.both_databases  # writes under locks


@pytest.fixture
def waiting(cast: Cast) -> Conversation:
    return scenes.waiting(account=cast.account)


def at(conversation: Conversation, act: str) -> str:
    return f"conversations/{conversation.pk}/{act}/"


def test_of_two_who_claim_one_is_told_who_was_faster(cast: Cast, waiting: Conversation):
    assert cast.caller("agent").post(at(waiting, "claim")).json["holder"]["name"] == "Ana Agent"

    late = cast.caller("manager").post(at(waiting, "claim"))

    assert late.status == 409
    assert late.error.pop("may")
    assert late.error == {"code": "already_claimed", "message": "Ana Agent already has it.", "holder": "Ana Agent"}


def test_claiming_twice_is_once(cast: Cast, waiting: Conversation):
    caller = cast.caller("agent")
    first, second = caller.post(at(waiting, "claim")), caller.post(at(waiting, "claim"))
    assert (first.status, second.status) == (200, 200)
    assert Handoff.objects.filter(conversation=waiting).count() == 1


def test_a_conflict_without_a_person_names_none(cast: Cast):
    answer = cast.caller("agent").post(at(scenes.with_ai(account=cast.account), "claim"))
    assert (answer.status, answer.error["code"]) == (409, "not_waiting")
    assert "holder" not in answer.error


def test_taking_over_from_the_ai(cast: Cast):
    conversation = scenes.with_ai(account=cast.account)
    detail = cast.caller("agent").post(at(conversation, "take_over")).json
    assert (detail["floor"], detail["holder"]["id"]) == ("human", cast.agent.pk)
    assert (detail["handoff"]["cause"], detail["handoff"]["evidence"]) == ("takeover", [])


def test_a_reply_takes_the_floor_and_is_queued(cast: Cast, waiting: Conversation):
    answer = cast.caller("agent").post(at(waiting, "reply"), {"body": "  Good morning\n"})
    assert answer.status == 201
    assert (answer.json["body"], answer.json["delivery"]) == ("  Good morning\n", "queued")
    assert answer.json["agent"] == {"id": cast.agent.pk, "name": "Ana Agent"}
    assert scenes.fresh(waiting).holder == cast.agent


def test_a_reply_while_the_ai_answers_must_say_that_it_takes_over(cast: Cast):
    conversation, caller = scenes.with_ai(account=cast.account), cast.caller("agent")
    refused = caller.post(at(conversation, "reply"), {"body": "Hi"})
    message = "The AI is answering. Take over to reply."
    assert (refused.status, refused.error) == (409, {"code": "ai_is_answering", "message": message})
    assert scenes.fresh(conversation).floor == "ai"

    given = {"body": "Hi", "take_over": True, "client_ref": str(uuid.uuid4())}
    first, second = caller.post(at(conversation, "reply"), given), caller.post(at(conversation, "reply"), given)
    assert (first.status, second.status) == (201, 201)
    assert first.json["id"] == second.json["id"]
    assert scenes.fresh(conversation).holder == cast.agent


def test_the_same_client_ref_is_the_same_message(cast: Cast, waiting: Conversation):
    caller, given = cast.caller("agent"), {"body": "Once", "client_ref": str(uuid.uuid4())}
    first, second = caller.post(at(waiting, "reply"), given), caller.post(at(waiting, "reply"), given)
    assert first.json["id"] == second.json["id"] == given["client_ref"]
    assert Message.objects.filter(conversation=waiting, body="Once").count() == 1


def test_a_client_ref_that_is_somebody_elses_message(cast: Cast, waiting: Conversation):
    others = [
        MessageFactory.create(conversation=scenes.fresh(waiting)),
        MessageFactory.create(conversation=scenes.with_ai(account__team=cast.other_team)),
    ]
    for message in others:
        answer = cast.caller("agent").post(at(waiting, "reply"), {"body": "Hi", "client_ref": str(message.pk)})
        assert (answer.status, answer.error["code"]) == (400, "refused")


def test_a_reply_longer_than_the_channel_takes(cast: Cast, waiting: Conversation):
    answer = cast.caller("agent").post(at(waiting, "reply"), {"body": "x" * 4097})
    assert (answer.status, answer.error["code"]) == (400, "refused")
    assert "4096" in answer.error["message"]


def test_a_colleagues_conversation(cast: Cast):
    conversation = scenes.held(make_agent(cast.team, name="Cora Colleague"), account=cast.account)
    answer = cast.caller("agent").post(at(conversation, "reply"), {"body": "Hi"})
    assert (answer.status, answer.error["holder"]) == (409, "Cora Colleague")


def test_a_transfer_out_of_sight_still_answers(cast: Cast, waiting: Conversation):
    caller = cast.caller("agent")

    answer = caller.post(at(waiting, "transfer"), {"team": cast.other_team.pk, "note": "Please look"})

    assert (answer.status, answer.json["team"]["name"]) == (200, "Sales")
    assert caller.get(f"conversations/{waiting.pk}/").status == 404
    assert cast.caller("outsider").get("conversations/", view="waiting").ids == [str(waiting.pk)]


@pytest.mark.parametrize("target", ["unknown team", "not a member", "nobody"])
def test_a_transfer_to_nowhere(cast: Cast, waiting: Conversation, target: str):
    given = {"unknown team": {"team": 10**6}, "not a member": {"agent": cast.outsider.pk}, "nobody": {}}[target]
    answer = cast.caller("agent").post(at(waiting, "transfer"), given)
    assert (answer.status, answer.error["code"]) == (400, "refused")


def test_resolve_resume_and_reopen(cast: Cast, waiting: Conversation):
    caller = cast.caller("agent")
    caller.post(at(waiting, "claim"))
    resolved = caller.post(at(waiting, "resolve"), {"outcome": "solved", "note": "All good"}).json
    assert (resolved["status"], resolved["floor"], resolved["handoff"]["outcome"]) == ("resolved", "nobody", "solved")
    resumed = caller.post(at(waiting, "resume"), {"note": "Refund agreed"}).json
    assert (resumed["floor"], resumed["handback_note"]) == ("ai", "Refund agreed")
    assert caller.post(at(waiting, "resume"), {"note": ""}).error["code"] == "ai_has_floor"
    assert caller.post(at(waiting, "reopen")).json["status"] == "open"


def test_an_unknown_outcome(cast: Cast, waiting: Conversation):
    answer = cast.caller("agent").post(at(waiting, "resolve"), {"outcome": "meh"})
    assert (answer.status, list(answer.error["fields"])) == (400, ["outcome"])


def test_snoozing(cast: Cast, waiting: Conversation):
    caller = cast.caller("agent")
    detail = caller.post(at(waiting, "snooze"), {"until": "2100-01-01T00:00:00+02:00"}).json
    assert (detail["status"], detail["snoozed_until"]) == ("snoozed", "2099-12-31T22:00:00.000Z")
    for until in ("2001-01-01T00:00:00Z", "soon", None):
        answer = caller.post(at(waiting, "snooze"), {"until": until})
        assert (answer.status, list(answer.error["fields"])) == (400, ["until"])


def test_opening_a_handoff_by_hand(cast: Cast):
    conversation = scenes.with_ai(account=cast.account)
    detail = cast.caller("manager").post(at(conversation, "handoff"), {"reason": "Looks odd"}).json
    assert (detail["floor"], detail["handoff"]["cause"], detail["handoff"]["reason"]) == (
        "queue",
        "manual",
        "Looks odd",
    )


def test_tags(cast: Cast, waiting: Conversation):
    TagFactory.create(slug="a", name="A"), TagFactory.create(slug="b", name="B")
    caller = cast.caller("agent")
    assert [
        tag["slug"] for tag in caller.call("PUT", at(waiting, "tags"), {"slugs": ["b", "a", "zzz"]}).json["tags"]
    ] == ["a", "b"]
    assert caller.call("PUT", at(waiting, "tags"), {"slugs": []}).json["tags"] == []
    assert caller.call("PUT", at(waiting, "tags"), {"slugs": ["not a key"]}).status == 400


def test_reading_never_goes_back(cast: Cast, waiting: Conversation):
    caller = cast.caller("agent")
    for version in (3, 1):
        caller.post(at(waiting, "read"), {"version": version})
    assert ReadCursor.objects.get(user=cast.agent).version == 3


@pytest.mark.parametrize(
    ("delivery", "status"), [("failed", 200), ("unknown", 200), ("delivered", 400), ("queued", 400)]
)
def test_sending_again(cast: Cast, delivery: str, status: int):
    conversation = scenes.waiting(account=cast.account)
    message = AgentMessageFactory.create(conversation=conversation, agent=cast.agent, delivery=Delivery(delivery))
    answer = cast.caller("agent").post(f"messages/{message.pk}/retry/")
    assert answer.status == status
    if status == 200:
        assert (answer.json["delivery"], answer.json["conversation"]) == ("queued", str(conversation.pk))


def test_what_the_ai_wrote_is_not_sent_late(cast: Cast):
    message = AiMessageFactory.create(conversation=scenes.with_ai(account=cast.account), delivery=Delivery.FAILED)
    assert cast.caller("agent").post(f"messages/{message.pk}/retry/").error["code"] == "refused"
