"""The lock files carry versions and hashes, never an address; `make check` asks the same function."""

from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tools.lockfiles import LOCKS, complaints_about

HASH = "    --hash=sha256:" + "0" * 64
GOOD = f"django==5.2.19 \\\n{HASH}\n    # via -r requirements.in\n"


@pytest.mark.parametrize(("lock", "source"), LOCKS.items())
def test_the_lock_can_be_trusted(lock: str, source: str) -> None:
    assert complaints_about(ROOT / lock, ROOT / source) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("django==5.2.19\n", "django has no hash"),
        (GOOD + "kombu==5.7.0 \\\n    # via celery\n", "kombu has no hash"),
        ("--index-url https://mirror.example/simple\n" + GOOD, "holds an address"),
        ("--find-links /srv/wheels\n" + GOOD, "holds an address"),
        ("django @ file:///srv/django.whl\n", "holds an address"),
        (GOOD.replace("django", "celery"), "django of requirements.in is not in it"),
    ],
)
def test_a_bad_lock_is_found(tmp_path: Path, text: str, complaint: str) -> None:
    lock, source = tmp_path / "requirements.txt", tmp_path / "requirements.in"
    lock.write_text(text)
    source.write_text("# the web\nDjango==5.2.19\n")
    assert any(complaint in line for line in complaints_about(lock, source))


def test_a_good_lock_passes(tmp_path: Path) -> None:
    lock, source = tmp_path / "requirements.txt", tmp_path / "requirements.in"
    lock.write_text(GOOD)
    source.write_text("django==5.2.19\n")
    assert complaints_about(lock, source) == []
