"""Every package that is asked for by name is used: imported, named in the settings, or listed here with its reason."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions

import pytest

from tests.architecture.sources import FLOORS, ROOT, Source, imports, listed, python_sources, source_of
from tools.lockfiles import canonical, names_in

#: Used without an import of ours, and how.
IN_USE = {
    "requirements.in": {
        "argon2-cffi": "Django's Argon2 hasher imports it",
        "httptools": "uvicorn reads HTTP with it",
        "psycopg": "Django speaks to PostgreSQL with it",
        "tzdata": "its table of countries is read as a file; zones where the system has none",
        "uvicorn": "the server's command (deploy/systemd)",
        "uvloop": "uvicorn runs its event loop",
        "websockets": "uvicorn speaks WebSockets with it",
    },
    "requirements-dev.in": {
        "celery-types": "types for mypy",
        "django-stubs": "types and a plugin for mypy",
        "djangorestframework-stubs": "types and a plugin for mypy",
        "import-linter": "a command of `make check`",
        "mypy": "a command of `make check`",
        "pytest-asyncio": "a plugin of pytest",
        "pytest-randomly": "a plugin of pytest",
        "pytest-socket": "a plugin of pytest",
        "pytest-timeout": "a plugin of pytest",
        "pytest-xdist": "a plugin of pytest",
        "ruff": "a command of `make check`",
    },
}
#: What the product needs is used by the product; what its tests need, by the tests and tools.
WHERE = {"requirements.in": FLOORS, "requirements-dev.in": ("tests", "tools")}
_DOTTED = re.compile(r"[a-z_][a-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")


def named_in(source: Source) -> Iterator[str]:
    """The top-level modules that a file imports; of the settings also those that they name as text."""
    yield from (name.split(".", maxsplit=1)[0] for _, name in imports(source))
    if source.path == "handoffdesk/settings.py":
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _DOTTED.fullmatch(node.value):
                yield node.value.split(".", maxsplit=1)[0]


@cache
def owners_of_modules() -> Mapping[str, list[str]]:
    """The distributions of every module that is installed; reading them all takes a second."""
    return packages_distributions()


@cache
def used_by(*packages: str) -> frozenset[str]:
    """The distributions whose modules these packages name."""
    modules = {name for source in python_sources(*packages) for name in named_in(source)}
    owners = owners_of_modules()
    return frozenset(canonical(owner) for module in modules for owner in owners.get(module, ()))


def unused_of(asked: set[str], used: frozenset[str], reasons: dict[str, str]) -> list[str]:
    """What is asked for and neither used nor excused, and what is excused without need."""
    idle = [f"{name}: nothing imports it" for name in sorted(asked - used - reasons.keys())]
    return idle + [f"{name}: its reason is no longer needed" for name in sorted(reasons.keys() - (asked - used))]


@pytest.mark.parametrize("file", list(WHERE))
def test_every_package_that_is_asked_for_is_used(file: str) -> None:
    unused = unused_of(names_in(ROOT / file), used_by(*WHERE[file]), IN_USE[file])
    assert not unused, listed(unused)


def test_a_package_that_nothing_imports_is_found() -> None:
    found = unused_of({"django", "left-pad", "ruff"}, used_by(*FLOORS), {"ruff": "a command", "django": "none"})
    assert found == ["left-pad: nothing imports it", "django: its reason is no longer needed"]
    settings = source_of(ROOT / "handoffdesk" / "settings.py")
    assert "whitenoise" in set(named_in(settings))
