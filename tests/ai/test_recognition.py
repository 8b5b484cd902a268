"""Which language a customer writes in, measured on the shipped sentences that nobody wrote for it."""

from collections import Counter
from pathlib import Path

import pytest

from conversations.ai.recognition import PLAINLY, recognise

HARMLESS = Path(__file__).parents[2] / "triggers" / "linting" / "harmless"


def test_it_is_nearly_never_wrong_and_mostly_says_something() -> None:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for file in sorted(HARMLESS.glob("*.txt")):
        language = file.name[:2]
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
        for line in (line for line in lines if line and not line.startswith("#")):
            found = recognise(line).language
            total[language] += 1
            right[language] += found == language
            wrong[language] += found not in ("", language)
    assert set(total) == {"en", "es", "de", "fr", "it", "pt", "pl", "nl", "zh"}
    assert {language for language in total if right[language] < 0.75 * total[language]} == set()
    assert {language for language in total if wrong[language] > 0.03 * total[language]} == set()


@pytest.mark.parametrize(
    "text",
    ["", "ok", "hi", "Hallo", "super", "no", "si", "OK!!", "12345", "DHL", "jo@example.com", "😀", "?", "x" * 999],
)
def test_what_everybody_writes_tells_nothing(text: str) -> None:
    assert recognise(text).language == ""


def test_signs_of_other_scripts() -> None:
    found = [
        recognise(text) for text in ("我想找真人客服", "注文はいつ届きますか", "언제 배송되나요?", "Где мой заказ?")
    ]
    assert [one.language for one in found] == ["zh", "ja", "ko", ""]
    assert found[0].points >= PLAINLY
