"""Reading conversations: the views, what a row and a detail hold, the search, the counts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import User
from conversations.adapters.registry import CHANNELS, get_channel
from conversations.models import Conversation, Event
from routing.inbox_views import INBOX_VIEWS, VIEWS
from routing.payloads import conversation_row
from routing.payloads.moments import iso
from routing.services import desk
from tests.api.cast import Cast
from tests.factories import scenes
from tests.factories.accounts import make_agent
from tests.factories.conversations import (
    AiProfileFactory,
    ChannelAccountFactory,
    ConversationFactory,
    LeadFactory,
    MessageFactory,
    ReadCursorFactory,
    TagFactory,
    WebChatAccountFactory,
)
from tests.factories.routing import AgentProfileFactory


def keys(*rows: Conversation) -> set[str]:
    return {str(row.pk) for row in rows}


def test_each_view_has_its_own(cast: Cast):
    resting = scenes.with_ai(account=cast.account)
    lonely = scenes.waiting(account=cast.account)
    AgentProfileFactory.create(user=cast.agent)
    assigned = scenes.waiting(account=cast.account)
    mine = scenes.held(cast.agent, account=cast.account)
    other = scenes.held(cast.manager, account=cast.account)
    done = scenes.resolved(cast.agent, account=cast.account)
    # Nothing was said in it yet.
    ConversationFactory.create(account=cast.account)
    caller = cast.caller("agent")

    views = {view: set(caller.get("conversations/", view=view).ids) for view in VIEWS}

    assert views == {
        "mine": keys(assigned, mine),
        "waiting": keys(lonely, assigned),
        "unassigned": keys(lonely),
        "ai": keys(resting),
        "resolved": keys(done),
        "all": keys(resting, lonely, assigned, mine, other, done),
    }
    assert caller.get("conversations/counts/").json == {view.id: len(views[view.id]) for view in INBOX_VIEWS}


def test_counts_stop_at_their_caps(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    for _ in range(3):
        scenes.waiting(account=cast.account)
    capped = tuple(replace(view, count_cap=2) for view in INBOX_VIEWS)
    monkeypatch.setattr("routing.selectors.INBOX_VIEWS", capped)
    assert cast.caller("agent").get("conversations/counts/").json["waiting"] == 2


def test_a_row(cast: Cast):
    conversation = scenes.held(cast.agent, account=cast.account, lead__name="Lena Lead", lead__is_vip=True)
    conversation.tags.add(TagFactory.create(slug="refund", name="Refund"))
    row = cast.caller("agent").get("conversations/").json["results"][0]

    assert row["lead"] == {
        "id": str(conversation.lead_id),
        "name": "Lena Lead",
        "is_vip": True,
        "lead_class": "",
        "country": "",
    }
    assert row["channel"] == {"kind": "whatsapp", "name": cast.account.name, "simulator": True}
    assert row["team"] == {"id": cast.team.pk, "name": "Support", "slug": "support"}
    assert row["holder"] == {"id": cast.agent.pk, "name": "Ana Agent"}
    assert (row["floor"], row["status"], row["reason"]) == ("human", "open", "explicit_request")
    assert row["tags"] == [{"slug": "refund", "name": "Refund"}]
    assert row["version"] == conversation.version
    assert row["last_author"] == "system"


def test_the_row_of_realtime_is_the_row_of_the_list_without_unread(cast: Cast):
    conversation = scenes.waiting(account=cast.account)
    conversation.tags.add(TagFactory.create())
    row = cast.caller("agent").get("conversations/").json["results"][0]

    live = conversation_row(scenes.fresh(conversation))

    assert conversation_row(scenes.fresh(conversation), unread=row["unread"]) == row
    assert live == {name: value for name, value in row.items() if name != "unread"}


def test_the_reason_ends_with_the_handoff(cast: Cast):
    scenes.resolved(cast.agent, account=cast.account)
    assert cast.caller("agent").get("conversations/").json["results"][0]["reason"] == ""


def test_unread_is_the_distance_to_what_was_read(cast: Cast):
    conversation = scenes.with_ai(account=cast.account)
    caller = cast.caller("agent")

    def unread() -> tuple[int, int]:
        row = caller.get("conversations/").json["results"][0]
        detail = caller.get(f"conversations/{conversation.pk}/").json
        return row["unread"], detail["unread"]

    assert unread() == (1, 1)
    caller.post(f"conversations/{conversation.pk}/read/", {"version": 1})
    assert unread() == (0, 0)
    MessageFactory.create(conversation=scenes.fresh(conversation))
    assert unread() == (1, 1)
    Conversation.objects.filter(pk=conversation.pk).update(last_version=5000)
    assert unread() == (99, 99)


def test_what_a_colleague_has_read_is_his_own(cast: Cast):
    conversation = scenes.with_ai(account=cast.account)
    ReadCursorFactory.create(user=cast.manager, conversation=conversation, version=9)
    assert cast.caller("agent").get("conversations/").json["results"][0]["unread"] == 1
    assert cast.caller("manager").get("conversations/").json["results"][0]["unread"] == 0


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("lena", True),
        ("EAD", True),
        ("lena@shop", True),
        ("5550142", True),
        ("+1 (202) 555-0142", True),
        ("  Lena  ", True),
        ("Mona", False),
        ("99", False),
        ("%", False),
        ("_", False),
        ("parcel", False),
    ],
)
def test_search_by_name_mail_and_phone(cast: Cast, search: str, found: bool):
    lead = LeadFactory.create(name="Lena Lead", email="lena@shop.test", phone="+12025550142")
    scenes.with_ai(account=cast.account, lead=lead)
    caller = cast.caller("agent")

    assert bool(caller.get("conversations/", search=search).ids) == found
    assert bool(caller.get("leads/", search=search).ids) == found


def test_filters_by_team_and_tag(cast: Cast):
    tag = TagFactory.create(slug="refund")
    tagged, plain = scenes.with_ai(account=cast.account), scenes.with_ai(account=cast.account)
    tagged.tags.add(tag, TagFactory.create())
    foreign = scenes.with_ai(account__team=cast.other_team)
    caller = cast.caller("agent")

    assert caller.get("conversations/", tag="refund").ids == [str(tagged.pk)]
    assert caller.get("conversations/", tag="nothing").ids == []
    assert set(caller.get("conversations/", team=cast.team.pk).ids) == keys(tagged, plain)
    assert caller.get("conversations/", team=cast.other_team.pk).ids == []
    assert cast.caller("admin").get("conversations/", team=cast.other_team.pk).ids == [str(foreign.pk)]


def test_who_answers_next_is_said_as_intake_decides_it(cast: Cast):
    cases = [
        (scenes.with_ai, {}, "ai"),
        (scenes.waiting, {}, "team"),
        (scenes.with_ai, {"autopilot": False}, "ai"),  # off is for new conversations
        (scenes.with_ai, {"is_active": False}, ""),
    ]
    for make, account, expected in cases:
        conversation = make(account=ChannelAccountFactory.create(team=cast.team, **account))
        detail = cast.caller("agent").get(f"conversations/{conversation.pk}/").json
        assert (detail["answers_next"], account) == (expected, account)
    for autopilot, expected in [(True, "ai"), (False, "team")]:
        account = ChannelAccountFactory.create(team=cast.team, autopilot=autopilot)
        done = scenes.resolved(cast.agent, account=account)
        assert cast.caller("agent").get(f"conversations/{done.pk}/").json["answers_next"] == expected


def test_a_detail(cast: Cast):
    conversation = scenes.waiting(account=cast.account, lead__email="lena@shop.test")
    detail = cast.caller("agent").get(f"conversations/{conversation.pk}/").json

    assert detail["lead"]["email"] == "lena@shop.test"
    assert detail["handoff"]["evidence"] == [{"start": 0, "end": 5, "text": "Where", "rule": "where"}]
    assert detail["handoff"]["evidence_message"] == "Where is my parcel?"
    assert detail["handoff"]["package"]["problem"] == "Where is my parcel?"
    assert detail["handoff"]["category_label"] == "asks for a person"
    assert detail["promise_at"] == detail["handoff"]["promised_by"] is not None
    handoff = scenes.open_episode(conversation)
    assert detail["handoff"]["resolution_due_at"] == iso(handoff.resolution_due_at) is not None
    late = ("first_response_breached_at", "resolution_breached_at")
    assert [detail["handoff"][name] for name in late] == [None, None]
    struck = [handoff.detected_at + timedelta(minutes=minutes) for minutes in (16, 1441)]
    type(handoff).objects.update(**dict(zip(late, struck, strict=True)))
    told = cast.caller("agent").get(f"handoffs/{handoff.pk}/").json
    assert [told[name] for name in late] == [iso(moment) for moment in struck]
    assert [task["handoff"] for task in detail["tasks"]] == [detail["handoff"]["id"]]
    assert detail["text_limit"] == get_channel(cast.account.kind).text_limit.size
    assert detail["text_unit"] == "characters"
    written = conversation.last_inbound_at
    assert written is not None
    assert detail["reply_window"] == {
        "open_until": iso(written + timedelta(hours=24)),
        "after": "template",
        "after_until": None,
    }
    assert detail["ai"] == {"engine": "builtin", "name": ""}


def test_a_visitor_may_always_be_written_to(cast: Cast):
    chat = WebChatAccountFactory.create(team=cast.team)
    conversation = scenes.waiting(account=chat)
    assert cast.caller("agent").get(f"conversations/{conversation.pk}/").json["reply_window"] is None


def test_the_channels_say_what_they_can_carry(cast: Cast):
    channels = {row["kind"]: row for row in cast.caller("agent").get("channels/").json}
    assert set(channels) == set(CHANNELS)
    assert channels["whatsapp"]["text_limit"] == {"size": 4096, "unit": "characters"}
    assert channels["whatsapp"]["capabilities"]["buttons"] == 3
    assert channels["whatsapp"]["reply_window"] == {"open_hours": 24, "after": "template", "human_hours": 0}
    assert (channels["webchat"]["label"], channels["webchat"]["reply_window"]) == ("Web chat", None)


def test_the_promise_is_kept_with_the_first_reply(cast: Cast):
    conversation = scenes.held(cast.agent, account=cast.account)
    caller = cast.caller("agent")
    assert caller.get(f"conversations/{conversation.pk}/").json["promise_at"]
    desk.reply(conversation_id=conversation.pk, user=cast.agent, body="Here I am")
    assert caller.get(f"conversations/{conversation.pk}/").json["promise_at"] is None


def test_the_shown_handoff_is_the_open_one_else_the_latest(cast: Cast):
    conversation = scenes.resolved(cast.agent, account=cast.account)
    caller = cast.caller("agent")
    first = caller.get(f"conversations/{conversation.pk}/").json["handoff"]
    assert (first["is_open"], first["outcome"]) == (False, "solved")
    scenes.waiting(scenes.resumed(cast.agent, account=cast.account))
    scenes.waiting(conversation)
    assert caller.get(f"conversations/{conversation.pk}/").json["handoff"]["is_open"]


def test_which_ai_answers(cast: Cast):
    conversation = scenes.with_ai(account=cast.account)
    caller = cast.caller("agent")
    AiProfileFactory.create(name="House", is_default=True)
    assert caller.get(f"conversations/{conversation.pk}/").json["ai"] == {"engine": "builtin", "name": "House"}
    cast.account.ai_profile = AiProfileFactory.create(base_url="http://127.0.0.1:1/v1", model="small")
    cast.account.save()
    assert caller.get(f"conversations/{conversation.pk}/").json["ai"] == {"engine": "model", "name": "small"}


ACTS = {
    "claim": lambda key, user: desk.claim(conversation_id=key, user=user),
    "take_over": lambda key, user: desk.take_over(conversation_id=key, user=user),
    "reply": lambda key, user: desk.reply(conversation_id=key, user=user, body="x"),
    "note": lambda key, user: desk.write_note(conversation_id=key, user=user, body="x"),
    "resolve": lambda key, user: desk.resolve(conversation_id=key, user=user),
    "resume": lambda key, user: desk.resume_ai(conversation_id=key, user=user, note=""),
    "reopen": lambda key, user: desk.reopen(conversation_id=key, user=user),
}


@pytest.mark.parametrize("scene", ["with_ai", "waiting", "held", "held_by_other", "resolved", "resumed"])
@pytest.mark.parametrize("who", ["agent", "manager"])
@pytest.mark.parametrize("act", ACTS)
def test_what_is_offered_is_not_refused(cast: Cast, scene: str, who: str, act: str):
    conversation = _situation(cast, scene)
    person: User = getattr(cast, who)
    offered = cast.caller(who).get(f"conversations/{conversation.pk}/").json["may"][act]
    before = Event.objects.count()

    if offered:
        ACTS[act](conversation.pk, person)
        assert Event.objects.count() > before


def _situation(cast: Cast, scene: str) -> Conversation:
    if scene in {"with_ai", "waiting"}:
        made: Conversation = getattr(scenes, scene)(account=cast.account)
        return made
    holder = make_agent(cast.team) if scene == "held_by_other" else cast.agent
    return {"held_by_other": scenes.held}.get(scene, getattr(scenes, scene, scenes.held))(holder, account=cast.account)


def test_what_is_not_offered(cast: Cast):
    conversation = scenes.held(make_agent(cast.team), account=cast.account)
    path = f"conversations/{conversation.pk}/"
    agent, manager = (cast.caller(who).get(path).json["may"] for who in ("agent", "manager"))
    assert {act for act, offered in agent.items() if offered} == {"note"}
    assert {act for act, offered in manager.items() if not offered} == {"claim", "reply", "reopen"}


def test_times_are_utc_with_milliseconds(cast: Cast):
    conversation = scenes.with_ai(account=cast.account)
    conversation.last_message_at = conversation.created_at.replace(microsecond=0) + timedelta(milliseconds=7)
    conversation.save()
    row = cast.caller("agent").get("conversations/").json["results"][0]
    assert row["last_message_at"].endswith(".007Z")
