"""Texts and facts of every kind, for hypothesis."""

from hypothesis import strategies as st

from triggers.facts import Facts, MeaningClass, NearExample, ReadMeaning, Signals, Turn

#: Every character, lone surrogates and control characters included.
ANY_CHARACTER = st.characters(exclude_categories=())
ANY_TEXT = st.text(ANY_CHARACTER, max_size=300)
_PIECES = st.sampled_from(
    [
        "talk to a human ",
        "cancel ",
        "\u202e",
        "\x00",
        "😡",
        "é",
        "客服",
        "\ud800",
        '"',
        "!!",
        "order 50 ",
        "$9k ",
        "a.b@c.io ",
    ]
)
LONG_TEXT = st.lists(st.one_of(_PIECES, st.text(ANY_CHARACTER, min_size=1, max_size=20)), min_size=1, max_size=30).map(
    lambda parts: ("".join(parts) * 10_000)[:10_000]
)
_SAID = st.one_of(ANY_TEXT, st.lists(_PIECES, max_size=6).map("".join))
_TURNS = st.builds(Turn, st.sampled_from(["user", "bot", "agent"]), _SAID)
_SHORT = st.text(max_size=8)
SIGNALS = st.builds(
    Signals,
    confidence=st.none() | st.floats(0, 1),
    sentiment=st.sampled_from(["", "positive", "neutral", "negative"]),
    lead_class=st.sampled_from(["", "hot", "warm", "cold"]),
    intent=_SHORT,
    escalation_requested=st.booleans(),
    escalation_reason=_SHORT,
    information_gap=st.booleans(),
    tool_failed=st.booleans(),
    promised_handoff=st.booleans(),
    failed=st.sampled_from(["", "timeout"]),
    out_of_scope=st.booleans(),
    complex_request=st.booleans(),
)
_SHARE = st.floats(0, 1)
_BANDS = st.tuples(st.tuples(st.sampled_from(["strict", "balanced", "eager"]), _SHARE, _SHARE))
_NAMES = st.sampled_from(["explicit", "legal", "medical", "nobody"])
MEANING = st.builds(
    ReadMeaning,
    encoder=_SHORT,
    head=_SHORT,
    classes=st.lists(st.builds(MeaningClass, _NAMES, _SHARE, _BANDS), max_size=3).map(tuple),
    nearest=st.lists(
        st.builds(NearExample, st.sampled_from(["explicit_request", "vip"]), _SHORT, _SHORT, _SHARE, _SHARE), max_size=2
    ).map(tuple),
)
FACTS = st.builds(
    Facts,
    text=_SAID,
    lang=st.sampled_from(["", "en", "pt-BR"]),
    context=st.lists(_TURNS, max_size=4).map(tuple),
    channel=st.sampled_from(["", "whatsapp", "webchat"]),
    tags=st.frozensets(_SHORT, max_size=3),
    is_vip=st.booleans(),
    lead_class=st.sampled_from(["", "hot"]),
    has_owner=st.booleans(),
    failed_attempts=st.integers(0, 5),
    is_open=st.none() | st.booleans(),
    unanswered_minutes=st.none() | st.integers(0, 10_000),
    signals=st.none() | SIGNALS,
    meaning=st.none() | MEANING,
)
