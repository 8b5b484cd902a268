"""Denied, supposed, told of others, long ago, a name, over: then it is no request, in every shipped language."""

import pytest

from triggers.engine import decide
from triggers.facts import Facts
from triggers.judging import shipped_ruleset
from triggers.matching import ScenarioRule, compile_rules
from triggers.matching.languages import SPOKEN
from triggers.matching.lexicon import shipped_lexicon
from triggers.matching.rules import as_phrase

RULE = ScenarioRule("one", "One", "explicit_request", ("talk to a wizard", "cannot reach a wizard", "wizard trouble"))


@pytest.fixture(scope="module")
def rules():
    return compile_rules([RULE])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I want to talk to a wizard", True),
        ("I don't want to talk to a wizard", False),
        ("no, talk to a wizard", True),
        ("I cannot reach a wizard", True),
        ("what happens if I talk to a wizard", False),
        ("I talk to a wizard. What happens if it rains?", True),
        ("he told me to talk to a wizard", False),
        ("do you sell wizard trouble", False),
        ("wizard trouble movie", False),
        ("years ago there was wizard trouble", False),
        ("years ago it rained. wizard trouble", True),
    ],
)
def test_what_takes_words_away(rules, text, expected):
    decision = decide(rules, Facts(text=text))
    assert decision.fired is expected
    if not expected:
        assert decision.results[0].against


def test_a_scenario_says_what_it_heeds():
    deaf = ScenarioRule("one", "One", "explicit_request", RULE.phrases, settings={"heeds": ["past", "unheard of"]})
    assert decide(compile_rules([deaf]), Facts(text="I don't want to talk to a wizard")).fired


def test_every_language_knows_how_things_are_denied_and_what_a_yes_is():
    sets = shipped_lexicon().sets
    for name in ("negated.before", "negated.after", "supposed.leading", "settled.message", "yes"):
        spoken = {as_phrase(line).lang for line in sets[name]}
        missing = set(SPOKEN) - spoken
        assert missing <= ({"ja", "tr", "hi", "ko"} if name == "negated.before" else set()), (name, missing)


def test_thanks_and_thumbs_are_never_a_handoff():
    ruleset = shipped_ruleset()
    said = (
        "thanks bye|muchas gracias|vielen Dank!|merci beaucoup 🙏|grazie mille|muito obrigada|dziękuję|bedankt|谢谢您"
        "|teşekkürler|спасибо большое|شكراً جزيلاً|धन्यवाद|ありがとうございました|감사합니다|terima kasih|👍|👍🏽🙏|ok 👌"
    )
    assert [text for text in said.split("|") if decide(ruleset, Facts(text=text)).fired] == []
