"""Installing shipped scenarios: what an admin has edited is never overwritten, what they removed does not come back."""

import pytest

from conversations.enums import Priority
from conversations.models import Tag
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.triggers import PhraseFactory, ScenarioFactory
from triggers.enums import Expectation
from triggers.facts import Facts
from triggers.models import InstalledScenario, Phrase, RegressionCase, Scenario, TriggerVersion
from triggers.presets import PresetScenario, load_preset
from triggers.services.presets.install import install_preset, install_scenarios
from triggers.services.presets.plans import plan_scenarios, read_shelf
from triggers.services.publishing import PublishRefusedError
from triggers.services.rules import bring_back, discard_draft, publish

pytestmark = pytest.mark.django_db


def same(row: Scenario, source: PresetScenario) -> bool:
    action = source.action
    return (
        Priority(row.handoff_priority).word,
        row.reactivation_minutes, row.acknowledgement, row.makes_task, row.task_title,
        Priority(row.task_priority).word,
        set(row.tags.values_list("slug", flat=True)), row.phrases.count(),
    ) == (
        action.priority, action.reactivation_minutes, action.acknowledgement, action.task, action.task_title,
        action.task_priority, set(action.tags), len(source.rule.phrases) + len(source.rule.exclusions),
    )  # fmt: skip


def state() -> list[tuple]:
    phrases = Phrase.objects.order_by("pk").values_list("pk", "scenario__key", "text", "language", "is_exclusion")
    return [*Scenario.objects.order_by("pk").values_list("pk", "key", "name", "priority", "team"), *phrases]


def test_everything_is_installed_and_published_once() -> None:
    support = TeamFactory.create(slug="support")
    assert install_preset() == Scenario.objects.count() == len(load_preset().scenarios)
    assert TriggerVersion.objects.count() == 1
    for source in load_preset().scenarios:
        row = Scenario.objects.get(key=source.rule.key)
        assert same(row, source), source.rule.key
        if source.action.team == "support":
            assert row.team == support
        row.full_clean()
    before = state()
    assert install_preset() == 0
    assert state() == before
    assert TriggerVersion.objects.count() == 1, "nothing new, nothing published"


def test_the_plan_says_what_is_then_done_and_does_nothing() -> None:
    plan = plan_scenarios(load_preset("clinic"), read_shelf())
    assert not Scenario.objects.exists()
    assert plan.phrase_count > 1000
    done, version = install_scenarios(name="clinic", user=UserFactory.create(name="Boss"))
    assert (done, version) == (plan, TriggerVersion.objects.get())
    assert Phrase.objects.count() == plan.phrase_count
    assert not plan_scenarios(load_preset("clinic"), read_shelf()).changes


def test_an_edit_stays_and_a_scenario_of_the_same_key_is_the_desks_own() -> None:
    mine = ScenarioFactory.create(key="explicit_request", name="My own words", priority=-5)
    PhraseFactory.create(scenario=mine, text="my phrase")
    assert install_preset() == len(load_preset().scenarios) - 1
    mine.refresh_from_db()
    assert (mine.name, mine.priority) == ("My own words", -5)
    assert list(mine.phrases.values_list("text", flat=True)) == ["my phrase"]


def test_what_was_removed_or_reworded_comes_back_only_on_demand() -> None:
    install_preset()
    Scenario.objects.filter(key="vip").delete()
    gone, reworded = Phrase.objects.filter(scenario__key="cancellation")[:2]
    Phrase.objects.filter(pk=gone.pk).delete()
    Phrase.objects.filter(pk=reworded.pk).update(text="my own wording")
    before = state()
    plan, version = install_scenarios()
    assert [each.rule.key for each in plan.left_out] == ["vip"]
    assert (plan.phrases_left_out, version, state()) == (2, None, before)
    plan, _version = install_scenarios(restore=True)
    assert [each.rule.key for each in plan.created] == ["vip"]
    assert len(plan.added["cancellation"]) == 2
    assert Phrase.objects.filter(text="my own wording").exists()
    assert Phrase.objects.filter(scenario__key="cancellation", text=gone.text).exists()


def test_what_a_discarded_draft_took_along_is_installed_again() -> None:
    install_preset()
    planned, version = install_scenarios(name="legal")
    assert version is None, "it is in the draft only"
    assert planned.created
    assert planned.added, "phrases for scenarios that are there already"
    discard_draft()
    plan, _version = install_scenarios(name="legal")
    assert (plan.created, plan.added) == (planned.created, planned.added)
    assert (plan.left_out, plan.phrases_left_out) == ((), 0)


def test_what_a_version_brought_back_took_along_is_installed_again() -> None:
    install_preset()
    planned, _waits = install_scenarios(name="legal")
    version = publish()
    bring_back(version=TriggerVersion.objects.get(number=version.number - 1))
    plan = plan_scenarios(load_preset("legal"), read_shelf())
    assert (plan.created, plan.added, plan.left_out) == (planned.created, planned.added, ())


def test_what_a_person_removed_and_published_stays_removed_after_a_discard() -> None:
    install_preset()
    Scenario.objects.filter(key="vip").delete()
    gone = Phrase.objects.filter(scenario__key="cancellation").earliest("pk")
    gone.delete()
    publish()
    install_scenarios(name="clinic")
    discard_draft()
    plan, _version = install_scenarios(name="clinic")
    assert plan.created
    assert [each.rule.key for each in plan.left_out] == ["vip"]
    assert plan.phrases_left_out == 1
    assert not Phrase.objects.filter(scenario__key="cancellation", text=gone.text, language=gone.language).exists()


def test_another_preset_does_not_bring_back_what_was_removed_either() -> None:
    install_preset()
    Scenario.objects.filter(key="vip").delete()
    plan, _version = install_scenarios(name="home_services")
    assert {each.rule.key for each in plan.created} == set(load_preset("home_services").own_keys)
    assert not Scenario.objects.filter(key="vip").exists()


def test_a_new_release_adds_its_new_phrases_to_what_it_brought() -> None:
    install_preset()
    row = InstalledScenario.objects.get(preset="general", scenario_key="cancellation")
    late = Phrase.objects.filter(scenario__key="cancellation")[:3]
    texts = {phrase.text for phrase in late}
    # As if these three had not been shipped when the preset was installed.
    plan = plan_scenarios(load_preset(), read_shelf())
    assert not plan.changes
    Phrase.objects.filter(pk__in=[phrase.pk for phrase in late]).delete()
    plan = plan_scenarios(load_preset(), read_shelf())
    assert plan.phrases_left_out == 3
    row.phrases = []
    row.save()
    plan, _version = install_scenarios(user=UserFactory.create(name="Boss"))
    assert {line.text for line in plan.added["cancellation"]} == texts
    record = Phrase.history.filter(text__in=texts, history_type="+").first()
    assert (str(record.history_user), record.history_change_reason) == ("Boss", "General")


@pytest.mark.parametrize("name", ["legal", "shop", "saas"])
def test_a_preset_adds_its_phrases_to_the_general_scenarios_even_when_they_are_the_desks_own(name) -> None:
    preset = load_preset(name)
    general = set(load_preset().own_keys)
    extended = {key: lines for key, lines in preset.layers[-1].lines.items() if key in general}
    for key in extended:
        ScenarioFactory.create(key=key, category="sensitive")
    plan, _version = install_scenarios(name=name)
    assert {key: set(lines) for key, lines in plan.added.items()} == {
        key: set(lines) for key, lines in extended.items() if lines
    }


def test_on_a_desk_with_rules_the_new_ones_wait_in_the_draft() -> None:
    install_preset()
    plan, version = install_scenarios(name="home_services")
    assert plan.changes
    assert version is None
    assert TriggerVersion.objects.count() == 1


def test_published_on_demand_and_only_when_the_checks_pass() -> None:
    install_preset()
    case = RegressionCase.objects.create(
        name="gas is no matter for a person", facts=Facts(text="I smell gas").as_json(), expectation=Expectation.NOBODY
    )
    with pytest.raises(PublishRefusedError, match="gas is no matter"):
        install_scenarios(name="home_services", publish_now=True)
    assert not Scenario.objects.filter(key="gas_or_fire").exists(), "nothing is installed either"
    case.delete()
    _plan, version = install_scenarios(name="home_services", publish_now=True)
    assert version
    assert (version.number, version.note) == (2, "Home services")


def test_a_tag_that_is_there_is_used() -> None:
    Tag.objects.create(slug="human-handover", name="Passed on")
    install_preset()
    assert Tag.objects.get(slug="human-handover").name == "Passed on"
    assert Tag.objects.get(slug="vip").name == "VIP"


def test_a_team_of_the_same_name_serves() -> None:
    desk = TeamFactory.create(slug="first-line", name="support")
    install_preset()
    assert Scenario.objects.get(key="explicit_request").team == desk


def test_an_unknown_preset_is_named_and_changes_nothing() -> None:
    with pytest.raises(KeyError):
        install_preset(name="no-such")
    assert not Scenario.objects.exists()
