"""The shipped language knowledge: word groups, ordinary words that are never typos, and the sets that signals use.

One TOML file per subject; a later file may add alternatives to a group of an earlier one.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from triggers.matching.ruleset import Lexicon

_FOLDER = Path(__file__).parent


@cache
def shipped_lexicon() -> Lexicon:
    """Read the files beside this module, in the order of their names; once per process."""
    groups: dict[str, list[str]] = {}
    sets: dict[str, list[str]] = {}
    ordinary: set[str] = set()
    for path in sorted(_FOLDER.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, texts in content.get("groups", {}).items():
            groups.setdefault(name, []).extend(alternatives(texts))
        for name, texts in content.get("sets", {}).items():
            sets.setdefault(name, []).extend(alternatives(texts))
        ordinary.update(content.get("ordinary", "").split())
    return Lexicon(
        groups={name: tuple(texts) for name, texts in groups.items()},
        ordinary=frozenset(ordinary),
        sets={name: tuple(texts) for name, texts in sets.items()},
    )


@cache
def shipped_questions() -> dict[str, dict[str, str]]:
    """What questions are about: the tables "concepts", "light" and "matters" of `60_questions.toml`, as written."""
    content: dict[str, dict[str, str]] = tomllib.loads((_FOLDER / "60_questions.toml").read_text(encoding="utf-8"))
    return content


def alternatives(texts: str) -> list[str]:
    """The alternatives of a block: divided by lines and by | outside brackets; lines that begin with # are comments."""
    lines = [line for line in texts.splitlines() if not line.lstrip().startswith("#")]
    return [part.strip() for line in lines for part in _split_at_bars(line) if part.strip()]


def _split_at_bars(line: str) -> list[str]:
    """Divide a line at each bar that no bracket encloses: one pass from the right, as the next bracket decides."""
    parts: list[str] = []
    end, enclosed = len(line), False
    for at in range(len(line) - 1, -1, -1):
        match line[at]:
            case "]" | ")":
                enclosed = True
            case "[" | "(":
                enclosed = False
            case "|" if not enclosed:
                parts.append(line[at + 1 : end])
                end = at
    return [line[:end], *reversed(parts)]
