"""Why a message called a person, and what one may say of it, through the API. Who sees it: tests/access."""

import pytest

from conversations.enums import Author
from conversations.events.talk import TagsChanged
from conversations.models import Conversation
from conversations.services.thread import lock_thread
from tests.api.cast import Cast
from tests.api.client import Caller
from tests.factories import scenes
from tests.factories.accounts import make_agent, make_key
from triggers.models import Phrase, RegressionCase, Scenario, Verdict
from triggers.services.rules import publish

KEY = "explicit_request"
ASKS = "👋 I want to talk to a human"


@pytest.fixture
def asked(cast: Cast) -> Conversation:
    """A customer asked for a person and was heard."""
    scenes.publish_rules(explicit_request="talk to a human", leaks="water everywhere")
    return scenes.written(ASKS, account=cast.account)


def path(conversation: Conversation, act: str = "why") -> str:
    return f"messages/{conversation.messages.order_by('version')[0].pk}/{act}/"


def test_each_scenario_says_what_it_thought(cast: Cast, asked: Conversation):
    why = cast.caller("agent").get(path(asked)).json

    assert (why["text"], why["silence"], why["binds"], why["verdicts"]) == (ASKS, "", False, [])
    [occasion] = why["occasions"]
    assert (occasion["occasion"], occasion["version"], occasion["fired"]) == ("arrival", 1, True)
    assert (occasion["scenario"], occasion["scenario_name"]) == (KEY, "Explicit request")
    results = {result["key"]: result for result in occasion["results"]}
    assert set(results) == {KEY, "leaks"}
    fired, silent = results[KEY], results["leaks"]
    assert (fired["fired"], fired["acts"], fired["published"]) == (True, True, True)
    assert fired["score"] >= fired["threshold"] > silent["score"]
    assert silent["why"]
    # Places are counted in characters, not in UTF-16 units: the hand is one.
    assert [ASKS[found["start"] : found["end"]] for found in fired["evidence"]] == ["talk to a human"]


def test_what_the_rules_say_by_now(cast: Cast, asked: Conversation):
    Phrase.objects.filter(scenario__key=KEY).delete()
    publish()
    Scenario.objects.filter(key=KEY).update(mode="off")

    for actor, draft in (("agent", None), ("manager", None), ("admin", False)):
        [occasion] = cast.caller(actor).get(path(asked)).json["occasions"]
        result = next(each for each in occasion["results"] if each["key"] == KEY)
        assert (result["fired"], result["published"], result["draft"]) == (True, False, None)
        assert (occasion["published"]["version"], occasion["published"]["fired"]) == (2, False)
        assert (occasion["draft"] and occasion["draft"]["fired"]) is draft


def test_a_scenario_that_came_later_is_listed_without_a_word(cast: Cast, asked: Conversation):
    scenes.publish_rules(late="to a human")
    [occasion] = cast.caller("agent").get(path(asked)).json["occasions"]
    late = next(each for each in occasion["results"] if each["key"] == "late")
    assert (late["fired"], late["score"], late["published"]) == (False, 0.0, True)
    assert "not among the rules" in late["why"]


def test_what_a_person_held_says_so(cast: Cast, asked: Conversation):
    cast.caller("agent").post(f"conversations/{asked.pk}/claim/", {})
    scenes.written("and another thing", account=cast.account)
    message = asked.messages.filter(author="lead").latest("version")
    why = cast.caller("agent").get(f"messages/{message.pk}/why/").json
    assert (why["occasions"], why["text"]) == ([], "and another thing")
    assert "a person already had the conversation" in why["silence"]
    answer = cast.caller("agent").post(f"messages/{message.pk}/verdict/", {"scenario": KEY, "should_fire": True})
    assert (answer.status, answer.error["code"]) == (400, "refused")


@pytest.mark.parametrize(("actor", "case"), [("agent", "proposal"), ("manager", "must_pass"), ("admin", "must_pass")])
def test_a_word_and_its_undoing(cast: Cast, asked: Conversation, actor: str, case: str):
    caller = cast.caller(actor)
    given = {"scenario": KEY, "should_fire": False, "note": "they were joking"}

    said = caller.post(path(asked, "verdict"), given).json

    [verdict] = said["verdicts"]
    assert (verdict["scenario"], verdict["should_fire"], verdict["note"]) == (KEY, False, "they were joking")
    assert (verdict["by"]["id"], verdict["case"]) == (getattr(cast, actor).pk, case)
    assert verdict["may_withdraw"]
    assert RegressionCase.objects.get().is_active == (case == "must_pass")
    undone = caller.call("DELETE", f"{path(asked, 'verdict')}?scenario={KEY}")
    assert (undone.status, undone.json["verdicts"]) == (200, [])
    assert (Verdict.objects.count(), RegressionCase.objects.count()) == (0, 0)


def test_the_last_word_counts_but_only_ones_own_is_taken_back(cast: Cast, asked: Conversation):
    other = make_agent(cast.team)
    colleague = Caller(other)
    for caller, should_fire in ((cast.caller("agent"), True), (colleague, False)):
        caller.post(path(asked, "verdict"), {"scenario": KEY, "should_fire": should_fire})
    assert Verdict.objects.latest("updated_at").should_fire is False

    gone = f"{path(asked, 'verdict')}?scenario={KEY}"
    assert cast.caller("agent").call("DELETE", gone).status == 200
    [left] = cast.caller("agent").get(path(asked)).json["verdicts"]
    assert (left["by"]["id"], left["may_withdraw"]) == (other.pk, False)
    refused = cast.caller("agent").call("DELETE", gone)
    assert (refused.status, refused.error["code"]) == (400, "refused")
    assert cast.caller("manager").call("DELETE", gone).status == 200
    assert not Verdict.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"scenario": KEY}, "should_fire"),
        ({"should_fire": True}, "scenario"),
        ({"scenario": "no key!", "should_fire": True}, "scenario"),
        ({"scenario": KEY, "should_fire": True, "note": "x" * 301}, "note"),
        ({"scenario": KEY, "should_fire": True, "binds": True}, "binds"),
    ],
)
def test_half_a_word(cast: Cast, asked: Conversation, given: dict[str, object], field: str):
    answer = cast.caller("manager").post(path(asked, "verdict"), given)
    assert (answer.status, list(answer.error["fields"])) == (400, [field])


def test_an_unknown_scenario(cast: Cast, asked: Conversation):
    answer = cast.caller("manager").post(path(asked, "verdict"), {"scenario": "gone", "should_fire": True})
    assert (answer.status, answer.error["code"]) == (400, "refused")
    assert cast.caller("manager").call("DELETE", path(asked, "verdict")).status == 400


def test_a_manager_of_another_team_binds_nothing(cast: Cast, asked: Conversation):
    with lock_thread(asked.pk) as thread:
        thread.conversation.holder = cast.outsider
        thread.record(TagsChanged(added=[], removed=[]), actor=Author.SYSTEM)
    caller = cast.caller("outsider")
    assert caller.get(path(asked)).json["binds"] is False
    caller.post(path(asked, "verdict"), {"scenario": KEY, "should_fire": False})
    assert RegressionCase.objects.get().is_active is False


def test_a_key_that_may_only_read(cast: Cast, asked: Conversation):
    key, _row = make_key(cast.admin, read_only=True)
    caller = Caller(key=key)
    assert caller.get(path(asked)).status == 200
    assert caller.post(path(asked, "verdict"), {"scenario": KEY, "should_fire": True}).status == 403
    assert caller.call("DELETE", f"{path(asked, 'verdict')}?scenario={KEY}").status == 403


def test_a_draft_that_cannot_be_read_hides_nothing_else(cast: Cast, asked: Conversation):
    Phrase.objects.filter(scenario__key="leaks").update(text="talk [to")
    [occasion] = cast.caller("admin").get(path(asked)).json["occasions"]
    assert (occasion["fired"], occasion["draft"]) == (True, None)
