"""Presets as files: what is wrong is refused with the file's name, included scenarios are added to, never repeated."""

from pathlib import Path

import pytest

from routing.models.acknowledgement import PLACEHOLDERS
from routing.services.acknowledgement import PLACEHOLDER
from tests.triggers.trades import rules
from triggers.matching import PhraseRule
from triggers.presets import LANGUAGES, PresetError, load_preset, preset_names
from triggers.presets.merging import build_preset

TEXTS = "\n".join(f'{code} = "{code} text"' for code in LANGUAGES)
BASE = f"""
title = "Base"
description = "For tests."
[[teams]]
slug = "support"
name = "Support"
[[tags]]
slug = "known"
name = "Known"
[acknowledgements.standard.open]
{TEXTS}
[acknowledgements.standard.closed]
{TEXTS}
"""
CHILD = """
title = "Child"
description = "On top."
includes = ["base"]
"""
SCENARIO = """
key = "asks"
name = "Asks"
category = "explicit_request"
priority = 5
[action]
tags = ["known"]
task_title = "Call"
[phrases]
en = '''
a person
# a comment
'''
any = '''
42 42
'''
[exclusions]
en = '''
no person
'''
"""


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    write(tmp_path, "base/preset.toml", BASE)
    write(tmp_path, "base/asks.toml", SCENARIO)
    write(tmp_path, "child/preset.toml", CHILD)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_scenario_is_read_with_its_continuations(folders: Path) -> None:
    write(folders, "base/asks.more.toml", "[phrases]\nde = '''\nein Mensch\n'''\n")
    preset = build_preset(folders / "base")
    [scenario] = preset.scenarios
    assert scenario.rule.phrases == (PhraseRule("a person", "en"), PhraseRule("42 42"), PhraseRule("ein Mensch", "de"))
    assert scenario.rule.exclusions == (PhraseRule("no person", "en"),)
    assert (scenario.rule.priority, scenario.action.tags, scenario.action.team) == (5, ("known",), "support")
    assert preset.languages == ("en", "de")
    assert preset.own_keys == ("asks",)


def test_a_file_of_the_same_key_adds_and_replaces_only_what_it_gives(folders: Path) -> None:
    more = "key = 'asks'\npriority = 9\n[action]\npriority = 'urgent'\n[phrases]\nen = '''\na person\na clerk\n'''\n"
    write(folders, "child/asks.toml", more)
    preset = build_preset(folders / "child")
    [scenario] = preset.scenarios
    assert [phrase.text for phrase in scenario.rule.phrases if isinstance(phrase, PhraseRule)] == [
        "a person", "42 42", "a clerk",
    ]  # fmt: skip
    assert (scenario.rule.name, scenario.rule.priority) == ("Asks", 9)
    assert (scenario.action.priority, scenario.action.task_title) == ("urgent", "Call")
    assert [layer.name for layer in preset.layers] == ["base", "child"]
    assert preset.own_keys == ()


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("child/preset.toml", CHILD + "tilte = 'x'", "child/preset.toml: tilte"),
        ("child/preset.toml", "description = 'x'", "child/preset.toml: title"),
        ("child/preset.toml", CHILD.replace("base", "nowhere"), "nowhere/preset.toml"),
        ("base/preset.toml", BASE.replace("title", "includes = ['child']\ntitle"), "includes itself"),
        ("base/preset.toml", BASE.replace('pl = "pl text"', "", 1), "base/preset.toml: .*missing or unknown.*pl"),
        ("base/preset.toml", BASE.replace('pl = "pl', 'xx = "pl', 1), "base/preset.toml: .*pl, xx"),
        ("child/asks.toml", "key = 'asks'\nprioritty = 1", "child/asks.toml: prioritty"),
        ("child/asks.toml", "key = 'asks'\npriority = '1'", "child/asks.toml: priority"),
        ("child/asks.toml", "key = 'asks'\n[phrases]\nxx = '''\na\n'''", "child/asks.toml: .*unknown languages: xx"),
        ("child/asks.toml", "key = 'other'", "child/asks.toml: there is no scenario 'asks'"),
        ("child/new.toml", "key = 'new'", "child/new.toml: a new scenario needs a name"),
        ("child/new.toml", "key = 'new'\nname = 'N'\ncategory = 'nonsense'", "child/new.toml: category"),
        ("child/new.more.toml", "[phrases]\nen = '''\na\n'''", "new.more.toml: there is no scenario 'new'"),
        ("child/asks.more.toml", "key = 'asks'", "child/asks.more.toml: "),
        ("child/asks.toml", "key = 'asks'\n[action]\nteam = 'nobody'", "no manifest has the team 'nobody'"),
        ("child/asks.toml", "key = 'asks'\n[action]\ntags = ['none']", "no manifest has the tag 'none'"),
        ("child/asks.toml", "key = 'asks'\n[action]\nacknowledgement = 'no'", "no manifest has the acknowledgement"),
        ("child/asks.toml", "key = 'asks'\n[action]\ntask_priority = 'huge'", "child/asks.toml: action.task_priority"),
        ("child/asks.toml", "key = asks", "child/asks.toml: "),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_the_files_name(folders: Path, file: str, text: str, complaint: str) -> None:
    write(folders, file, text)
    with pytest.raises(PresetError, match=complaint):
        build_preset(folders / "child")


@pytest.mark.parametrize("name", preset_names())
class TestEveryShippedPreset:
    """What holds for each of them."""

    def test_it_compiles_and_builds_on_the_general_one(self, name: str) -> None:
        preset = load_preset(name)
        assert rules(name).rules
        assert [layer.name for layer in preset.layers] == list(dict.fromkeys(["general", name]))
        assert preset.own_keys
        assert preset.languages == LANGUAGES

    def test_its_texts_keep_to_what_the_desk_can_promise(self, name: str) -> None:
        own_words = ("takeover", "reactivation")
        for text in load_preset(name).texts:
            used = set(PLACEHOLDER.findall(text.text))
            assert used <= PLACEHOLDERS, text
            assert text.hours == "open" or "wait" not in used, text
            assert text.hours == "closed" or "opens" not in used, text
            if text.key not in own_words:
                assert ("wait" if text.hours == "open" else "opens") in used, text

    def test_scenarios_of_its_own_speak_every_language(self, name: str) -> None:
        preset = load_preset(name)
        if name == "general":
            return
        for key in preset.own_keys:
            spoken = {line.language for line in preset.layers[-1].lines[key] if not line.is_exclusion}
            assert spoken >= set(LANGUAGES), key

    def test_its_texts_are_all_used(self, name: str) -> None:
        preset = load_preset(name)
        used = {scenario.action.acknowledgement for scenario in preset.scenarios} | {"takeover", "reactivation"}
        assert {text.key for text in preset.texts} <= used


def test_no_two_presets_call_different_things_by_one_key() -> None:
    keys = [key for name in preset_names() for key in load_preset(name).own_keys]
    assert len(keys) == len(set(keys))


def test_an_unknown_preset_is_no_preset() -> None:
    with pytest.raises(KeyError):
        load_preset("../general")
