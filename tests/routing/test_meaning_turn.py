"""The second stage at the AI's turn: a person before the AI is asked, the offer of one, or nothing else."""

import json
from collections.abc import Iterator

import pytest
from django.utils import timezone

from conversations.ai.offers import OFFERS, ends_with_offer
from conversations.encoding.embedded import is_installed
from conversations.enums import Author, Floor, TurnState
from conversations.models import AiTurn, Message
from routing.models import Handoff
from routing.rehearsal.simulation import Play, SimulatedCustomer, SimulatedLine, published_rules, simulate
from tests.factories import scenes
from tests.factories.meaning import WordsEncoder, second_stage
from tests.factories.triggers import PhraseFactory, ScenarioFactory
from tests.flows.stage import KNOWN_QUESTION, Stage, set_stage
from tests.routing.test_turns import use_model
from tests.standins import openai as wire
from tests.standins.embeddings import with_body
from tests.standins.openai import OpenAiStandIn
from triggers.models import Detection, Phrase, Scenario
from triggers.services.explain import explain
from triggers.services.rules import publish
from triggers.trace import canonical

pytestmark = pytest.mark.django_db
#: One word of a direction, words of two, and none.
SURE = "What does it take?"
LIKELY = KNOWN_QUESTION
NOTHING = "Which payment methods do you accept?"


@pytest.fixture
def stage() -> Stage:
    stage = set_stage(rules=False)
    for key, category, meaning, phrase in (
        ("explicit_request", "explicit_request", [], "talk to a human"),
        ("legal_matter", "sensitive", ["legal"], "see you in court"),
        ("sensitive", "sensitive", ["medical"], "my blood test"),
    ):
        scenario = ScenarioFactory.create(key=key, category=category, limits={"meaning": meaning})
        PhraseFactory.create(scenario=scenario, text=phrase)
    publish()
    return stage


@pytest.fixture
def encoder(settings) -> Iterator[WordsEncoder]:
    with second_stage(settings) as server:
        yield server


def answers() -> list[str]:
    return list(Message.objects.filter(author=Author.AI).order_by("version").values_list("body", flat=True))


def test_who_is_sure_to_need_a_person_gets_one_before_the_ai_is_asked(stage: Stage, encoder: WordsEncoder) -> None:
    with OpenAiStandIn(wire.report("An answer.")) as model:
        use_model(stage, model)
        stage.says(SURE)
        assert not Handoff.objects.exists(), "the webhook's transaction knows no meaning"
        assert stage.run_ai() == [TurnState.HANDED_OFF]
        assert not model.asked
    handoff = Handoff.objects.get()
    assert handoff.scenario
    assert (handoff.scenario.key, stage.conversation().floor) == ("legal_matter", Floor.QUEUE)
    assert 'means "legal" (1.00, sure from 0.80)' in json.dumps(Detection.objects.get(fired=True).trace).replace(
        "\\", ""
    )
    assert Message.objects.filter(purpose="acknowledgement").exists()
    assert len(encoder.asked) == 1


def test_it_can_be_told_why_byte_for_byte_without_the_encoder(stage: Stage, encoder: WordsEncoder, settings) -> None:
    stage.says(SURE)
    stage.run_ai()
    settings.ENCODER = "none"
    message = Message.objects.get(author=Author.LEAD)
    arrival, turn = explain(message).occasions
    assert not arrival.then.fired
    assert turn.facts.meaning is not None
    assert canonical(turn.then.as_trace()) == canonical(Detection.objects.get(fired=True).trace)
    assert turn.published.scenario == "legal_matter"


@pytest.mark.parametrize("yes", ["ok", "👍🏽", "👌"])
def test_who_is_likely_to_need_one_is_answered_and_offered_one_and_a_yes_is_a_request(
    stage: Stage, encoder: WordsEncoder, yes: str
) -> None:
    stage.says(LIKELY)
    assert stage.run_ai() == [TurnState.ANSWERED]
    assert "two to four working days" in answers()[0]
    assert answers()[0].endswith(OFFERS["en"])
    assert AiTurn.objects.get().report["offer"] in {"legal_matter", "sensitive"}
    stage.says(yes)
    handoff = Handoff.objects.get()
    assert handoff.scenario
    assert handoff.scenario.key == "explicit_request"


def test_an_emoji_is_no_yes_where_no_person_was_offered_or_it_is_no_yes(stage: Stage, encoder: WordsEncoder) -> None:
    with OpenAiStandIn(wire.report("An answer.")) as model:
        use_model(stage, model)
        for text, emoji in ((NOTHING, "👍"), (LIKELY, "🎉")):
            stage.says(text)
            stage.run_ai()
            stage.says(emoji)
    assert [ends_with_offer(text) for text in answers()] == [False, True]
    assert not Handoff.objects.exists()
    assert not AiTurn.objects.filter(state=TurnState.DUE).exists()


@pytest.mark.parametrize(("between", "offers"), [("lovely weather", [True, False, True]), ("no", [True, False, False])])
def test_an_offer_is_not_made_twice_in_a_row_nor_after_a_no(
    stage: Stage, encoder: WordsEncoder, between: str, offers: list[bool]
) -> None:
    with OpenAiStandIn(wire.report("An answer.")) as model:
        use_model(stage, model)
        for text in (LIKELY, between, "long sleeves to take away"):
            stage.says(text)
            stage.run_ai()
    assert [ends_with_offer(text) for text in answers()] == offers
    assert not Handoff.objects.exists()


def test_nothing_is_added_where_nothing_is_meant_and_a_failure_costs_nothing(
    stage: Stage, encoder: WordsEncoder
) -> None:
    stage.says(NOTHING)
    stage.run_ai()
    encoder.spoil = with_body({}, 500)
    stage.says(SURE)
    stage.run_ai()
    assert not any(map(ends_with_offer, answers()))
    assert Message.objects.filter(author=Author.LEAD, judged__meaning__isnull=False).count() == 0
    assert "meaning" not in (AiTurn.objects.latest("pk").report["judged"])


def test_what_was_judged_before_the_ai_got_the_floor_is_no_evidence(stage: Stage, encoder: WordsEncoder) -> None:
    with OpenAiStandIn(wire.report("An answer.")) as model:
        use_model(stage, model)
        stage.says(SURE)
        scenes.resumed(stage.ana, stage.conversation())
        assert stage.run_ai()[-1] == TurnState.ANSWERED
    assert not encoder.asked
    assert not Handoff.objects.filter(scenario__isnull=False).exists()


def test_an_own_scenario_is_known_by_its_phrases_alone(stage: Stage, encoder: WordsEncoder) -> None:
    scenario = Scenario.objects.create(key="pump", name="Heat pumps", category="business_rule")
    Phrase.objects.create(scenario=scenario, text="my heat pump is (still) [broken|dead]")
    publish()
    stage.says("the pump has given up")
    assert stage.run_ai() == [TurnState.HANDED_OFF]
    trace = Detection.objects.get(fired=True).trace
    [result] = [each for each in trace["results"] if each["key"] == "pump"]
    assert result["stage"] == "meaning"
    assert 'near "my heat pump is (still) [broken|dead]" (1.00, margin 1.000' in result["why"]


@pytest.mark.skipif(not is_installed(), reason="there is a package for Linux on x86-64 alone")
def test_the_shipped_model_and_head_call_a_person_in_words_that_no_phrase_has(stage: Stage, settings) -> None:
    settings.ENCODER = "embedded"
    ScenarioFactory.create(key="emergency", category="sensitive", limits={"meaning": ["emergency"]})
    publish()
    stage.says("kitchen reeks of gas and my daughter feels sick")
    assert stage.run_ai() == [TurnState.HANDED_OFF]
    assert Detection.objects.get(fired=True).scenario == Scenario.objects.get(key="emergency")
    stage.says(KNOWN_QUESTION, customer="customer-2")
    assert stage.run_ai() == [TurnState.ANSWERED]


def test_a_simulation_does_what_would_happen(stage: Stage, encoder: WordsEncoder) -> None:
    def play(*lines: SimulatedLine):
        return simulate(Play(stage.account, SimulatedCustomer(), lines, timezone.now(), published_rules()))

    sure = play(SimulatedLine(SURE))
    assert sure.ending is not None
    assert sure.steps[0].decision
    assert sure.steps[0].decision.scenario == "legal_matter"
    likely = play(SimulatedLine(LIKELY), SimulatedLine("Two days.", by_ai=True, confidence=0.9))
    assert likely.ending is None
    assert likely.thread[-1].text.endswith(OFFERS["en"])
    assert not Handoff.objects.exists()
