"""What holds for any text: no error, the same answer twice, exclusions only take away, phrases match themselves."""

import json

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from triggers.engine import decide
from triggers.facts import Facts, Turn
from triggers.judging import judge_lines, shipped_ruleset
from triggers.matching import Lexicon, ScenarioRule, compile_rules
from triggers.matching.tokens import HEAD_LIMIT, TAIL_LIMIT, tokenise

RULES = shipped_ruleset()
PLAIN = Lexicon(groups={})
ANY_TEXT = st.text(st.characters(), max_size=300)
WORD = st.from_regex(r"[a-z]{2,9}", fullmatch=True)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

TROUBLE = [
    "",
    "\x00",
    "\ud800 talk to a human \udfff",
    "😡" * 500,
    "e" + "\u0301" * 4000,
    "أريد التحدث إلى شخص",
    "ﷺ" * 100,
    "a" * 4000,
    "talk to " * 500,
    '"' * 4000,
    "((((" * 1000,
    "I want " + "a real " * 300 + "person",
    "\u202e human please",
    "1" * 4000,
    "$" * 4000,
    "@" * 4000,
]


def test_trouble_is_judged_without_an_error():
    for text in TROUBLE:
        assert json.dumps(decide(RULES, Facts(text=text)).as_trace()).encode()


@SLOW
@given(ANY_TEXT, ANY_TEXT)
def test_any_text_is_judged_and_twice_the_same(text, before):
    facts = Facts(text=text, context=(Turn("user", before), Turn("bot", before)))
    first, second = (json.dumps(decide(RULES, facts).as_trace()) for _ in range(2))
    assert first == second


@SLOW
@given(
    st.text("abAB01'`@$!.?;\n #_-+:/", max_size=60),
    st.sampled_from(["", " www.a-b.io/x", " https://x.io", " a.b@c.io"]),
)
def test_ascii_is_split_as_any_other_text_is(text, link):
    # A word that is not ASCII behind the text takes it out of the faster way.
    assert tokenise(f"{text}{link} e") == (*tokenise(f"{text}{link} é")[:-1], tokenise(f"{text}{link} e")[-1])
    assert [t.start for t in tokenise(f"{text}{link} e")] == [t.start for t in tokenise(f"{text}{link} é")]


@SLOW
@given(ANY_TEXT)
def test_tokens_keep_their_place_and_their_number(text):
    tokens = tokenise(text)
    assert len(tokens) <= HEAD_LIMIT + TAIL_LIMIT
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)


PATTERN = st.lists(st.one_of(WORD, WORD.map(lambda w: f"({w})"), st.just("...")), min_size=1, max_size=4).map(
    lambda parts: " ".join(["start", *parts, "stop"])
)


@SLOW
@given(st.lists(PATTERN, min_size=1, max_size=4), st.lists(PATTERN, max_size=3), PATTERN, st.lists(WORD, max_size=8))
def test_an_exclusion_never_makes_a_new_firing(phrases, exclusions, added, filling):
    text = " ".join(["start", *filling, "stop", "start", *reversed(filling), "stop"])

    def score(excluded):
        rule = ScenarioRule("r", "R", "cancellation", tuple("~" + phrase for phrase in phrases), tuple(excluded))
        (result,) = decide(compile_rules([rule], lexicon=PLAIN), Facts(text=text)).results
        return result.score

    assert score([*exclusions, added]) <= score(exclusions)


def _spoilt(word, at, letter):
    """The word with one letter replaced, doubled, dropped or swapped with the next."""
    at = 1 + at % (len(word) - 2)
    kinds = (
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return kinds[ord(letter) % 4]


@SLOW
@given(
    st.lists(WORD, min_size=1, max_size=4, unique=True),
    st.from_regex(r"[b-y]{6,10}", fullmatch=True),
    st.integers(0, 20),
    st.sampled_from("aeiz"),
)
def test_a_phrase_matches_itself_under_case_accents_spaces_and_one_typo(words, long_word, at, letter):
    spoilt = _spoilt(long_word, at, letter)
    assume(spoilt not in words)
    ruleset = compile_rules([ScenarioRule("r", "R", "cancellation", (" ".join([*words, long_word]),))], lexicon=PLAIN)
    for text in (
        " ".join([*words, long_word]).upper(),
        "  ".join([*words, long_word]),
        " ".join([*words, long_word]).replace("e", "é").replace("o", "ô"),
        " ".join([*words, spoilt]),
    ):
        assert decide(ruleset, Facts(text=text)).fired, text


def test_lines_that_cannot_be_read_are_answered_in_place():
    rows = list(
        judge_lines(
            ['{"id": 1, "text": "agent"}', "{", '["text"]', '{"id": 2, "text": 3}', '{"id": 3, "text": "ok"}'], RULES
        )
    )
    assert [row.get("line") for row in rows] == [None, 2, 3, 4, None]
    assert rows[0]["fired"]
    assert rows[0]["categories"]["explicit_request"] == {"fired": True, "score": 0.9}
    assert not rows[4]["fired"]
