"""Names that strangers chose: kept as they are read, without what turns the words beside them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.names import LONGEST_NAME, clean_name

ZWJ, ZWNJ, RLO = "\u200d", "\u200c", "\u202e"
FAMILY = f"👨{ZWJ}👩{ZWJ}👧"
WALES = "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("  Sam   Doe ", "Sam Doe"),
        ("Jose\u0301", "José"),
        (f"Mia {RLO}gpj.exe", "Mia gpj.exe"),
        ("\u2067\u061cMia\u2069\ufeff", "Mia"),
        ("Mia\x00\x1b[31m\nDoe", "Mia[31m Doe"),
        ("M\u200bi\u00ada", "Mia"),
        (f"S{ZWJ}am", "Sam"),
        (f"علی{ZWNJ}رضا", f"علی{ZWNJ}رضا"),
        (f"क्{ZWJ}ष", f"क्{ZWJ}ष"),
        (f"{FAMILY} Doe", f"{FAMILY} Doe"),
        (f"Gareth {WALES}", f"Gareth {WALES}"),
        ("❤️ Mia", "❤️ Mia"),
        ("\u3164", ""),
        (f"{ZWJ}\u2800\u200b", ""),
        ("\ud800Mia", "Mia"),
        ("Z" + "\u0335" * 40, "Z" + "\u0335" * 6),
        ("山田 太郎", "山田 太郎"),
        ("O’Brien-Müller Jr.", "O’Brien-Müller Jr."),
        ("", ""),
    ],
)
def test_only_what_is_read_stays(given_name: str, kept: str):
    assert clean_name(given_name) == kept


@given(st.text(max_size=400))
def test_a_kept_name_is_short_safe_and_stays_as_it_is(text: str):
    kept = clean_name(text)
    assert len(kept) <= LONGEST_NAME
    assert clean_name(kept) == kept
    assert not any(
        unicodedata.bidirectional(sign) in {"LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "PDI"} for sign in kept
    )
    kept.encode()
