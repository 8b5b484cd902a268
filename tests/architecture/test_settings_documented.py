"""Every variable that the code reads stands in docs/settings.md, and nothing else does."""

import ast
import re
from pathlib import Path

from tests.architecture.sources import ROOT, Source, calls, dotted, python_sources
from tests.environment import FOREIGN

READERS = {"env.text", "env.flag", "env.integer", "env.words", "env.secret", "env.choice"}
DOCUMENT = ROOT / "docs" / "settings.md"
ROW = re.compile(r"^\|\s*`([A-Z][A-Z0-9_]*)`\s*\|", re.MULTILINE)


def variables_of(source: Source) -> set[str]:
    """The names that a file asks handoffdesk/env.py for."""
    arguments = [call.args[0] for call in calls(source) if is_reader(dotted(call.func)) and call.args]
    return {str(argument.value) for argument in arguments if isinstance(argument, ast.Constant)}


def is_reader(name: str) -> bool:
    return name in READERS


def variables_in(document: Path) -> list[str]:
    """The names in the first column of the tables."""
    return ROW.findall(document.read_text(encoding="utf-8"))


def test_the_document_and_the_code_name_the_same_variables() -> None:
    read = {name for source in python_sources() for name in variables_of(source)}
    assert read != set()
    assert set(variables_in(DOCUMENT)) == read


def test_the_suites_are_shielded_from_every_variable() -> None:
    set_by_the_suites = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "HANDOFFDESK_DATA_DIR"}
    assert set(FOREIGN) == set(variables_in(DOCUMENT)) - set_by_the_suites


def test_no_variable_is_described_twice() -> None:
    names = variables_in(DOCUMENT)
    assert sorted(names) == sorted(set(names))


def test_each_reader_is_called_with_a_literal_name() -> None:
    found = [
        source.at(call, "the variable's name is not a literal")
        for source in python_sources()
        for call in calls(source)
        if is_reader(dotted(call.func)) and not (call.args and isinstance(call.args[0], ast.Constant))
    ]
    assert found == []


def test_a_reader_is_found() -> None:
    assert variables_of(Source("handoffdesk/settings.py", "PORT = env.integer('PORT', 8000)")) == {"PORT"}
