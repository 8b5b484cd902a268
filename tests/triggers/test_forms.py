"""Forms of a word by a language's rules, words said several times, and what a group accepts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triggers.engine import decide
from triggers.facts import Facts
from triggers.matching import PatternError, PhraseRule, ScenarioRule, compile_rules
from triggers.matching.forms import FORM_LIMIT, unfold
from triggers.matching.lexicon import shipped_lexicon
from triggers.matching.pattern import parse
from triggers.matching.reach import WordingReader

FORMS = [
    ("ru", "с оператор*", "соедините с оператором", True),
    ("ru", "с оператор*", "с операторской кабиной", False),
    ("ru", "поговор*", "можно мне поговорить с кем-нибудь", True),
    ("pl", "konsultant*", "chcę rozmawiać z konsultantką", True),
    ("tr", "temsilci*", "bir temsilcinizle görüşeyim", True),
    ("tr", "görüş*", "biriyle görüşmek istiyorum", True),
    ("de", "sprech*", "ich möchte jemanden sprechen", True),
    ("de", "sprech*", "ein sprechblasen bild", False),
    ("es", "comuni*", "podrían comunicarme con ustedes", False),
    ("es", "comunic*", "podrían comunicarme con ustedes", True),
    ("it", "pass*", "passatemi un operatore", True),
    ("ar", "موظف*", "اريد التحدث مع الموظفين", True),
    ("ar", "موظف*", "يموظفك", True),
    ("ar", "موظف*", "الموظفهمنا", False),
    ("hi", "बात कर*", "मुझे बात करनी है", True),
    ("ko", "상담원*", "상담원이랑 얘기할래요", True),
    ("ko", "상담원*", "상담원장님", False),
    ("id", "hubung*", "tolong dihubungkan ke petugas", True),
    ("", "wizard*", "two wizards", True),
    ("", "wizard*", "wizardliness", False),
]
REPEATS = [
    ("en", "^^ agent $$", "agent agent agent", True),
    ("en", "^^ agent $$", "AGENT!!! agent", False),
    ("zh", "^^ 人工 $$", "人工人工", False),
    ("en", "talk to wizard", "talk talk to to wizard", True),
    ("en", "^^ 🆘 $$", "🆘🆘🆘", True),
    ("en", "^^ wizard $$", "wizard 👍🏽", True),
]


@pytest.fixture(scope="module")
def rules():
    """One rule set with each pattern as a scenario of its own: compiling is the dear part."""
    written = dict.fromkeys((lang, pattern) for lang, pattern, _text, _expected in FORMS + REPEATS)
    return compile_rules(
        [
            ScenarioRule(f"{lang} {pattern}", "x", "high_value", (PhraseRule(pattern, lang),))
            for lang, pattern in written
        ]
    )


def fires(rules, pattern, text, lang):
    return any(r.score for r in decide(rules, Facts(text=text)).results if r.key == f"{lang} {pattern}")


@pytest.mark.parametrize(("lang", "pattern", "text", "expected"), FORMS)
def test_a_stem_is_found_in_its_language_s_forms(rules, lang, pattern, text, expected):
    assert fires(rules, pattern, text, lang) is expected


@pytest.mark.parametrize("pattern", ["a*", "*", "ag*ent", "talk to* you*r", "客服*"])
def test_a_star_stands_behind_one_word(pattern):
    with pytest.raises(PatternError):
        parse(pattern)


def test_endings_unfold_by_slots_and_not_without_bound():
    assert unfold("(lar|ler) [a|e]\n# no\nz") == {"a", "e", "lara", "lare", "lera", "lere", "z"}
    with pytest.raises(ValueError, match=str(FORM_LIMIT)):
        unfold("(a|b|c|d|e|f|g|h|i|j)" * 6)


@pytest.mark.parametrize(("lang", "pattern", "text", "expected"), REPEATS)
def test_a_word_said_several_times_is_the_word(rules, lang, pattern, text, expected):
    assert fires(rules, pattern, text, lang) is expected


def test_each_wording_that_a_group_shows_is_accepted():
    groups = shipped_lexicon().groups
    names = ("human_de", "sure_es", "talk_to", "human_zh")
    rules = [ScenarioRule(name, name, "high_value", (PhraseRule(f"^^ [{name}] $$", name[-2:]),)) for name in names]
    ruleset = compile_rules(rules)
    for name in names:
        reach = WordingReader(groups).group(name, 25)
        assert reach.count >= len(reach.examples) > 1
        for example in reach.examples:
            found = {result.key for result in decide(ruleset, Facts(text=example)).results if result.score}
            assert name in found, example


@given(st.lists(st.sampled_from(("a", "b", "c d", "[e|f g]")), min_size=1, max_size=4, unique=True))
def test_wordings_are_counted_and_each_is_said_once(options):
    reach = WordingReader({"x": tuple(options)}).group("x", 100)
    assert reach.count == len(reach.examples) == sum(2 if "[" in option else 1 for option in options)
