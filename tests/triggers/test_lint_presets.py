"""The shipped presets: the linter has nothing to say about any of them."""

import pytest

from conversations.enums import Priority
from triggers.linting import Effect, Surroundings, lint
from triggers.presets import Preset, load_preset, preset_names

pytestmark = pytest.mark.long("triggers/")


def desk_of(preset: Preset) -> Surroundings:
    """What a desk has right after this preset was installed."""
    return Surroundings(
        effects={
            each.rule.key: Effect(
                team=each.action.team,
                acknowledgement=each.action.acknowledgement,
                priority=Priority[each.action.priority.upper()],
            )
            for each in preset.scenarios
        },
        acknowledgements=frozenset(text.key for text in preset.texts),
        languages=frozenset(text.language for text in preset.texts),
        teams=frozenset(team.slug for team in preset.teams),
    )


@pytest.mark.parametrize("name", preset_names())
def test_nothing_is_found_in_a_shipped_preset(name) -> None:
    preset = load_preset(name)
    findings = lint(preset.rules, surroundings=desk_of(preset))
    assert [f"{f.code} {f.scenario}: {f.phrase} <- {f.related} {f.other}" for f in findings] == []
