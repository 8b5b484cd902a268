"""What holds for any text: no error, the same answer twice, and exclusions that only take away."""

import json
import os
import string
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.triggers.strategies import ANY_TEXT, FACTS, LONG_TEXT
from tools.stack.process import ROOT
from triggers.engine import decide
from triggers.facts import Facts, Turn, facts_from_json
from triggers.judging import judge_lines, shipped_ruleset
from triggers.matching import CATEGORIES, Lexicon, ScenarioRule, compile_rules
from triggers.matching.tokens import HEAD_LIMIT, TAIL_LIMIT, tokenise
from triggers.trace import canonical

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

TROUBLE = [
    "",
    "\x00",
    "\ud800 talk to a human \udfff",
    "😡" * 500,
    "e" + "\u0301" * 4000,
    "أريد التحدث إلى شخص",
    "ﷺ" * 100,
    "a" * 10_000,
    "talk to " * 1_250,
    '"' * 10_000,
    "(" * 10_000,
    "I want " + "a real " * 300 + "person",
    "\u202e human please",
    "1" * 10_000,
    "$" * 10_000,
    "@" * 10_000,
    "t a l k t o a h u m a n " * 400,
    "order 5 " * 1_000,
    "k$9,999,999,999,999.99k" * 300,
    "\u200d\ufe0f\u0000\ud83d" * 2_000,
]


def trace(facts):
    return canonical(decide(shipped_ruleset(), facts).as_trace())


@pytest.mark.parametrize("text", TROUBLE, ids=range(len(TROUBLE)))
def test_trouble_is_judged_without_an_error(text):
    assert trace(Facts(text=text, context=(Turn("user", text), Turn("bot", text))))


@SLOW
@given(ANY_TEXT, ANY_TEXT)
def test_any_text_is_judged_and_twice_the_same(text, before):
    facts = Facts(text=text, context=(Turn("user", before), Turn("bot", before)))
    assert trace(facts) == trace(facts)


@settings(SLOW, max_examples=15)
@given(LONG_TEXT)
def test_a_text_of_ten_thousand_characters_is_judged(text):
    assert len(text) == 10_000
    assert trace(Facts(text=text))


@SLOW
@given(FACTS)
def test_the_stored_facts_give_the_stored_trace_byte_for_byte(facts):
    stored = json.loads(json.dumps({"facts": facts.as_json(), "trace": decide(shipped_ruleset(), facts).as_trace()}))
    again = facts_from_json(stored["facts"])
    assert again == facts
    assert trace(again) == canonical(stored["trace"])


def test_another_process_gives_the_same_bytes():
    """The order of sets differs from process to process; no answer may depend on it."""
    lines = [
        {"id": number, "text": text, "context": [{"role": "bot", "text": "Shall I connect you with an agent?"}]}
        for number, text in enumerate(
            ["yes please", "cancle my ordr and refnd me", "talktoahuman now", "you usless bot"]
        )
    ]

    texts = [*map(json.dumps, lines)]
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    done = subprocess.run(
        [sys.executable, "manage.py", "detect"], cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, check=True,
        input="\n".join(texts), capture_output=True, text=True,
    )  # fmt: skip
    theirs = [json.loads(line) | {"microseconds": 0} for line in done.stdout.splitlines()]
    ours = [json.loads(json.dumps(row)) | {"microseconds": 0} for row in judge_lines(texts, shipped_ruleset())]
    assert len(theirs) == len(lines)
    assert theirs == ours


def test_every_scenario_says_why_it_did_not_fire():
    rules = [
        ScenarioRule("leave", "Leave", "cancellation", ("cancel", "~ refund"), ("cancel ... reschedule",)),
        ScenarioRule("off", "Off", "cancellation", ("cancel",), mode="off"),
        ScenarioRule("other", "Other", "sensitive", ("lawyer",)),
    ]
    ruleset = compile_rules(rules, version=7, lexicon=Lexicon(groups={}))

    def why(text):
        decision = decide(ruleset, Facts(text=text))
        assert decision.as_trace()["version"] == 7
        assert [result.key for result in decision.results] == ["leave", "off", "other"]
        return {result.key: result for result in decision.results}

    found = why("please cancel it and reschedule")
    assert found["leave"].why == 'found "cancel" but "cancel it and reschedule" rules it out'
    assert [(item.text, item.start, item.rule) for item in found["leave"].against] == [
        ("cancel it and reschedule", 7, "cancel ... reschedule")
    ]
    assert found["off"].why == "switched off"
    assert found["other"].why == "no phrase found"
    assert why("a refund")["leave"].why == 'found "~ refund"; 0.60 is below 0.70'
    quoted = why('the page says "cancel" here')["leave"]
    assert quoted.why == '"cancel" is a quotation, not the customer\'s own words'
    assert [(item.text, item.rule) for item in quoted.against] == [("cancel", "in quotation marks")]
    fired = why("cancel it and reschedule, yes, cancel")["leave"]
    assert fired.fired
    assert [item.text for item in fired.against] == ["cancel it and reschedule"]


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


#: Words so near to each other that one more known word changes what the others may stand for.
_NEAR = [
    "cancel",
    "cancels",
    "cancal",
    "cancell",
    "concel",
    "order",
    "orders",
    "oredr",
    "border",
    "to",
    "a",
    "me",
    "refund",
]
_WORD = st.sampled_from([*_NEAR, "refunds", "refnd", "please", "plaese", "orderto", "cancelorder", "torefund", "i"])
_PART = st.one_of(
    _WORD,
    _WORD.map(lambda word: f"({word})"),
    st.lists(_WORD, min_size=2, max_size=3).map(lambda words: f"[{'|'.join(words)}]"),
    st.sampled_from(["[kind]", "..."]),
)
_PATTERN = st.tuples(st.sampled_from(["", "~", "~~"]), _WORD, st.lists(_PART, max_size=3), _WORD, st.booleans()).map(
    lambda made: f"{made[0]}{'^ ' if made[4] else ''}{' '.join([made[1], *made[2], made[3]])}"
)
_SINGLE = st.tuples(st.sampled_from(["", "~", "~~"]), _WORD).map("".join)
_ANY_PATTERN = st.one_of(_PATTERN, _SINGLE)
_LETTERS = st.text(string.ascii_lowercase, min_size=1, max_size=3).map(" ".join)
_SAID = st.lists(
    st.tuples(st.one_of(_WORD, _LETTERS), st.sampled_from([" ", " ", " ", "", ". ", "! "])), max_size=12
).map(lambda parts: "".join(word + space for word, space in parts))
_LEXICON = Lexicon(
    groups={"kind": ("refund", "order to", "cancels"), "filler": ("please", "a")},
    ordinary=frozenset({"border", "concel"}),
    sets={"calm": ("please", "cancell me"), "rejection": ("refund",), "yes": ("order",)},
)
_WORDY = [category for category in CATEGORIES if category not in ("vip", "lead_class", "repetition", "low_confidence")]


@settings(SLOW, max_examples=300)
@given(
    category=st.sampled_from(_WORDY),
    phrases=st.lists(_ANY_PATTERN, min_size=1, max_size=5),
    exclusions=st.lists(_ANY_PATTERN, max_size=3),
    added=_ANY_PATTERN,
    text=_SAID,
    before=_SAID,
)
def test_an_exclusion_never_makes_a_new_firing(category, phrases, exclusions, added, text, before):
    other = ScenarioRule("other", "Other", "cancellation", ("cancel order", "~ refunds", "~~ me"), ("order to",))

    def scores(excluded):
        rule = ScenarioRule("r", "R", category, tuple(phrases), tuple(excluded))
        facts = Facts(text=text, context=(Turn("user", before), Turn("bot", "Anything else?")))
        results = decide(compile_rules([rule, other], lexicon=_LEXICON), facts).results
        return {result.key: result.score for result in results}

    without, with_it = scores(exclusions), scores([*exclusions, added])
    assert with_it["r"] <= without["r"]
    assert with_it["other"] <= without["other"], "another scenario's exclusion shields its words at most"


def test_a_hint_whose_first_place_is_excluded_counts_no_more_than_before():
    def score(*excluded):
        rule = ScenarioRule("r", "R", "cancellation", ("~ cancel order", "~~ order me to"), excluded)
        text = "cancel order me to refund order me to"
        return decide(compile_rules([rule], lexicon=Lexicon(groups={})), Facts(text=text)).results[0].score

    assert score("to refund") == score() == 0.74
    assert score("to refund", "me to") == 0.6


def test_lines_that_cannot_be_read_are_answered_in_place():
    rows = list(
        judge_lines(
            ['{"id": 1, "text": "agent"}', "{", '["text"]', '{"id": 2, "text": 3}', '{"id": 3, "text": "ok"}'],
            shipped_ruleset(),
        )
    )
    assert [row.get("line") for row in rows] == [None, 2, 3, 4, None]
    assert rows[0]["fired"]
    assert rows[0]["categories"]["explicit_request"] == {"fired": True, "score": 0.9}
    assert not rows[4]["fired"]
