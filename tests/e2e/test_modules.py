"""The browser's pure modules, in a real browser without a desk: links, marks, directions, half-written words."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

STATIC = Path(__file__).resolve().parents[2] / "handoffdesk" / "static"
ORIGIN = "http://localhost"

# A text and its addresses: where a reader would end them.
LINKS: list[tuple[str, list[str]]] = [
    ("see https://a.example/b).", ["https://a.example/b"]),
    ("(https://a.example/b_(c)) and more", ["https://a.example/b_(c)"]),
    ("[here](https://a.example/b) **https://a.example/c**", ["https://a.example/b", "https://a.example/c"]),
    ("https://a.example/b… https://a.example/c?!", ["https://a.example/b", "https://a.example/c"]),
    ("https://a.example/d,e; https://a.example/?q=1,", ["https://a.example/d,e", "https://a.example/?q=1"]),
    ("看https://a.example/b。谢谢「https://a.example/c」", ["https://a.example/b", "https://a.example/c"]),
    ("詳細（https://a.example/d）", ["https://a.example/d"]),
    ("https://a.example/b、https://a.example/c，好", ["https://a.example/b", "https://a.example/c"]),
    ("see https://a.example谢谢", ["https://a.example"]),
    ("https://zh.example/C语言 https://例え.jp/こ。", ["https://zh.example/C语言", "https://例え.jp/こ"]),
    ("انظر https://a.example/b، ثم https://a.example/c؟", ["https://a.example/b", "https://a.example/c"]),
    ("https://a.example/देखें। और", ["https://a.example/देखें"]),
    ("«https://a.example/b» “https://a.example/c”", ["https://a.example/b", "https://a.example/c"]),
    ("www.a.example/b!", ["www.a.example/b"]),
    ("😀https://a.example/b😀", ["https://a.example/b"]),
    ("https://a.example/b\u202etxt.exe", ["https://a.example/b"]),
    ("javascript:alert(1) data:text/html,x ftp://a.example http:// https://.. mail@www.a.example ttps://a", []),
]  # fmt: skip
# (start, end) as Python counts them, and the words that they stand for.
MARKED = [
    ("I want a person", "person"),
    ("😀👩‍👩‍👧 I want a person 😀", "person"),
    ("请给我 😀 人工 谢谢", "人工"),
    ("é𝒳 no", "no"),
]


@pytest.fixture
def modules(page: Page) -> Page:
    """A page that can import the static files as they lie on the disk."""

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(f"{ORIGIN}/static/")
        if path.endswith(".js"):
            route.fulfill(path=STATIC / path, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><html lang=en>", content_type="text/html")

    page.route(f"{ORIGIN}/**", serve)
    page.goto(f"{ORIGIN}/static/")
    return page


def call(page: Page, module: str, expression: str, *given: Any) -> Any:
    """Return what an expression on the module `m` and what is given (`g`) gives."""
    script = f"async ([path, g]) => {{ const m = await import(path); return {expression}; }}"
    return page.evaluate(script, [f"/static/text/{module}.js", list(given)])


def test_links_end_where_a_reader_would_end_them(modules: Page) -> None:
    texts = [text for text, _ in LINKS]
    found = call(modules, "links", "g[0].map((t) => m.findLinks(t).map((l) => t.slice(l.start, l.end)))", texts)
    assert [(text, links) for text, links in zip(texts, found, strict=True)] == LINKS
    hrefs = call(modules, "links", "g[0].flatMap((t) => m.findLinks(t).map((l) => l.href))", texts)
    assert all(href.startswith(("https://", "http://")) for href in hrefs)


def test_hostile_text_takes_no_time(modules: Page) -> None:
    hostile = ["https://a.b/" + "(" * 200_000, "https://aé" * 20_000, "www." * 50_000 + " https://a.example"]
    found = call(modules, "links", "g[0].map((t) => m.findLinks(t).at(-1)?.href.slice(0, 15))", hostile)
    assert [href[:10] for href in found] == [
        "https://a.",
        "https://xn",
        "https://a.",
    ]  # a quadratic search takes minutes


def test_marks_stand_on_their_words_behind_emoji(modules: Page) -> None:
    for text, word in MARKED:
        place = {"start": text.index(word), "end": text.index(word) + len(word), "rule": "r"}
        pieces = call(modules, "marks", "m.markedPieces(g[0], g[1], g[2])", text, [place], [])
        assert "".join(piece["text"] for piece in pieces) == text
        assert [piece["text"] for piece in pieces if piece["rules"]] == [word]
    overlapping = [
        {"start": 0, "end": 4, "rule": "a"},
        {"start": 2, "end": 6, "rule": "b"},
        {"start": 3, "end": 99, "rule": "x"},
    ]
    pieces = call(
        modules, "marks", "m.markedPieces('abcdef', g[0], g[1])", overlapping, [{"start": 5, "end": 6, "rule": "n"}]
    )
    assert json.loads(json.dumps([(p["text"], p["rules"], p["doubts"]) for p in pieces])) == [
        ["ab", ["a"], []], ["cd", ["a", "b"], []], ["e", ["b"], []], ["f", ["b"], ["n"]],
    ]  # fmt: skip


def test_a_name_turns_only_itself(modules: Page) -> None:
    plain, turning, closing = "Ana Müller", "Ana \u202etxt.exe", "a\u2069\u202eb"
    assert call(modules, "direction", "g.map(m.isolated)", plain, turning, closing, "مريم") == [
        plain, f"\u2068{turning}\u2069", "\u2068a\u202eb\u2069", "\u2068مريم\u2069",
    ]  # fmt: skip


def test_half_written_words_send_nothing(modules: Page) -> None:
    keys = [
        {"isComposing": True, "keyCode": 13},
        {"isComposing": False, "keyCode": 229},
        {"isComposing": False, "keyCode": 13},
    ]
    assert call(modules, "keyboard", "g[0].map(m.isComposing)", keys) == [True, True, False]
