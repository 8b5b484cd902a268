"""The linter over the draft's rows: what it is told of the desk, what it says, and what other floors add."""

import pytest
from django.utils import translation

from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.routing import AcknowledgementTemplateFactory
from tests.factories.triggers import PhraseFactory, ScenarioFactory
from triggers.linting import ERROR, Finding
from triggers.services.lint import blocking, lint_draft
from triggers.services.lint_sentences import SENTENCES, sentence_of
from triggers.services.snapshots import draft_snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def claims():
    """A scenario that nothing is wrong with."""
    for hours in ("open", "closed"):
        AcknowledgementTemplateFactory.create(key="standard", hours=hours, text="A colleague sees all that you wrote.")
    scenario = ScenarioFactory.create(key="claims", name="Claims", category="sensitive", team=TeamFactory.create())
    PhraseFactory.create(scenario=scenario, text="file a water damage claim", language="en")
    return scenario


def codes(**given):
    return [finding.code for finding in lint_draft(**given)]


def test_a_sound_draft_has_no_findings(claims):
    assert lint_draft() == []


def test_each_fault_of_a_row_is_told_with_its_sentence(claims):
    PhraseFactory.create(scenario=claims, text="a water damage claim please", language="en")
    PhraseFactory.create(scenario=claims, text="water damage claim", language="en")
    findings = lint_draft()
    assert [finding.code for finding in findings] == ["shadowed", "shadowed"]
    assert findings[0].message == (
        "“a water damage claim please” adds nothing: “water damage claim” already matches everything it does."
    )


def test_what_the_desk_lacks_is_told(claims):
    claims.acknowledgement = "claims"
    claims.person = UserFactory.create(is_active=False)
    claims.save()
    assert codes() == ["acknowledgement_missing", "person_missing"]
    claims.person.is_active = True
    claims.person.save()
    AcknowledgementTemplateFactory.create(key="claims", language="de")
    assert codes() == ["language_missing"], "the desk answers in German now"


def test_two_rows_at_war_name_each_other(claims):
    other = ScenarioFactory.create(key="damage", name="Damage", category="cancellation", team=TeamFactory.create())
    PhraseFactory.create(scenario=other, text="damage claim", language="en")
    [finding] = lint_draft()
    assert (finding.code, finding.scenario, finding.other) == ("war", "claims", "damage")
    assert "“Damage”" in finding.message


def test_errors_come_first_and_block(claims):
    PhraseFactory.create(scenario=claims, text="lawyer", language="en")
    ScenarioFactory.create(key="empty", category="sensitive")
    findings = lint_draft()
    assert [finding.code for finding in blocking(findings)] == ["cannot_fire"]
    assert findings[0].severity == ERROR
    assert len(findings) > 1


def test_a_changed_scenario_is_looked_at_alone(claims):
    ScenarioFactory.create(key="empty", category="sensitive")
    assert codes(changed={"claims"}) == []
    assert codes(changed={"empty"}) == ["cannot_fire"]


def test_a_snapshot_at_hand_is_not_read_again(claims, django_assert_max_num_queries):
    draft = draft_snapshot()
    lint_draft(snapshot=draft)
    with django_assert_max_num_queries(16):
        lint_draft(snapshot=draft)


def test_an_edit_is_seen_at_once(claims):
    assert codes() == []
    phrase = PhraseFactory.create(scenario=claims, text="lawyer", language="en")
    assert "single_word" in codes()
    phrase.delete()
    assert codes() == []


def test_a_word_group_of_the_desk_counts(claims):
    PhraseFactory.create(scenario=claims, text="[@leak] claim", language="en")
    [finding] = lint_draft()
    assert finding.code == "unreadable"
    assert "leak" in finding.message


@pytest.mark.parametrize("code", SENTENCES)
def test_every_code_has_a_sentence_without_holes(code):
    finding = Finding(code, phrase="one %s", related="two", other="three")
    with translation.override("en"):
        sentence = sentence_of(finding, {"three": "Three"})
    assert "%" not in sentence.replace("one %s", "")


def test_one_sentence_or_many():
    one = Finding("harmless", phrase="agent", related="my agent", count=1)
    many = Finding("harmless", phrase="agent", related="my agent", count=7)
    alone = Finding("harmless", related="my agent", count=1)
    assert sentence_of(one, {}) == "“agent” fires on an everyday sentence: “my agent”."
    assert sentence_of(many, {}) == "“agent” fires on 7 everyday sentences, for example “my agent”."
    assert sentence_of(alone, {}) == "It fires on an everyday sentence: “my agent”."


def test_a_long_pattern_is_cut_in_the_sentence():
    long = "[" + "|".join(f"word{number}" for number in range(60)) + "] now"
    sentence = sentence_of(Finding("shadowed", phrase=long, related="short"), {})
    assert sentence.startswith("“[word0|word1|")
    assert "…”" in sentence
    assert len(sentence) < 200
