"""Publishing: numbered, whole, compiled anew for the next message, and the same after a way through the database."""

import threading

import pytest
from django.db import connections

from tests.factories.accounts import UserFactory
from tests.factories.triggers import PhraseFactory, ScenarioFactory
from triggers.engine import decide
from triggers.enums import Category, Mode, Sensitivity
from triggers.facts import Facts
from triggers.matching import PhraseRule as Pattern
from triggers.models import Phrase, Scenario, TriggerVersion
from triggers.presets import load_preset
from triggers.services.presets.install import install_preset
from triggers.services.rules import active_ruleset, active_version, freeze, publish, scenario_rule, thaw


def fires(text: str) -> bool:
    return decide(active_ruleset(), Facts(text=text)).fired


@pytest.mark.django_db
class TestPublishing:
    """One version after the other."""

    def test_versions_are_numbered_and_signed(self) -> None:
        assert active_version() == 0
        user = UserFactory.create()
        assert [publish(user=user).number, publish().number] == [1, 2]
        assert list(TriggerVersion.objects.order_by("number").values_list("published_by", flat=True)) == [user.pk, None]

    def test_nothing_published_fires_nothing(self) -> None:
        PhraseFactory.create(text="talk to a human")
        assert not fires("talk to a human")

    def test_a_new_version_decides_from_the_next_message_on(self) -> None:
        phrase = PhraseFactory.create(text="purple elephant")
        publish()
        assert fires("purple elephant")
        assert active_ruleset() is active_ruleset(), "compiled once"
        Phrase.objects.filter(pk=phrase.pk).update(text="green giraffe")
        assert fires("purple elephant"), "what is not published does not count"
        publish()
        assert fires("green giraffe")
        assert not fires("purple elephant")
        assert active_ruleset().version == 2

    def test_the_same_rules_published_again_carry_the_new_number(self) -> None:
        PhraseFactory.create(text="purple elephant")
        publish()
        publish()
        assert active_ruleset().version == 2

    def test_what_cannot_be_compiled_is_never_published(self) -> None:
        PhraseFactory.create(text="[never closed")
        with pytest.raises(ValueError, match="never closed"):
            publish()
        assert active_version() == 0

    def test_a_version_is_frozen(self) -> None:
        phrase = PhraseFactory.create(text="purple elephant")
        version = publish()
        phrase.scenario.delete()
        version.refresh_from_db()
        assert version.snapshot[0]["phrases"] == [["purple elephant", ""]]


@pytest.mark.django_db
def test_a_scenario_is_the_same_after_freezing_and_thawing() -> None:
    scenario = ScenarioFactory.create(
        key="vip", name="Very important", category=Category.VIP, mode=Mode.SHADOW, sensitivity=Sensitivity.EAGER,
        priority=-7, limits={"tags": ["vip"], "amount": 12.5},
    )  # fmt: skip
    Phrase.objects.create(scenario=scenario, text="~~hint", language="de")
    Phrase.objects.create(scenario=scenario, text="not me", is_exclusion=True)
    rule = scenario_rule(scenario)
    assert rule == thaw(freeze(scenario))
    assert (rule.key, rule.name, rule.category, rule.mode) == ("vip", "Very important", "vip", "shadow")
    assert (rule.sensitivity, rule.priority, rule.settings) == ("eager", -7, {"tags": ["vip"], "amount": 12.5})
    assert rule.phrases == (Pattern("~~hint", "de"),)
    assert rule.exclusions == (Pattern("not me", ""),)
    publish()
    assert active_ruleset().rules == (rule,)


@pytest.mark.django_db
def test_the_shipped_set_is_the_same_after_its_way_through_the_database() -> None:
    install_preset()
    published = {rule.key: rule for rule in active_ruleset().rules}
    for shipped in load_preset().rules:
        stored = published.pop(shipped.key)
        assert set(stored.phrases) == set(shipped.phrases)
        assert set(stored.exclusions) == set(shipped.exclusions)
        for name in ("name", "category", "mode", "sensitivity", "priority", "effective_threshold"):
            assert getattr(stored, name) == getattr(shipped, name), (shipped.key, name)
        assert dict(stored.settings) == dict(shipped.settings)
    assert published == {}


@pytest.mark.django_db(transaction=True)
def test_publishers_at_once_get_numbers_of_their_own() -> None:
    Scenario.objects.all().delete()
    publish()
    barrier = threading.Barrier(4)
    numbers: list[int] = []
    errors: list[BaseException] = []

    def work() -> None:
        barrier.wait()
        try:
            numbers.extend(publish().number for _ in range(5))
        except Exception as error:  # noqa: BLE001 - reported by the assertion below
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(numbers) == list(range(2, 22))
