"""Templates and static files: nothing from elsewhere, nothing inline, nothing declared safe, nothing too long."""

import re
from pathlib import Path

import pytest

from tests.architecture.rules import LONGEST_FILE
from tests.architecture.sources import ROOT, listed, pages

# What must not stand in which kind of file: {name: (endings, expression)}.
FORBIDDEN = {
    "an address outside in an attribute": (
        {".html", ".js", ".svg"},
        r"""\b(?:src|href|srcset|action|formaction|poster|data)\s*=\s*["'`]?\s*(?:https?:)?//""",
    ),
    "an address outside in a style sheet": ({".css", ".html"}, r"""(?:url\(\s*["']?|@import\s+["'])(?:https?:)?//"""),
    "a module from outside": ({".js", ".html"}, r"""(?:\bfrom|\bimport\(?)\s*["'](?:https?:)?//"""),
    "an inline script": ({".html"}, r"""<script(?![^>]*\b(?:src\s*=|type\s*=\s*["']application/json))[^>]*>"""),
    "a script with a source and a body": ({".html"}, r"""<script\b[^>]*\bsrc\s*=[^>]*>\s*[^\s<]"""),
    "an inline style sheet": ({".html"}, r"<style\b"),
    "an event handler in an attribute": ({".html", ".js", ".svg"}, r"""<[a-z][^<>]*\son[a-z]+\s*=\s*["'`$\{]"""),
    "a style attribute": ({".html", ".js"}, r"""<[a-z][^<>]*\sstyle\s*=\s*["'`$\{]"""),
    "a script address": ({".html", ".js"}, r"(?i)[\"'`]\s*javascript:"),
    # A form field's help text is written by developers, with markup by Django itself (its password rules are a list).
    "markup declared safe": ({".html"}, r"(?<!\.help_text)\|\s*safe(?:seq)?\b|\bautoescape\s+off\b"),
    "raw markup put into the page": (
        {".js"},
        r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|unsafeSVG|createContextualFragment)\b|document\.write\b",
    ),
    "code made from text": ({".js"}, r"\beval\(|\bnew Function\b"),
}

COMMENT = re.compile(r"^[ \t]*//[^\n]*|^[ \t]*/\*.*?\*/", re.MULTILINE | re.DOTALL)

BROKEN = [
    ("an address outside in an attribute", "a.html", '<img src="https://example.com/a.png">'),
    ("an address outside in an attribute", "a.html", "<link href=//example.com/a.css>"),
    ("an address outside in a style sheet", "a.css", "a { background: url(https://example.com/a.png) }"),
    ("a module from outside", "a.js", "import { html } from 'https://example.com/lit.js'"),
    ("an inline script", "a.html", "<script>go()</script>"),
    ("an inline script", "a.html", '<script type="module">go()</script>'),
    ("a script with a source and a body", "a.html", '<script src="/a.js">go()</script>'),
    ("an inline style sheet", "a.html", "<style>a { color: red }</style>"),
    ("an event handler in an attribute", "a.html", '<button class="x" onclick="go()">'),
    ("a style attribute", "a.js", "html`<p style=${x}>`"),
    ("a script address", "a.html", '<a href="javascript:go()">'),
    ("markup declared safe", "a.html", "{{ body|safe }}"),
    ("markup declared safe", "a.html", "{% autoescape off %}"),
    ("raw markup put into the page", "a.js", "node.innerHTML = body"),
    ("code made from text", "a.js", "eval(text)"),
]
RIGHT = [
    ("a.html", '{% load static %}<script type="module" src="{% static \'inbox/main.js\' %}" defer></script>'),
    ("a.html", '<a href="{{ url }}">{{ body }}</a>'),
    ("a.js", "html`<button @click=${() => go()} class=${kind}>${label}</button>`"),
    ("a.js", "  // <script src='https://example.com'>\n/* node.innerHTML */\n"),
    ("a.js", "// see https://lit.dev for the syntax\nelement.style.setProperty('--x', y)"),
]


def without_comments(path: Path, text: str) -> str:
    """The text with a script's comments blanked: they may name an address or show how not to write."""
    if path.suffix != ".js":
        return text
    return COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)


def complaints(path: Path, text: str) -> list[str]:
    text = without_comments(path, text)
    return [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {name}"
        for name, (endings, pattern) in FORBIDDEN.items()
        if path.suffix in endings
        for match in re.finditer(pattern, text)
    ]


def test_pages_keep_the_rules() -> None:
    found = [line for path in pages() for line in complaints(path.relative_to(ROOT), path.read_text(encoding="utf-8"))]
    assert not found, listed(found)


def test_pages_are_not_too_long() -> None:
    lengths = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in pages()}
    found = [f"{path}: {lines} lines" for path, lines in lengths.items() if lines > LONGEST_FILE]
    assert not found, listed(found)


@pytest.mark.parametrize(("name", "path", "text"), BROKEN)
def test_the_rule_finds_broken_markup(name: str, path: str, text: str) -> None:
    assert any(line.endswith(name) for line in complaints(Path(path), text))


@pytest.mark.parametrize(("path", "text"), RIGHT)
def test_right_markup_passes(path: str, text: str) -> None:
    assert complaints(Path(path), text) == []
