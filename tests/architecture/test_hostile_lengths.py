"""No text of any length holds a function that reads foreign text: four times the text, about four times the work."""

import gc
import time
from collections.abc import Callable

from tests.architecture.hostile import STEEPEST
from tests.architecture.readers import OWN_WORDS, READERS, found_in_rooms

SIZES = ((500, 2_000), (4_000, 16_000))
#: In seconds of CPU on the longer text.
NEGLIGIBLE = 0.01
UNITS = (
    "_", "a", "A", "1", " ", "\n", ".", "!", "-", "'", '"', "<", ">", "|", "[", "(", "@", "#", "{", "中", "é", "\u202e",
    "\u0301", "😀", "a ", "a. ", "a\n", "<a>", "<think>", "<<", "<<<a", ">>>", "```", "&lt;", "i am ", "order ",
    "talk", "1 111", "1-1", "www.a", "http://a.b/", "a@b.", "my name is ", "@a|", "[a|", "a'b", "“a”", "will call you ",
    "24/7 ",
)  # fmt: skip


def test_work_grows_with_the_length_only() -> None:
    steep = {
        f"{name} of {unit!r}": f"{factor:.0f} times the work for 4 times the text"
        for name, read in READERS.items()
        for unit in UNITS
        if (factor := growth(read, unit)) > STEEPEST
    }
    assert not steep, steep


def growth(read: Callable[[str], object], unit: str) -> float:
    """How many times the work of a text one of four times its length takes; 0 for next to nothing."""
    for small, large in SIZES:
        work = cost(read, unit * (large // len(unit)))
        if work > NEGLIGIBLE:
            again = cost(read, unit * (large // len(unit)))
            shorter = max(cost(read, unit * (small // len(unit))) for _ in range(3))
            return min(work, again) / max(shorter, 1e-6)
    return 0.0


def cost(read: Callable[[str], object], text: str) -> float:
    """Seconds of this thread's CPU, without what the collector spends on everybody's objects."""
    gc.disable()
    try:
        started = time.thread_time()
        read(text)
        return time.thread_time() - started
    finally:
        gc.enable()


def test_quadratic_work_is_found() -> None:
    assert growth(lambda text: [sum(range(0, at, 4)) for at in range(len(text))], "a") > STEEPEST


def test_each_reader_of_foreign_text_is_tried() -> None:
    found = set(found_in_rooms())
    named = set(READERS) | set(OWN_WORDS)
    assert found - named == set(), "say in readers.py how it is called"
    assert {name for name in OWN_WORDS if name not in found} == set(), "gone"
