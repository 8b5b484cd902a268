/** Links, marks, directions and half-written words: what stands in foreign text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isolated } from "../../handoffdesk/static/text/direction.js";
import { isComposing } from "../../handoffdesk/static/text/keyboard.js";
import { findLinks } from "../../handoffdesk/static/text/links.js";
import { markedPieces } from "../../handoffdesk/static/text/marks.js";

// A text and its addresses: where a reader would end them.
const LINKS = [
  ["see https://a.example/b).", ["https://a.example/b"]],
  ["(https://a.example/b_(c)) and more", ["https://a.example/b_(c)"]],
  ["[here](https://a.example/b) **https://a.example/c**", ["https://a.example/b", "https://a.example/c"]],
  ["https://a.example/b… https://a.example/c?!", ["https://a.example/b", "https://a.example/c"]],
  ["https://a.example/d,e; https://a.example/?q=1,", ["https://a.example/d,e", "https://a.example/?q=1"]],
  ["看https://a.example/b。谢谢「https://a.example/c」", ["https://a.example/b", "https://a.example/c"]],
  ["詳細（https://a.example/d）", ["https://a.example/d"]],
  ["https://a.example/b、https://a.example/c，好", ["https://a.example/b", "https://a.example/c"]],
  ["see https://a.example谢谢", ["https://a.example"]],
  ["https://zh.example/C语言 https://例え.jp/こ。", ["https://zh.example/C语言", "https://例え.jp/こ"]],
  ["انظر https://a.example/b، ثم https://a.example/c؟", ["https://a.example/b", "https://a.example/c"]],
  ["https://a.example/देखें। और", ["https://a.example/देखें"]],
  ["«https://a.example/b» “https://a.example/c”", ["https://a.example/b", "https://a.example/c"]],
  ["www.a.example/b!", ["www.a.example/b"]],
  ["😀https://a.example/b😀", ["https://a.example/b"]],
  ["https://a.example/b\u202etxt.exe", ["https://a.example/b"]],
  ["javascript:alert(1) data:text/html,x ftp://a.example http:// https://.. mail@www.a.example ttps://a", []],
];

test("links end where a reader would end them", () => {
  for (const [text, links] of LINKS) {
    const found = findLinks(text);
    assert.deepEqual(
      found.map(({ start, end }) => text.slice(start, end)),
      links,
    );
    for (const { href } of found) assert.match(href, /^https?:\/\//);
  }
});

test("hostile text takes no time", () => {
  // A quadratic search takes minutes here.
  const hostile = [
    `https://a.b/${"(".repeat(200_000)}`,
    "https://aé".repeat(20_000),
    `${"www.".repeat(50_000)} https://a.example`,
  ];
  const starts = hostile.map((text) => findLinks(text).at(-1).href.slice(0, 10));
  assert.deepEqual(starts, ["https://a.", "https://xn", "https://a."]);
});

/** A place as the desk counts it: in characters, not in JavaScript's units. */
function placeOf(text, word) {
  const start = [...text.slice(0, text.indexOf(word))].length;
  return { start, end: start + [...word].length, rule: "r" };
}

test("marks stand on their words, behind emoji too", () => {
  const texts = [
    ["I want a person", "person"],
    ["😀👩‍👩‍👧 I want a person 😀", "person"],
    ["请给我 😀 人工 谢谢", "人工"],
    ["é𝒳 no", "no"],
  ];
  for (const [text, word] of texts) {
    const pieces = markedPieces(text, [placeOf(text, word)]);
    assert.equal(pieces.map((piece) => piece.text).join(""), text);
    assert.deepEqual(
      pieces.filter(({ rules }) => rules.length).map((piece) => piece.text),
      [word],
    );
  }
});

test("marks that overlap are cut where each begins and ends", () => {
  const evidence = [
    { start: 0, end: 4, rule: "a" },
    { start: 2, end: 6, rule: "b" },
    { start: 3, end: 99, rule: "x" },
  ];
  const pieces = markedPieces("abcdef", evidence, [{ start: 5, end: 6, rule: "n" }]);
  assert.deepEqual(
    pieces.map(({ text, rules, doubts }) => [text, rules, doubts]),
    [
      ["ab", ["a"], []],
      ["cd", ["a", "b"], []],
      ["e", ["b"], []],
      ["f", ["b"], ["n"]],
    ],
  );
});

test("a name turns only itself", () => {
  const turning = "Ana \u202etxt.exe";
  const names = ["Ana Müller", turning, "a\u2069\u202eb", "مريم"];
  assert.deepEqual(names.map(isolated), [
    "Ana Müller",
    `\u2068${turning}\u2069`,
    "\u2068a\u202eb\u2069",
    "\u2068مريم\u2069",
  ]);
});

test("half-written words send nothing", () => {
  const keys = [
    { isComposing: true, keyCode: 13 },
    { isComposing: false, keyCode: 229 },
    { isComposing: false, keyCode: 13 },
  ];
  assert.deepEqual(keys.map(isComposing), [true, true, false]);
});
