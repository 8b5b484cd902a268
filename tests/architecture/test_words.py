"""English on screen: no word of the list below in what people read, and "they" for everybody, also in comments."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, Source, calls, dotted, listed, pages, python_sources

# What is not written on screen, and what is written instead. docs/glossary.md, "Words on screen", has the whole list.
UNWANTED = {
    r"has the word": "is answering",
    r"well again": "recovered",
    r"hear no bell|bells? rings?": "name what happens",
    r"held for dead": "silent",
    r"nobody": "no one",
    r"somebody": "someone",
    r"call(?:s|ed)? a person": "hand off, trigger a handoff",
    r"to-dos?": "task",
    r"set-up list": "setup checklist",
    r"e-mails?": "email",
    r"log-ins?": "login",
    r"(?:is|falls) silent here": "is paused",
}
ON_SCREEN = re.compile("|".join(rf"\b(?:{words})\b" for words in UNWANTED), re.IGNORECASE)
PRONOUN = re.compile(r"\b(?:he|his|him|himself|she|her|hers|herself)\b", re.IGNORECASE)

TRANSLATES = frozenset({"_", "_now", "_lazy", "gettext", "gettext_lazy", "gettext_noop", "ngettext"})
TAG = re.compile(
    r"""\{%\s*trans(?:late)?\s+("[^"]*"|'[^']*')|\{%\s*blocktrans[^%]*%\}(.*?)\{%\s*endblocktrans""", re.DOTALL
)
CALL = re.compile(r"""\bn?gettext\(\s*("[^"\\]*(?:\\.[^"\\]*)*")(?:,\s*("[^"\\]*"))?""")
# Its texts stand in for the desk's until those are fetched.
PLAIN_TEXTS = "handoffdesk/static/widget/texts.js"
QUOTED = re.compile(r'"[^"\n]*"')
# What they quote of customers is not the desk's own English.
CUSTOMERS_WORDS = ("triggers/presets/", "conversations/ai/")


def on_screen(path: str, text: str) -> Iterator[tuple[int, str]]:
    """Each text that people read, with its line."""
    if path.endswith(".py"):
        yield from translated(Source(path, text))
    else:
        pattern = TAG if path.endswith((".html", ".txt")) else QUOTED if path == PLAIN_TEXTS else CALL
        for match in pattern.finditer(text):
            yield (
                text.count("\n", 0, match.start()) + 1,
                " ".join(group for group in match.groups() if group) or match[0],
            )


def translated(source: Source) -> Iterator[tuple[int, str]]:
    """Each text that goes through gettext in a Python file."""
    for call in calls(source):
        if dotted(call.func).rpartition(".")[2] in TRANSLATES:
            for text in call.args:
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.lineno, text.value


def remarks(text: str) -> Iterator[tuple[int, str]]:
    """The comments of a Python file, and its docstrings."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield getattr(node, "lineno", 1), ast.get_docstring(node) or ""


def complaints(path: str, text: str) -> list[str]:
    """Every unwanted word of a file."""
    read = list(on_screen(path, text))
    noted = list(remarks(text)) if path.endswith(".py") and not path.startswith(CUSTOMERS_WORDS) else []
    found = [(line, match[0]) for line, words in read for match in ON_SCREEN.finditer(words)]
    found += [(line, match[0]) for line, words in [*read, *noted] for match in PRONOUN.finditer(words)]
    return [f"{path}:{line}: “{word}”" for line, word in found]


def test_nothing_on_screen_has_an_unwanted_word() -> None:
    files = [path for path in pages() if path.suffix in {".html", ".js", ".txt"}]
    texts = [(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in files]
    texts += [(source.path, source.text) for source in python_sources()]
    found = [line for path, text in texts for line in complaints(path, text)]
    assert not found, listed(found)


def test_the_glossary_has_the_words_on_screen() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").partition("## Words on screen")[2]
    labels = set(CALL.findall((ROOT / "handoffdesk/static/inbox/commands.js").read_text(encoding="utf-8")))
    known = {label.strip('"') for label, _ in labels}
    acts = {"Claim", "Take over", "Resolve", "Reopen", "Resume AI", "Transfer", "Snooze"}
    assert acts <= known, "a button has another name"
    assert not [act for act in acts if f"**{act}**" not in glossary]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", '_("The AI has the word")'),
        ("a.py", 'ngettext("%d day", "%d days that nobody saw", 2)'),
        ("a.py", '"""What a customer did with his phone."""'),
        ("a.py", "x = 1  # she may not"),
        ("a.html", '{% translate "Well again" %}'),
        ("a.html", "{% blocktranslate %}Ask\nhim{% endblocktranslate %}"),
        ("a.js", 'gettext("No bell rings any more")'),
        ("a.js", 'ngettext("%(count)s person", "%(count)s called a person", 2)'),
        (PLAIN_TEXTS, 'offline: "Nobody is here",'),
    ],
)
def test_an_unwanted_word_is_found(path: str, text: str) -> None:
    assert complaints(path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", '_("A person is answering")'),
        ("a.py", 'WORDS = "he she her nobody"'),
        ("a.js", "// nobody has the word\ngettext('x')"),
        ("a.html", '<a class="e-mail">{% translate "Email" %}</a>'),
    ],
)
def test_other_words_pass(path: str, text: str) -> None:
    assert complaints(path, text) == []
