"""The shipped language knowledge: word groups, ordinary words that are never typos, and the sets that signals use.

One TOML file per subject and one per language; a later file may add alternatives to a group of an earlier one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from triggers.matching.circumstances import REACHES, set_name
from triggers.matching.forms import WordForms, unfold
from triggers.matching.rules import PhraseRule
from triggers.matching.ruleset import Lexicon

_FOLDER = Path(__file__).parent
_TABLES = {"groups", "sets", "circumstances", "forms", "ordinary", "concepts", "light", "matters"}


@cache
def shipped_lexicon() -> Lexicon:
    """Read the files beside this module and those of `languages/`, in the order of their names; once per process."""
    groups: dict[str, list[str]] = {}
    sets: dict[str, list[str | PhraseRule]] = {}
    ordinary: set[str] = set()
    forms: dict[str, WordForms] = {}
    for language, content in _contents():
        for name, texts in content.get("groups", {}).items():
            groups.setdefault(name, []).extend(alternatives(texts))
        for name, texts in (content.get("sets", {}) | _circumstances(content)).items():
            sets.setdefault(name, []).extend(PhraseRule(line, language) for line in alternatives(texts))
        ordinary.update(content.get("ordinary", "").split())
        if "forms" in content:
            said = content["forms"]
            forms[language] = WordForms(unfold(said.get("endings", "")), unfold(said.get("beginnings", "")))
    return Lexicon(
        groups={name: tuple(texts) for name, texts in groups.items()},
        ordinary=frozenset(ordinary),
        sets={name: tuple(texts) for name, texts in sets.items()},
        forms=forms,
    )


def _contents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file's language (English unless its name says another) and tables. Raises ValueError for an unknown one."""
    for path in [*sorted(_FOLDER.glob("*.toml")), *sorted(_FOLDER.glob("languages/*.toml"))]:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        if unknown := content.keys() - _TABLES:
            raise ValueError(f"{path.name}: unknown tables: {', '.join(sorted(unknown))}")
        yield (path.stem if path.parent != _FOLDER else "en"), content


def _circumstances(content: dict[str, Any]) -> dict[str, str]:
    """The tables [circumstances.negated] and so on as sets. Raises ValueError for a reach that there is not."""
    found = {}
    for name, by_reach in content.get("circumstances", {}).items():
        for reach, texts in by_reach.items():
            if reach not in REACHES:
                raise ValueError(f"circumstances.{name}: there is no reach {reach!r}")
            found[set_name(name, reach)] = texts
    return found


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
