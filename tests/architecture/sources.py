"""The tree as the rules see it: parsed files of the six floors, templates and static files."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# From the ground up.
FLOORS = ("accounts", "conversations", "triggers", "routing", "notifications", "handoffdesk")
PAGE_ENDINGS = frozenset({".html", ".js", ".css", ".svg", ".txt"})


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root, its text and its syntax tree."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The syntax tree, parsed once."""
        return parsed(self.text)

    @property
    def is_migration(self) -> bool:
        """Whether makemigrations wrote it."""
        return "/migrations/" in self.path

    def line(self, number: int) -> str:
        """One line, counted from 1."""
        return self.text.splitlines()[number - 1]

    def at(self, node: ast.AST, sentence: str) -> str:
        """A finding: where, and what is wrong there."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {sentence}"


Rule = Callable[[Source], Iterable[str]]
AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def parsed(text: str) -> ast.Module:
    """Parse a text once, however many rules look at it."""
    return ast.parse(text)


@cache
def python_sources(*packages: str) -> tuple[Source, ...]:
    """Every Python file of these packages, of the six floors by default, without migrations."""
    found = [source_of(path) for package in packages or FLOORS for path in sorted((ROOT / package).rglob("*.py"))]
    return tuple(source for source in found if not source.is_migration)


def source_of(path: Path) -> Source:
    """Read one file."""
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def findings(rule: Rule, *packages: str) -> list[str]:
    """What a rule finds in the tree."""
    return [finding for source in python_sources(*packages) for finding in rule(source)]


def listed(found: Iterable[str]) -> str:
    """Findings one below the other, for a failure that can be read."""
    return "\n" + "\n".join(found)


def functions(source: Source) -> Iterator[AnyFunction]:
    """Every function and method of a file, nested ones too."""
    return (node for node in ast.walk(source.tree) if isinstance(node, AnyFunction))


def calls(source: Source) -> Iterator[ast.Call]:
    """Every call in a file."""
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))


def imports(source: Source) -> Iterator[tuple[ast.stmt, str]]:
    """Every imported module or name in its full dotted form, wherever in the file the import stands."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def dotted(node: ast.AST) -> str:
    """An expression of names and attributes as text; of a call, only what is called."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call | ast.Subscript):
        return dotted(node.func if isinstance(node, ast.Call) else node.value)
    return ""


def pages() -> tuple[Path, ...]:
    """Every template and every static file of our own; vendored parts are somebody else's."""
    folders = [ROOT / "templates", *(ROOT / floor for floor in FLOORS)]
    found = (path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in PAGE_ENDINGS)
    return tuple(path for path in found if "vendor" not in path.parts)
