"""Statements made once and the ORM (`ROWS_BY_ORM`) store the same: journeys played with both, all rows compared.

Time stands still and chance is counted, so that two plays of a journey differ in nothing else.
"""

import datetime as dt
import hashlib
import itertools
import os
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import AutoField, Model

from conversations.enums import Delivery
from conversations.models import Message
from notifications.services import preferences
from notifications.services.relay import relay
from routing.services import desk
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, Stage, set_stage

pytestmark = pytest.mark.django_db
START = dt.datetime(2027, 3, 28, 0, 59, 30, tzinfo=dt.UTC)
FLOORS = ("conversations", "triggers", "routing", "notifications")


def ask_and_be_answered(stage: Stage, clock: time_machine.Traveller) -> None:
    """A new customer, the same message twice, a second question in a burst, and an answer that is sent."""
    stage.says(KNOWN_QUESTION, provider_id="first")
    stage.says(KNOWN_QUESTION, provider_id="first")
    clock.shift(2)
    stage.says("Ünï — 你好 😀 100 %s \\ which payment do you take?")
    clock.shift(5)
    work(stage)


def be_handed_over_and_back(stage: Stage, clock: time_machine.Traveller) -> None:
    """The main job: the AI, a person, a note, and the AI again; Ben is told by e-mail."""
    preferences.choose(user=stage.ben, transport="email", kinds=["handoff.opened"])
    for text in (KNOWN_QUESTION, ASKS_FOR_PERSON, "Are you there?"):
        stage.says(text)
        clock.shift(3)
        work(stage)
    key = stage.conversation().pk
    desk.claim(conversation_id=key, user=stage.ana)
    desk.reply(conversation_id=key, user=stage.ana, body="Here I am.")
    clock.shift(60)
    work(stage)
    desk.resolve(conversation_id=key, user=stage.ana)
    desk.resume_ai(conversation_id=key, user=stage.ana, note="All is agreed.")
    stage.says("And when will it arrive?")
    clock.shift(60)
    work(stage)


def be_refused(stage: Stage, clock: time_machine.Traveller) -> None:
    """A message that cannot be sent waits for its next attempt."""
    stage.says(KNOWN_QUESTION)
    stage.run_ai()
    Message.objects.filter(delivery=Delivery.QUEUED).update(attempts=9)
    type(stage.account).objects.update(simulator=False)
    clock.shift(5)
    work(stage)


def work(stage: Stage) -> None:
    """Do what the workers do."""
    stage.run_ai()
    stage.send_all()
    relay(conversation_id=stage.conversation().pk)


@pytest.fixture(scope="module")
def models() -> list[type[Model]]:
    return [model for floor in FLOORS for model in apps.get_app_config(floor).get_models(include_auto_created=True)]


@pytest.mark.parametrize("journey", [ask_and_be_answered, be_handed_over_and_back, be_refused])
def test_both_store_the_same(journey, models, settings, monkeypatch) -> None:
    with time_machine.travel(START, tick=False):
        stage = set_stage()
    played = []
    for by_orm in (False, True):
        settings.ROWS_BY_ORM = by_orm
        monkeypatch.setattr(os, "urandom", counted_chance())
        played.append(play(journey, stage, models))
    statements, orm = played
    assert statements == orm
    assert len(statements["conversations.Message"]) >= 2, "the journey must leave something to compare"


def play(journey: Callable[..., None], stage: Stage, models: list[type[Model]]) -> dict[str, list[dict[str, Any]]]:
    """Play a journey from the same state; return all rows and take everything back."""
    with transaction.atomic(), connection.cursor() as cursor:
        # A sequence does not go back with a transaction.
        for text in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(text)
        with time_machine.travel(START + dt.timedelta(hours=1), tick=False) as clock:
            journey(stage, clock)
        rows = {model._meta.label: stored(model) for model in models}
        transaction.set_rollback(True)
    stage.account.refresh_from_db()
    return rows


def stored(model: type[Model]) -> list[dict[str, Any]]:
    """Return a model's rows; of keys that the database numbers only the order, for what is refused uses one up."""
    hidden = model._meta.pk.attname if isinstance(model._meta.pk, AutoField) else ""
    found = model._base_manager.order_by("pk").values()
    return [{name: value for name, value in row.items() if name != hidden} for row in found]


def counted_chance() -> Callable[[int], bytes]:
    """Return a source of bytes that gives the same ones in the same order."""
    numbers = itertools.count()
    return lambda size: hashlib.shake_256(str(next(numbers)).encode()).digest(size)
