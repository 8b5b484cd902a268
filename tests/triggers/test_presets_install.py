"""Installing shipped scenarios: what an admin has edited is never overwritten."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from conversations.models import Tag
from routing.models import AcknowledgementTemplate
from tests.factories.accounts import TeamFactory
from tests.factories.triggers import PhraseFactory, ScenarioFactory
from triggers.models import Scenario, TriggerVersion
from triggers.presets import load_preset
from triggers.services.presets import install_preset

pytestmark = pytest.mark.django_db


def test_everything_is_installed_and_published_once() -> None:
    support = TeamFactory.create(slug="support")
    count = install_preset()
    assert count == Scenario.objects.count() == len(load_preset().scenarios)
    assert TriggerVersion.objects.count() == 1
    for source in load_preset().scenarios:
        row = Scenario.objects.get(key=source.rule.key)
        assert row.is_urgent == source.action.urgent
        assert row.reactivation_minutes == source.action.reactivation_minutes
        assert row.acknowledgement == source.action.acknowledgement
        assert (row.makes_task, row.task_title, row.task_priority) == (
            source.action.task, source.action.task_title, source.action.task_priority,
        )  # fmt: skip
        assert set(row.tags.values_list("slug", flat=True)) == set(source.action.tags)
        if source.action.team == "support":
            assert row.team == support
        row.full_clean()
    assert install_preset() == 0
    assert TriggerVersion.objects.count() == 1, "nothing new, nothing published"


def test_an_edit_stays_and_only_what_is_missing_comes() -> None:
    mine = ScenarioFactory.create(key="explicit_request", name="My own words", priority=-5)
    PhraseFactory.create(scenario=mine, text="my phrase")
    assert install_preset() == len(load_preset().scenarios) - 1
    mine.refresh_from_db()
    assert (mine.name, mine.priority) == ("My own words", -5)
    assert list(mine.phrases.values_list("text", flat=True)) == ["my phrase"]
    Scenario.objects.filter(key="vip").delete()
    assert install_preset() == 1
    assert TriggerVersion.objects.count() == 2


def test_a_tag_that_is_there_is_used() -> None:
    Tag.objects.create(slug="human-handover", name="Passed on")
    install_preset()
    assert Tag.objects.get(slug="human-handover").name == "Passed on"


def test_an_unknown_preset_is_named_and_changes_nothing() -> None:
    with pytest.raises(KeyError):
        install_preset(name="no-such")
    with pytest.raises(CommandError, match="no-such"):
        call_command("install_preset", "no-such")
    assert not Scenario.objects.exists()
    assert not AcknowledgementTemplate.objects.exists()


def test_the_command_says_what_was_new() -> None:
    out = StringIO()
    call_command("install_preset", stdout=out)
    call_command("install_preset", stdout=out)
    first, second = out.getvalue().splitlines()
    assert first.startswith(f"{len(load_preset().scenarios)} scenarios and ")
    assert second == "0 scenarios and 0 acknowledgements installed from general."
