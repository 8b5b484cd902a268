"""Rules that change while a process decides: the old ones decide until the new ones are built, and nobody waits."""

import logging
import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction

from tests.factories.triggers import PhraseFactory, ScenarioFactory
from triggers.engine import Decision, decide
from triggers.facts import Facts
from triggers.matching.lexicon import shipped_lexicon
from triggers.models import Phrase, TriggerVersion, WordGroup
from triggers.services import compiled
from triggers.services.compiled import active_ruleset, active_version, consequences_of, rules_of
from triggers.services.rules import draft_snapshot, publish


def judged(text: str = "purple elephant") -> Decision:
    return decide(active_ruleset(), Facts(text=text))


def publish_elsewhere(*, phrases: list[list[str]] | None = None) -> TriggerVersion:
    """Store the next version as another process would: this one learns of it from the database alone."""
    scenarios = [dict(frozen) for frozen in draft_snapshot().scenarios]
    if phrases is not None:
        scenarios[0]["phrases"] = phrases
    return TriggerVersion.objects.create(number=active_version() + 1, snapshot=scenarios)


def wait_for_build() -> None:
    thread = compiled._state.thread
    assert thread is not None
    thread.join()


@pytest.fixture
def phrase(transactional_db: None) -> Phrase:
    return PhraseFactory.create(text="purple elephant", scenario=ScenarioFactory.create(key="animals", name="Animals"))


def test_the_version_before_decides_until_the_new_one_is_built(phrase: Phrase) -> None:
    publish()
    assert (judged().fired, judged().version) == (True, 1)
    publish_elsewhere(phrases=[["green giraffe", ""]])
    first = judged()
    assert (first.fired, first.version) == (True, 1), "the message that finds the new version does not wait for it"
    wait_for_build()
    assert (judged().fired, judged().version) == (False, 2)
    assert judged("green giraffe").fired


def test_the_publishing_process_decides_by_the_new_version_at_once(phrase: Phrase) -> None:
    publish()
    judged()
    Phrase.objects.update(text="green giraffe")
    publish()
    assert (judged("green giraffe").version, judged("green giraffe").fired) == (2, True)
    assert compiled._state.thread is None, "it was compiled to be checked, and is not compiled again"


@pytest.mark.both_databases
def test_what_is_published_in_an_open_transaction_decides_only_there(phrase: Phrase) -> None:
    publish()
    assert judged().version == 1
    elsewhere: list[int] = []

    def look() -> None:
        try:
            elsewhere.append(active_ruleset().version)
        finally:
            connections.close_all()

    with transaction.atomic():
        Phrase.objects.update(text="green giraffe")
        publish()
        assert (judged("green giraffe").version, judged("green giraffe").fired) == (2, True)
        assert consequences_of(2).names == {"animals": "Animals"}
        if connection.vendor != "sqlite":  # one writer at a time: the other thread would wait for this transaction
            thread = threading.Thread(target=look)
            thread.start()
            thread.join()
            assert elsewhere == [1]
        transaction.set_rollback(True)
    assert (judged().version, judged().fired) == (1, True)
    assert compiled._state.thread is None
    assert consequences_of(1).names == {"animals": "Animals"}


def test_a_version_that_cannot_be_built_leaves_the_one_before_and_is_logged_once(
    phrase: Phrase, caplog: pytest.LogCaptureFixture
) -> None:
    publish()
    judged()
    publish_elsewhere(phrases=[["[never closed", ""]])
    with caplog.at_level(logging.ERROR):
        for _ in range(5):
            assert (judged().fired, judged().version) == (True, 1)
            wait_for_build()
    assert [record.getMessage() for record in caplog.records] == [
        "the rules cannot be built; the version before decides on"
    ]
    publish_elsewhere(phrases=[["green giraffe", ""]])
    judged()
    wait_for_build()
    assert judged("green giraffe").fired, "the next version is not held up by the bad one"


def test_a_process_that_starts_with_a_phrase_it_cannot_read_decides_by_the_others(
    phrase: Phrase, caplog: pytest.LogCaptureFixture
) -> None:
    publish_elsewhere(phrases=[["[never closed", ""], ["purple elephant", ""], ["[@gone] me", ""]])
    with caplog.at_level(logging.ERROR):
        assert (judged().fired, judged().version) == (True, 1)
    assert len(caplog.records) == 1


def test_a_number_that_goes_back_is_a_change_like_any_other(phrase: Phrase) -> None:
    publish()
    publish_elsewhere(phrases=[["green giraffe", ""]])
    judged()
    wait_for_build()
    assert judged().version == 2
    TriggerVersion.objects.filter(number=2).delete()
    judged()
    wait_for_build()
    assert (judged().version, judged().fired) == (1, True)


def test_what_follows_a_decision_is_known_after_the_change(phrase: Phrase, django_assert_num_queries: Any) -> None:
    first = publish()
    judged()
    second = publish()
    judged()
    with django_assert_num_queries(0):
        assert consequences_of(1).version_id == first.pk
        assert consequences_of(2).version_id == second.pk
    compiled.forget()
    assert consequences_of(1).version_id == first.pk
    assert rules_of(1).number == 1


def test_own_word_groups_are_part_of_a_version(phrase: Phrase) -> None:
    Phrase.objects.update(text="call the [beast]")
    WordGroup.objects.create(name="beast", words="purple elephant\ngreen giraffe|@person")
    publish()
    WordGroup.objects.update(words="green giraffe")
    assert judged("please call the purple elephant").fired
    assert judged(f"call the {shipped_lexicon().groups['person'][0]}").fired, "a group may hold shipped ones"
    publish()
    assert not judged("please call the purple elephant").fired
    assert judged("call the green giraffe").fired


def test_only_groups_that_differ_from_the_shipped_ones_are_kept(phrase: Phrase) -> None:
    WordGroup.objects.create(name="person", words="\n".join(shipped_lexicon().groups["person"]))
    WordGroup.objects.create(name="beast", words="elephant | giraffe")
    version = publish()
    assert version.groups == {"beast": ["elephant", "giraffe"]}
