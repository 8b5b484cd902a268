"""The tree keeps every rule on Python code."""

import pytest

from tests.architecture import rules
from tests.architecture.channel_names import channel_name
from tests.architecture.one_voice import floor_write
from tests.architecture.sources import FLOORS, Rule, findings, listed, python_sources

RULES = (
    rules.broad_silence,
    rules.environment_read,
    rules.file_length,
    rules.file_name,
    rules.function_length,
    rules.inline_import,
    rules.inline_pattern,
    rules.job_outside_jobs,
    rules.job_shape,
    rules.network_import,
    rules.pure_import,
    rules.sdk_import,
    rules.signal_flow,
    rules.timed_job,
    rules.trusted_markup,
    channel_name,
    floor_write,
)
# The rules that are about any code, not about the product's floors.
EVERYWHERE = (rules.broad_silence, rules.file_length, rules.file_name, rules.function_length)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_floors_keep_the_rule(rule: Rule) -> None:
    found = findings(rule)
    assert not found, listed(found)


@pytest.mark.parametrize("rule", EVERYWHERE, ids=lambda rule: rule.__name__)
def test_tools_and_tests_keep_the_rule(rule: Rule) -> None:
    found = findings(rule, "tools", "tests")
    assert not found, listed(found)


def test_the_rules_look_at_every_floor() -> None:
    assert {source.path.split("/")[0] for source in python_sources()} == set(FLOORS)
