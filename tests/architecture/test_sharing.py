"""No test falls out of `make test`, and none that may see how the databases differ runs on one of them alone."""

import ast
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.architecture.sources import ROOT, Source, calls, dotted, functions, listed, python_sources
from tests.sharing import ALIKE, MODES, TELLING, runs_in

MODE_WORDS = ("settings.REDIS_URL", "channel_layer")


class Item:
    """A collected test as far as the rule looks."""

    def __init__(self, directory: str, *marks: str, fixtures: Sequence[str] = (), transaction: bool = False) -> None:
        """Take the names of its marks."""
        self.nodeid = f"tests/{directory}/test_x.py::test_x"
        self.fixturenames = fixtures
        named = [name.partition(":") for name in marks]
        self.marks = {
            name: SimpleNamespace(args=(vendor,), kwargs={"transaction": transaction}) for name, _colon, vendor in named
        }

    def iter_markers(self, name: str) -> list[SimpleNamespace]:
        """Return the marks of a name as pytest does."""
        return [self.marks[name]] if name in self.marks else []

    def get_closest_marker(self, name: str) -> SimpleNamespace | None:
        """Return a mark as pytest does."""
        return self.marks.get(name)


SHARES = [
    (Item("ai"), "sqlite"),
    (Item("realtime"), "both"),
    (Item("tools", "both_databases"), "both"),
    (Item("routing", "django_db"), "both"),
    (Item("routing", fixtures=["db"]), "both"),
    (Item("routing", "django_db", "only_on:sqlite"), "sqlite"),
    (Item("admin", fixtures=["desk", "db"]), "postgresql"),
    (Item("api", "django_db"), "postgresql"),
    (Item("api", "django_db", "both_databases"), "both"),
    (Item("api", "django_db", transaction=True), "both"),
    (Item("admin", fixtures=["transactional_db"]), "both"),
    (Item("admin"), "sqlite"),
    (Item("admin", "django_db", "only_on:postgresql"), "postgresql"),
    (Item("stack", "long:deploy/"), "long"),
]


def test_every_kind_of_test_runs_somewhere_and_what_may_differ_runs_on_both() -> None:
    wrong = []
    for item, share in SHARES:
        found = [name for name in ("sqlite", "postgresql", "long") if runs_in(name, item)]  # type: ignore[arg-type]
        if found != (["sqlite", "postgresql"] if share == "both" else [share]):
            wrong.append((item.nodeid, [*item.marks], item.fixturenames, found))
    assert not wrong


@pytest.mark.parametrize(
    ("changed", "runs"),
    [(None, True), ("", False), ("routing/jobs.py\ndeploy/nginx/desk.conf", True), ("docs/deploy/x.md", False)],
)
def test_a_long_test_runs_when_what_it_covers_has_changed(changed: str | None, runs: bool) -> None:
    item = Item("stack", "long:deploy/")
    assert runs_in("long", item, changed) is runs  # type: ignore[arg-type]


def test_long_tests_need_no_database_of_the_suite_and_cover_files_that_are_there() -> None:
    wrong = []
    for source in python_sources("tests"):
        for call in calls(source):
            if dotted(call.func) == "pytest.mark.long":
                prefixes = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
                absent = [prefix for prefix in prefixes if not (ROOT / str(prefix)).exists()]
                if not prefixes or absent or "django_db" in source.text:
                    wrong.append(source.at(call, f"covers {prefixes}"))
    assert not wrong, listed(wrong)


def files_of(*directories: str) -> list[Source]:
    """Return the test files of these directories."""
    return [
        source
        for source in python_sources("tests")
        if source.path.split("/")[1] in directories and Path(source.path).name.startswith("test_")
    ]


def unmarked(source: Source, words: Sequence[str]) -> list[str]:
    """Return the tests that name one of these words and are marked for both databases nowhere."""
    if "pytest.mark.both_databases" in source.text.split("\ndef ")[0]:
        return []
    lines = source.text.splitlines()
    found = []
    for function in functions(source):
        start = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)]) - 1
        text = "\n".join(lines[start : function.end_lineno])
        marked = "both_databases" in text or "only_on" in text or "transaction=True" in text
        if not marked and function.name.startswith("test_") and any(word in text for word in words):
            found.append(f"{source.path}: {function.name}")
    return found


def test_what_may_see_a_difference_is_marked() -> None:
    found = [line for source in files_of(*ALIKE) for line in unmarked(source, TELLING)]
    assert not found, listed(found)


def test_what_looks_at_redis_runs_with_it() -> None:
    others = {source.path.split("/")[1] for source in python_sources("tests")} - MODES - {"architecture"}
    found = [
        line for source in files_of(*others) if "django_db" not in source.text for line in unmarked(source, MODE_WORDS)
    ]
    assert not found, listed(found)


def test_the_directories_of_the_rule_are_there() -> None:
    there = {source.path.split("/")[1] for source in python_sources("tests")}
    assert set(ALIKE) | MODES <= there


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("def test_a():\n    raise IntegrityError\n", 1),
        ("@pytest.mark.both_databases\ndef test_a():\n    raise IntegrityError\n", 0),
        ("pytestmark = pytest.mark.both_databases\n\n\ndef test_a():\n    raise IntegrityError\n", 0),
        ("def test_a():\n    pass\n", 0),
    ],
)
def test_the_rule_finds_what_is_not_marked(text: str, count: int) -> None:
    assert len(unmarked(Source("tests/api/test_x.py", text), TELLING)) == count
