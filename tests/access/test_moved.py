"""A conversation that left somebody's sight: who is told where it went, what of it, and who learns nothing."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Membership, User
from conversations.models import Conversation
from notifications.realtime import groups
from notifications.realtime.hub import hub
from notifications.services.relay import relay
from routing.models import AgentProfile
from routing.services import desk
from tests.api.cast import Cast
from tests.factories import scenes
from tests.factories.accounts import MembershipFactory, make_agent
from tests.factories.triggers import PhraseFactory, ScenarioFactory
from triggers.services.rules import publish

Scene = Callable[[Cast], Conversation]
NOTHING = {"code": "not_found", "message": "Not found, or you don't have access."}


def transferred(cast: Cast) -> Conversation:
    conversation = scenes.held(cast.agent, account=cast.account)
    desk.transfer(conversation_id=conversation.pk, user=cast.agent, team_id=cast.other_team.pk)
    return scenes.fresh(conversation)


def claimed_there(cast: Cast) -> Conversation:
    conversation = transferred(cast)
    desk.claim(conversation_id=conversation.pk, user=cast.outsider)
    return scenes.fresh(conversation)


def taken_by_routing(cast: Cast) -> Conversation:
    """The AI answered under the eyes of the account's team; then a scenario called the other one."""
    scenario = ScenarioFactory.create(key="invoice", team=cast.other_team)
    PhraseFactory.create(scenario=scenario, text="invoice")
    publish()
    scenes.written("Hello", account=cast.account)
    return scenes.written("My invoice is wrong", account=cast.account)


def status_of(cast: Cast, actor: str, conversation: Conversation) -> dict[str, Any]:
    return cast.caller(actor).get(f"conversations/{conversation.pk}/").error


@pytest.mark.parametrize(
    ("scene", "holder"), [(transferred, ""), (claimed_there, "Otto Outsider"), (taken_by_routing, "")]
)
def test_the_team_that_had_it_reads_who_has_it_now_at_every_door(cast: Cast, scene: Scene, holder: str) -> None:
    conversation = scene(cast)
    at = conversation.events.filter(kind="assignment.changed").latest("version").created_at
    handoff, message = conversation.handoffs.get(), conversation.messages.earliest("version")
    task = conversation.tasks.create(team=cast.other_team, title="Call", due_at=timezone.now())
    path = f"conversations/{conversation.pk}"
    doors = [
        ("GET", f"{path}/", None),
        ("GET", f"{path}/timeline/", None),
        ("POST", f"{path}/claim/", {}),
        ("POST", f"{path}/reply/", {"body": "Hello"}),
        ("POST", f"{path}/note/", {"body": "Hello"}),
        ("POST", f"{path}/read/", {"version": 1}),
        ("GET", f"handoffs/{handoff.pk}/", None),
        ("POST", f"tasks/{task.pk}/done/", {}),
        ("POST", f"messages/{message.pk}/retry/", {}),
    ]
    for actor in ("agent", "manager"):
        for method, address, body in doors:
            answer = cast.caller(actor).call(method, address, body)
            assert answer.status == 404, address
            assert answer.error.pop("message").endswith("now."), address
            assert answer.error == {
                "code": "moved",
                "team": "Sales",
                "holder": holder,
                "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            }, address
    assert cast.caller("outsider").get(f"{path}/").status == 200
    assert cast.caller("admin").get(f"{path}/").status == 200


def test_a_stranger_learns_what_a_missing_row_answers(cast: Cast) -> None:
    here = scenes.waiting(account=cast.account)
    idle = make_agent(cast.team)
    Membership.objects.filter(user=idle).delete()
    moved = transferred(cast)
    third = Cast(**{**vars(cast), "agent": MembershipFactory.create().user, "manager": idle})
    assert status_of(cast, "outsider", here) == NOTHING
    for actor in ("agent", "manager"):
        assert status_of(third, actor, moved) == NOTHING
    assert cast.caller("agent").get(f"conversations/{uuid.uuid4()}/").error == NOTHING
    assert cast.caller("anonymous").get(f"conversations/{moved.pk}/").status == 401


def test_who_left_the_team_is_told_of_what_they_had_and_not_for_ever(cast: Cast) -> None:
    held, seen = scenes.held(cast.agent, account=cast.account), scenes.waiting(account=cast.account)
    Membership.objects.filter(user=cast.agent).delete()
    desk.take_over(conversation_id=held.pk, user=cast.manager)
    assert status_of(cast, "agent", held) | {"message": "", "at": ""} == {
        "code": "moved",
        "message": "",
        "team": "Support",
        "holder": "Mara Manager",
        "at": "",
    }
    assert status_of(cast, "agent", seen) == NOTHING
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        assert status_of(cast, "agent", held) == NOTHING


def test_what_a_colleague_holds_is_refused_with_what_is_still_possible(cast: Cast) -> None:
    ben = make_agent(cast.team, name="Ben Agent")
    conversation = scenes.held(ben, account=cast.account)
    for act, code in (("reply", "held_by_colleague"), ("claim", "already_claimed"), ("transfer", "held_by_colleague")):
        body = {"reply": {"body": "Hello"}, "transfer": {"team": cast.team.pk}}.get(act, {})
        answer = cast.caller("agent").post(f"conversations/{conversation.pk}/{act}/", body)
        assert (answer.status, answer.error["code"]) == (409, code)
        assert (answer.error["holder"], answer.error["may"]) == ("Ben Agent", ["note"])
    refused = cast.caller("manager").post(f"conversations/{conversation.pk}/reply/", {"body": "Hello"})
    assert {"note", "take_over", "transfer"} <= set(refused.error["may"])


@pytest.fixture
def pushed(monkeypatch, settings) -> list[tuple[frozenset[str], dict[str, Any]]]:
    """What leaves for the browsers: the hub is the seam to the sockets."""
    texts: list[tuple[frozenset[str], dict[str, Any]]] = []
    monkeypatch.setattr(hub, "post", lambda names, text: texts.append((frozenset(names), json.loads(text))))
    settings.REDIS_URL = ""
    return texts


@pytest.mark.parametrize("scene", [transferred, taken_by_routing])
def test_browsers_are_told_at_once_and_get_nothing_of_it(cast: Cast, scene: Scene, pushed) -> None:
    """Who is in both teams, or an admin, still sees it and is told nothing of the kind."""
    both = make_agent(cast.team)
    MembershipFactory.create(user=both, team=cast.other_team)
    MembershipFactory.create(user=cast.admin, team=cast.team)
    conversation = scene(cast)
    relay(conversation_id=conversation.pk)
    [(names, text)] = [(names, text) for names, text in pushed if text["type"] == "moved"]
    assert names == {groups.user(cast.agent.pk), groups.user(cast.manager.pk)}
    assert text | {"version": 0, "at": ""} == {
        "type": "moved",
        "conversation": str(conversation.pk),
        "version": 0,
        "team": "Sales",
        "holder": "",
        "at": "",
    }
    heard = set().union(*(names for names, text in pushed if text["type"] == "event"))
    assert heard == {groups.team(cast.other_team.pk), groups.ADMINS}


def test_within_the_team_nobody_loses_sight(cast: Cast, pushed) -> None:
    ben: User = make_agent(cast.team)
    AgentProfile.objects.create(user=ben, availability="online")
    conversation = scenes.waiting(account=cast.account)
    desk.claim(conversation_id=conversation.pk, user=cast.agent)
    desk.transfer(conversation_id=conversation.pk, user=cast.agent, agent_id=ben.pk)
    relay(conversation_id=conversation.pk)
    assert not [text for _names, text in pushed if text["type"] == "moved"]
