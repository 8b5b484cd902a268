"""People, leads, tags, to-dos, handoffs, notifications."""

import pytest

from routing.enums import Availability
from routing.models import AgentProfile
from routing.services import desk
from tests.api.cast import Cast
from tests.factories import scenes
from tests.factories.accounts import make_agent
from tests.factories.conversations import TagFactory
from tests.factories.notifications import NotificationFactory
from tests.factories.routing import AgentProfileFactory

pytestmark = pytest.mark.both_databases  # search and counting


def test_me(cast: Cast):
    me = cast.caller("manager").get("me/").json
    assert (me["name"], me["email"], me["is_admin"]) == ("Mara Manager", cast.manager.email, False)
    assert me["teams"] == [{"id": cast.team.pk, "name": "Support", "slug": "support", "role": "manager"}]
    assert me["availability"] == "offline"
    assert cast.caller("admin").get("me/").json["is_admin"]


@pytest.mark.parametrize("word", Availability.values)
def test_setting_my_availability(cast: Cast, word: str):
    assert cast.caller("agent").call("PATCH", "me/", {"availability": word}).json["availability"] == word
    assert AgentProfile.objects.get(user=cast.agent).availability == word


def test_no_other_column_of_mine_can_be_set(cast: Cast):
    answer = cast.caller("agent").call("PATCH", "me/", {"availability": "online", "is_staff": True, "email": "x@y.z"})
    assert (answer.status, set(answer.error["fields"])) == (400, {"is_staff", "email"})
    cast.agent.refresh_from_db()
    assert not cast.agent.is_staff


def test_teams_show_their_active_people(cast: Cast):
    AgentProfileFactory.create(user=cast.agent)
    make_agent(cast.team, is_active=False)
    support = next(team for team in cast.caller("outsider").get("teams/").json if team["name"] == "Support")
    assert support["agents"] == [
        {"id": cast.agent.pk, "name": "Ana Agent", "availability": "online"},
        {"id": cast.manager.pk, "name": "Mara Manager", "availability": "offline"},
    ]


def test_correcting_a_lead(cast: Cast):
    lead = scenes.with_ai(account=cast.account).lead
    changes = {
        "name": "Lena",
        "email": "lena@shop.test",
        "phone": "+1 202 555 0142",
        "is_vip": True,
        "lead_class": "hot",
    }
    answer = cast.caller("agent").call("PATCH", f"leads/{lead.pk}/", changes)
    assert answer.status == 200
    assert answer.json | changes == answer.json | {"phone": "+1 202 555 0142"}
    assert answer.json["phone"] == "+12025550142"
    assert cast.caller("agent").call("PATCH", f"leads/{lead.pk}/", {"phone": ""}).json["phone"] == ""
    lead.refresh_from_db()
    assert (lead.name, lead.phone, lead.lead_class) == ("Lena", "", "hot")
    conversation = lead.conversations.get()
    items = cast.caller("agent").get(f"conversations/{conversation.pk}/timeline/").json["items"]
    told = [item["payload"]["names"] for item in items if item.get("kind") == "lead.changed"]
    assert told == [sorted(changes), ["phone"]]


@pytest.mark.parametrize(
    ("changes", "code"), [({"phone": "12"}, "refused"), ({"email": "no"}, "invalid"), ({"lead_class": "x"}, "invalid")]
)
def test_a_wrong_correction(cast: Cast, changes: dict[str, str], code: str):
    lead = scenes.with_ai(account=cast.account).lead
    answer = cast.caller("agent").call("PATCH", f"leads/{lead.pk}/", changes)
    assert (answer.status, answer.error["code"]) == (400, code)


def test_a_lead_without_a_name_is_called_something(cast: Cast):
    lead = scenes.with_ai(account=cast.account, lead__name="").lead
    answer = cast.caller("agent").get(f"leads/{lead.pk}/").json
    assert (answer["name"], answer["known_name"]) == (f"Visitor {lead.number}", "")
    cast.caller("agent").call("PATCH", f"leads/{lead.pk}/", {"phone": "+44 7700 900123", "name": " Mi\u202ea "})
    answer = cast.caller("agent").get(f"leads/{lead.pk}/").json
    assert (answer["known_name"], answer["phone"]) == ("Mia", "+447700900123")
    assert (answer["phone_shown"], answer["country"]) == ("+44 7700 900123 (United Kingdom)", "GB")


def test_tags(cast: Cast):
    TagFactory.create(slug="b", name="B")
    caller = cast.caller("manager")
    assert caller.post("tags/", {"slug": "a", "name": "A"}).status == 201
    assert caller.get("tags/").json == [{"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}]
    assert caller.post("tags/", {"slug": "a", "name": "Other"}).error["code"] == "tag_exists"
    assert caller.post("tags/", {"slug": "c", "name": " b "}).error["code"] == "tag_exists"


def test_a_tag_typed_in_any_script_gets_a_key_of_its_own(cast: Cast):
    caller = cast.caller("admin")
    for name, key in [
        ("Late  parcel", "late-parcel"),
        ("C", "c"),
        ("C++", "c-2"),
        ("Größe", "groe"),
        ("x" * 60, "x" * 60),
    ]:
        assert caller.post("tags/", {"name": name}).json == {"slug": key, "name": " ".join(name.split())}
    chinese, arabic = (caller.post("tags/", {"name": name}).json["slug"] for name in ("退款", "مستعجل"))
    assert chinese != arabic
    assert caller.post("tags/", {"name": "GRÖSSE"}).error["code"] == "tag_exists"
    conversation = scenes.waiting(account=cast.account)
    caller.call("PUT", f"conversations/{conversation.pk}/tags/", {"slugs": [chinese, arabic]})
    assert {tag.name for tag in conversation.tags.all()} == {"退款", "مستعجل"}


def test_managers_and_admins_make_tags_and_the_others_choose(cast: Cast):
    may = {
        actor: cast.caller(actor).get("me/").json["may_make_tags"]
        for actor in ("agent", "outsider", "manager", "admin")
    }
    made = {actor: cast.caller(actor).post("tags/", {"name": actor}).status for actor in may}
    assert may == {"agent": False, "outsider": False, "manager": True, "admin": True}
    assert made == {actor: 201 if allowed else 400 for actor, allowed in may.items()}


def test_tasks(cast: Cast):
    AgentProfileFactory.create(user=cast.agent)
    scenes.waiting(account=cast.account)
    AgentProfile.objects.update(availability=Availability.OFFLINE)
    scenes.waiting(account=cast.account)
    caller = cast.caller("agent")
    assert len(caller.get("tasks/", state="open").ids) == 2
    (mine,) = caller.get("tasks/", state="open", mine="true").ids

    done = caller.post(f"tasks/{mine}/done/", {"outcome": "Called back"}).json

    assert (done["state"], done["outcome"]) == ("done", "Called back")
    assert caller.get("tasks/", state="done").ids == [mine]
    assert caller.post(f"tasks/{mine}/done/", {"outcome": "Again"}).json["outcome"] == "Called back"


def test_handoffs(cast: Cast):
    closed, running = scenes.resolved(cast.agent, account=cast.account), scenes.waiting(account=cast.account)
    old, new = closed.handoffs.get(), running.handoffs.get()
    caller = cast.caller("agent")

    def found(**query: object) -> list[str]:
        return caller.get("handoffs/", **query).ids

    assert found() == [str(new.pk), str(old.pk)]
    assert (found(open="true"), found(open="false")) == ([str(new.pk)], [str(old.pk)])
    assert found(conversation=closed.pk) == [str(old.pk)]
    assert (len(found(category="explicit_request")), found(category="vip")) == (2, [])
    assert (len(found(team=cast.team.pk)), found(team=cast.other_team.pk)) == (2, [])
    assert caller.get(f"handoffs/{old.pk}/").json["end_reason"] == "resolved"


def test_verdicts_are_for_managers(cast: Cast):
    handoff = scenes.waiting(account=cast.account).handoffs.get()
    path = f"handoffs/{handoff.pk}/verdict/"
    assert cast.caller("agent").post(path, {"verdict": "unnecessary"}).status == 404
    assert cast.caller("manager").post(path, {"verdict": "meh"}).status == 400
    assert (
        cast.caller("manager").post(path, {"verdict": "unnecessary", "reason": "spam"}).json["verdict"] == "unnecessary"
    )


def test_an_older_package_is_still_shown(cast: Cast):
    conversation = scenes.waiting(account=cast.account)
    conversation.handoffs.update(package={"header": "old", "evidence": [{"text": "x"}], "fields": None})
    package = cast.caller("agent").get(f"conversations/{conversation.pk}/").json["handoff"]["package"]
    assert (package["header"], package["who"], package["transcript"]["to_version"]) == ("old", "", 0)


def test_the_bell(cast: Cast):
    conversation = scenes.with_ai(account=cast.account)
    notes = [
        NotificationFactory.create(
            user=cast.agent, event__conversation=conversation, payload={"title": "T", "body": "B"}
        )
        for _ in range(3)
    ]
    foreign = NotificationFactory.create(user=cast.manager, event__conversation=conversation)
    caller = cast.caller("agent")

    listed = caller.get("notifications/").json["results"]
    assert [note["id"] for note in listed] == [str(note.pk) for note in reversed(notes)]
    assert (listed[0]["title"], listed[0]["body"], listed[0]["read_at"]) == ("T", "B", None)

    assert caller.post("notifications/read/", {"ids": [str(notes[0].pk), str(foreign.pk)]}).json == {"read": 1}
    assert caller.post("notifications/read/").json == {"read": 2}
    assert all(note["read_at"] for note in caller.get("notifications/").json["results"])
    foreign.refresh_from_db()
    assert foreign.read_at is None


def test_a_notification_goes_with_the_conversation(cast: Cast):
    conversation = scenes.waiting(account=cast.account)
    NotificationFactory.create(user=cast.agent, event__conversation=conversation)
    desk.transfer(conversation_id=conversation.pk, user=cast.agent, team_id=cast.other_team.pk)
    assert cast.caller("agent").get("notifications/").ids == []
