"""The pattern language: what it matches, what it refuses and where."""

import pytest

from triggers.engine import decide
from triggers.facts import Facts
from triggers.matching import Lexicon, PatternError, Phrase, ScenarioRule, compile_rules
from triggers.matching.lexicon import shipped_lexicon
from triggers.matching.pattern import Anchor, Choice, GroupName, Word, parse
from triggers.presets import load_preset, preset_names

LEXICON = Lexicon(
    groups={
        "human": ("person", "team lead", "@boss"),
        "boss": ("manager", "head of [sales|support]"),
        "filler": ("please", "hi"),
    }
)


def fires(pattern, text, exclusion=""):
    rule = ScenarioRule("one", "One", "cancellation", (pattern,), (exclusion,) if exclusion else ())
    return decide(compile_rules([rule], lexicon=LEXICON), Facts(text=text)).fired


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("talk to a person", "I must talk to a person", True),
        ("[talk|speak] to [human]", "speak to manager", True),
        ("[talk|speak] to [human]", "speak to the manager", False),
        ("talk to (the|a) [human]", "talk to the head of sales", True),
        ("talk (directly) to [human]", "talk to team lead", True),
        ("talk ... manager", "talk to your big manager", True),
        ("talk ... manager", "talk to your very very big manager", False),
        ("talk ...6 manager", "talk to your very very big manager", True),
        ("talk ... manager", "We can talk. Ask the manager", False),
        ("^ manager $", "hi manager please", True),
        ("^ manager $", "ok. manager. bye", True),
        ("^^ manager $$", "ok. manager. bye", False),
        ("^ manager $", "the manager", False),
        ("call me at #", "call me at 5", True),
        ("call me at #", "call me at noon", False),
        ("don't stop", "dont stop", True),
        ("客服", "我要客服谢谢", True),
        ("😡", "well 😡", True),
    ],
)
def test_matches(pattern, text, expected):
    assert fires(pattern, text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "SPÉAK  to the mánager",
        "spaek to the manager",
        "speakto the manager",
        "ѕpeak to the mаnager",
        "speeeeak to the manager",
        "sp3ak to the m4nager",
        "s p e a k to the manager",
        "ｓｐｅａｋ to the manager",
    ],
)
def test_spelling_is_forgiven(text):
    assert fires("speak to the manager", text)


def test_a_known_word_is_never_taken_for_another():
    rules = [
        ScenarioRule("a", "A", "cancellation", ("cancel order",)),
        ScenarioRule("b", "B", "sensitive", ("cancer ward",)),
    ]
    decision = decide(compile_rules(rules, lexicon=LEXICON), Facts(text="cancer order"))
    assert not decision.fired


def test_an_exclusion_takes_only_what_it_touches():
    assert not fires("cancel", "please cancel my visit", exclusion="cancel my visit")
    assert fires("cancel", "cancel my visit and cancel the contract", exclusion="cancel my visit")


def test_a_quotation_is_not_said_by_the_customer():
    assert not fires("talk to a person", 'the button reads "talk to a person" but is grey')
    assert fires("talk to a person", '"talk to a person"')


@pytest.mark.parametrize(
    ("pattern", "position"),
    [
        ("talk to [a|b", 8),
        ("talk to a] person", 9),
        ("talk (", 5),
        ("talk [|]", 5),
        ("[@nobody] here", 0),
        ("talk @nobody", 5),
    ],
)
def test_a_fault_is_named_at_its_character(pattern, position):
    with pytest.raises(PatternError) as refused:
        parse(pattern, LEXICON.groups)
    assert refused.value.position == position
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(
    "pattern", ["", "...", "(please)", "^ $", "... talk", "talk ...", "talk ^ now", "talk ...99 now"]
)
def test_a_pattern_that_matches_everything_or_nothing_is_refused(pattern):
    with pytest.raises(PatternError):
        parse(pattern, LEXICON.groups)


def test_a_group_that_contains_itself_is_refused():
    looped = Lexicon(groups={"a": ("x @b",), "b": ("y @a",)})
    with pytest.raises(PatternError, match="contains itself"):
        compile_rules([ScenarioRule("r", "R", "cancellation", ("[a]",))], lexicon=looped)


def test_too_many_optional_parts_are_refused():
    with pytest.raises(PatternError):
        parse("a " + "(b) " * 12 + "c")


def _shortest(sequence, groups, depth=0):
    """Words of the shortest text that this sequence matches."""
    total = 0
    for atom in sequence:
        if isinstance(atom, Word):
            total += 1
        elif isinstance(atom, Choice):
            total += min(_shortest(option, groups, depth) for option in atom.options)
        elif isinstance(atom, GroupName):
            total += min(_shortest(s, groups, depth + 1) for text in groups[atom.name] for s in parse(text, groups))
    return total


def test_no_shipped_request_fires_on_a_bare_word():
    groups = shipped_lexicon().groups
    scenario = next(s for s in load_preset().scenarios if s.rule.key == "explicit_request")
    for phrase in scenario.rule.phrases:
        assert isinstance(phrase, Phrase)
        for sequence in parse(phrase.pattern, groups):
            bound = sum(isinstance(atom, Anchor) for atom in sequence) == 2
            assert bound or _shortest(sequence, groups) >= 2, phrase.text


def test_every_shipped_preset_compiles_and_names_its_action():
    for name in preset_names():
        preset = load_preset(name)
        assert compile_rules(preset.rules).rules
        assert len({scenario.rule.key for scenario in preset.scenarios}) == len(preset.scenarios)
        for scenario in preset.scenarios:
            assert scenario.action.acknowledgement in {"standard", "urgent", "info_gap", "sales"}
            assert scenario.action.team in {"support", "sales"}
