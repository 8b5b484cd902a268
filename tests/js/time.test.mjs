/** Times, spans and badges as people read them. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { clockText, initials, promiseState, shortened, spanText } from "../../handoffdesk/static/inbox/format.js";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

test("a clock shows what matters at its length", () => {
  const spans = [-5 * SECOND, 192 * SECOND, HOUR + 4 * MINUTE + 9 * SECOND, 50 * HOUR];
  assert.deepEqual(spans.map(clockText), ["00:00", "03:12", "1:04:09", "2 d 2 h"]);
});

test("a span is told in words", () => {
  const spans = [0, 20 * SECOND, 3 * MINUTE, 2 * HOUR, 2 * HOUR + 5 * MINUTE, 72 * HOUR];
  assert.deepEqual(spans.map(spanText), ["0 s", "20 s", "3 min", "2 h", "2 h 5 min", "3 days"]);
});

test("a promise is calm, then soon, then late", () => {
  const due = "2026-03-02T10:00:00Z";
  const from = "2026-03-02T09:00:00Z";
  const levelAt = (moment) => {
    mock.timers.enable({ apis: ["Date"], now: new Date(moment) });
    try {
      return promiseState(due, from).level;
    } finally {
      mock.timers.reset();
    }
  };
  assert.deepEqual(["2026-03-02T09:44:59Z", "2026-03-02T09:45:00Z", "2026-03-02T10:00:01Z"].map(levelAt), [
    "calm",
    "soon",
    "late",
  ]);
});

test("names are cut between characters", () => {
  assert.deepEqual(["Ana Müller", "李小龙", "😀 x", "  ", null].map(initials), ["AM", "李小", "X", "?", "?"]);
  assert.equal(shortened("👩🏽‍🚒".repeat(1) + "a".repeat(50), 6), "👩🏽‍🚒aa…");
});
