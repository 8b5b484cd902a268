"""What the table of message kinds says."""

import pytest

from conversations.adapters.kinds import KINDS, kind_of


@pytest.mark.parametrize(
    ("kind", "body", "judged", "answered", "opens"),
    [
        ("text", "Hello", True, True, True),
        ("text", "🙏🏽❤️ 👨‍👩‍👧", False, False, False),
        ("text", "👍 thanks", True, True, True),
        ("text", "??", True, True, True),
        ("choice", "Talk to us", True, True, True),
        ("sticker", "", False, False, False),
        ("location", "", False, False, True),
        ("contacts", "", False, False, True),
        ("call_permission", "", False, False, False),
        ("unsupported", "", False, True, True),
        ("of another channel's making", "", False, True, True),
    ],
)
def test_the_table_says_what_a_kind_means(kind, body, judged, answered, opens):
    meant = kind_of(kind, body)
    assert (meant.judged, meant.answered, meant.opens) == (judged, answered, opens)


def test_the_names_of_kinds_fit_their_column():
    assert max(map(len, KINDS)) <= 20
