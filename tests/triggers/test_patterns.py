"""The pattern language: what it matches, what it refuses and where."""

from functools import cache

import pytest

from triggers.engine import decide
from triggers.facts import Facts
from triggers.matching import Lexicon, PatternError, PhraseRule, ScenarioRule, compile_rules
from triggers.matching.lexicon import shipped_lexicon
from triggers.matching.pattern import Alternatives, Anchor, GroupName, LiteralWord, parse
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


FAULTS = [
    ("talk to [a|b", 8, "never closed"),
    ("talk to a] person", 9, "no opening bracket"),
    ("talk to a) person", 9, "no opening bracket"),
    ("talk (", 5, "never closed"),
    ("talk [|]", 6, "is empty"),
    ("talk [a||b]", 8, "is empty"),
    ("talk [a|b|]", 10, "is empty"),
    ("talk []", 6, "is empty"),
    ("[@nobody] here", 1, "no word group called nobody"),
    ("[a|the @nobody] here", 7, "no word group called nobody"),
    ("talk @nobody", 5, "no word group called nobody"),
    ("talk to [a (b)]", 11, "cannot be inside brackets"),
    ("talk to [a $]", 11, "cannot be inside brackets"),
    ("a|b", 1, "alternatives inside brackets"),
    ("... talk", 0, "begin or end with a gap"),
    ("talk ...", 5, "begin or end with a gap"),
    ("(please) ... talk", 9, "begin or end with a gap"),
    ("talk ...99 now", 5, "1 to 8 words"),
    ("talk ...0 now", 5, "1 to 8 words"),
    ("talk ^ now", 5, "at the start"),
    ("talk $ now", 5, "at the end"),
    ("Hello. Agent please", 5, "ends a sentence"),
    ("st. louis agent", 2, "ends a sentence"),
    ("really? no", 6, "ends a sentence"),
    ("(a) (b) (c) (d) (e) (f) (g) (h) (i) j", 32, "too many optional parts"),
    ("w " * 61, 120, "at most 60 words"),
]
TOO_WIDE = [
    ("", 0), ("   ", 0), ("!!!", 0), ("...", 0), ("^ $", 0), ("^^ $$", 0), ("(please)", 0), ("  (please)", 2),
    ("(a) (b)", 0), ("(please|now)", 0), ("(@human)", 0), ("(a) ... (b)", 4), ("#", 0), ("(about) #", 8),
    ("[#|#]", 0), ("[filler]", 0), ("[filler] #", 0), ("^ #", 2), ("[please|@filler]", 0),
]  # fmt: skip
#: Single common words are the linter's matter; a whole message of a number is something.
ACCEPTED = [
    "the",
    "[a|the]",
    "please",
    "^^ # $$",
    "^ [filler] $",
    "is anyone there?",
    "hm... can I",
    "a 24.5 b",
    "# people",
]


@pytest.mark.parametrize(("pattern", "position", "words"), FAULTS)
def test_a_fault_is_named_at_its_character_in_a_plain_sentence(pattern, position, words):
    with pytest.raises(PatternError, match=words) as refused:
        parse(pattern, LEXICON.groups)
    assert refused.value.position == position
    assert refused.value.sentence.endswith(".")
    assert refused.value.sentence[0].isupper() or refused.value.sentence[0] == '"'


@pytest.mark.parametrize(("pattern", "position"), TOO_WIDE)
def test_a_pattern_that_matches_nearly_everything_is_refused(pattern, position):
    with pytest.raises(PatternError, match=r"match (nearly )?every message") as refused:
        parse(pattern, LEXICON.groups)
    assert refused.value.position == position


@pytest.mark.parametrize("pattern", ACCEPTED)
def test_a_narrow_pattern_is_accepted(pattern):
    assert parse(pattern, LEXICON.groups)


def test_a_group_with_a_fault_is_named_with_its_alternative():
    broken = Lexicon(groups={"staff": ("agent", "the [one")})
    with pytest.raises(PatternError, match=r'word group staff, "the \[one": The "\[" is never closed'):
        compile_rules([ScenarioRule("r", "R", "cancellation", ("call [staff]",))], lexicon=broken)


def test_the_refusal_of_a_rule_names_scenario_phrase_and_character():
    with pytest.raises(PatternError, match=r'leave, "~~ stop \[it"') as refused:
        compile_rules([ScenarioRule("leave", "Leave", "cancellation", ("~~ stop [it",))], lexicon=LEXICON)
    assert refused.value.position == 8


def test_a_group_that_contains_itself_is_refused():
    looped = Lexicon(groups={"a": ("x @b",), "b": ("y @a",)})
    with pytest.raises(PatternError, match="contains itself"):
        compile_rules([ScenarioRule("r", "R", "cancellation", ("[a]",))], lexicon=looped)


def test_too_many_optional_parts_are_refused():
    with pytest.raises(PatternError):
        parse("a " + "(b) " * 12 + "c")


@cache
def _shortest_of_group(name):
    groups = shipped_lexicon().groups
    return min(_shortest(sequence) for text in groups[name] for sequence in parse(text, groups))


def _shortest(sequence):
    """Words of the shortest text that this sequence matches."""
    total = 0
    for atom in sequence:
        if isinstance(atom, LiteralWord):
            total += 1
        elif isinstance(atom, Alternatives):
            total += min(map(_shortest, atom.options))
        elif isinstance(atom, GroupName):
            total += _shortest_of_group(atom.name)
    return total


def test_no_shipped_request_fires_on_a_bare_word():
    groups = shipped_lexicon().groups
    scenario = next(s for s in load_preset().scenarios if s.rule.key == "explicit_request")
    for phrase in scenario.rule.phrases:
        assert isinstance(phrase, PhraseRule)
        for sequence in parse(phrase.pattern, groups):
            bound = sum(isinstance(atom, Anchor) for atom in sequence) == 2
            assert bound or _shortest(sequence) >= 2, phrase.text


def test_every_shipped_preset_names_its_action():
    for name in preset_names():
        preset = load_preset(name)
        assert len({scenario.rule.key for scenario in preset.scenarios}) == len(preset.scenarios)
        # That it compiles, and what an action names, is checked in test_preset_files.py.
        assert all(scenario.action.task_title for scenario in preset.scenarios if scenario.action.task)
