"""Turns wait for a place at their model server, but not for ever; customers of another AI do not wait with them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from conversations.ai.breaker import breaker
from conversations.ai.types import Engine
from conversations.enums import Floor, TurnState
from conversations.models import AiTurn
from routing.models import Handoff
from routing.services.turns.places import in_time, slots
from routing.services.turns.run import run_turn
from tests.flows.stage import KNOWN_QUESTION, Stage, set_stage
from tests.standins import openai as wire
from tests.standins.openai import OpenAiStandIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return set_stage()


@pytest.fixture
def server(stage: Stage) -> Iterator[OpenAiStandIn]:
    """A model server all of whose places are taken."""
    with OpenAiStandIn(wire.report("Two to four working days.")) as running:
        profile = stage.account.ai_profile
        assert profile
        profile.base_url, profile.model, profile.timeout_seconds = running.base_url, "test-model", 5
        profile.save()
        for _ in range(settings.AI_CALLS_PER_SERVER):
            assert slots.take(running.base_url)
        yield running


def planned() -> AiTurn:
    return AiTurn.objects.latest("pk")


def test_a_turn_without_a_place_stays_due_and_runs_when_there_is_one(stage: Stage, server: OpenAiStandIn) -> None:
    stage.says(KNOWN_QUESTION)
    assert run_turn(turn_id=planned().pk) is None
    assert (planned().state, planned().attempts, server.asked) == (TurnState.DUE, 0, [])
    assert slots.give_back(server.base_url), "who leaves is told that somebody waits"
    assert run_turn(turn_id=planned().pk) == TurnState.ANSWERED


def test_who_waited_too_long_for_a_place_gets_a_person(stage: Stage, server: OpenAiStandIn) -> None:
    stage.says(KNOWN_QUESTION)
    AiTurn.objects.update(due_at=timezone.now() - timedelta(seconds=6))
    assert run_turn(turn_id=planned().pk) == TurnState.HANDED_OFF
    assert stage.conversation().floor == Floor.QUEUE
    assert Handoff.objects.get().reason == "The AI could not answer (timeout)"
    assert server.asked == []


@pytest.mark.usefixtures("server")
def test_the_built_in_answerer_needs_no_place(stage: Stage) -> None:
    profile = stage.account.ai_profile
    assert profile
    profile.base_url = profile.model = ""
    profile.save()
    stage.says(KNOWN_QUESTION)
    assert run_turn(turn_id=planned().pk) == TurnState.ANSWERED


def test_the_time_counts_from_the_question_only_while_the_server_fails() -> None:
    engine = Engine("Shop", "http://failing.test/v1", "m", timeout=10.0)
    asked_at = timezone.now() - timedelta(seconds=4)
    assert in_time(engine, asked_at).timeout == 10.0
    breaker.note(engine.base_url, is_answered=False)
    assert 5.0 < in_time(engine, asked_at).timeout <= 6.0
    assert in_time(engine, asked_at - timedelta(days=1)).timeout == 1.0
    breaker.note(engine.base_url, is_answered=True)
    assert in_time(engine, asked_at).timeout == 10.0
