/** The state that knows who read what, and the server's views applied to rows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { observe } from "../../handoffdesk/static/inbox/observed.js";
import { comparisonBy, matches } from "../../handoffdesk/static/inbox/rows.js";

/** A state with panes that note each drawing; `settle` draws what is due. */
function watch(raw, panes) {
  const drawn = [];
  const frames = [];
  const observed = observe(raw, (run) => frames.push(run));
  for (const [name, read] of Object.entries(panes)) {
    observed.pane((s) => {
      read(s);
      drawn.push(name);
    });
  }
  const settle = () => {
    for (const run of frames.splice(0)) run();
    return drawn.splice(0);
  };
  settle();
  return { state: observed.state, settle, flush: observed.flush, drawn };
}

const start = () => ({
  list: { rows: [], cursor: null },
  open: { id: "a", items: [] },
  modes: new Map(),
  busy: new Set(),
});
const PANES = {
  list: (s) => [s.list.rows, s.open?.id],
  log: (s) => s.open?.items,
  composer: (s) => s.modes.get(s.open?.id),
};

test("a change draws what read it, once, and nothing else", () => {
  const { state, settle } = watch(start(), PANES);
  state.modes.set("a", "note");
  state.modes.set("a", "reply");
  assert.deepEqual(settle(), ["composer"]);
  state.list.rows = [{ id: "b" }];
  assert.deepEqual(settle(), ["list"]);
  state.open.items = [1];
  assert.deepEqual(settle(), ["log"]);
  state.busy.add("claim");
  state.list.cursor = "b";
  assert.deepEqual(settle(), []);
});

test("a part that is replaced draws all that looked into it", () => {
  const { state, settle } = watch(start(), PANES);
  state.open = null;
  assert.deepEqual(settle(), ["list", "log", "composer"]);
  state.open = { id: "b", items: [] };
  assert.deepEqual(settle(), ["list", "log", "composer"]);
  state.open.items = [2];
  assert.deepEqual(settle(), ["log"]);
});

test("the same value again draws nothing, and what a drawing writes waits for the next frame", () => {
  const raw = { seen: 0, shown: 0 };
  const { state, settle } = watch(raw, {
    one: (s) => {
      s.shown = s.seen;
    },
    two: (s) => s.shown,
  });
  settle();
  state.seen = 0;
  assert.deepEqual(settle(), []);
  state.seen = 3;
  assert.deepEqual(settle(), ["one"]);
  assert.deepEqual(settle(), ["two"]);
});

test("what must not wait is drawn at once", () => {
  const { state, flush, drawn, settle } = watch(start(), PANES);
  state.modes.set("a", "note");
  flush();
  assert.deepEqual(drawn.splice(0), ["composer"]);
  assert.deepEqual(settle(), []);
});

test("a row belongs to a view by floor, holder and status", () => {
  const row = (floor, holder, status = "open") => ({ floor, holder: holder && { id: holder }, status });
  const mine = { floor: null, holder: "me", resolved: false };
  const unassigned = { floor: "queue", holder: "nobody", resolved: null };
  assert.deepEqual(
    [row("human", 1), row("human", 2), row("human", 1, "resolved"), row("queue", null)].map((one) =>
      matches(mine, one, 1),
    ),
    [true, false, false, false],
  );
  assert.deepEqual(
    [row("queue", null), row("queue", 1), row("ai", null)].map((one) => matches(unassigned, one, 1)),
    [true, false, false],
  );
});

test("rows stand in the order of their columns, and what has no value last", () => {
  const scales = { priority: ["low", "normal", "high", "urgent"] };
  const queue = [
    { id: 1, priority: "normal", waiting_since: "2026-01-01T09:00Z" },
    { id: 2, priority: "urgent", waiting_since: "2026-01-01T10:00Z" },
    { id: 3, priority: "high", waiting_since: "2026-01-01T08:00Z" },
    { id: 4, priority: "normal", waiting_since: "2026-01-01T08:00Z" },
  ];
  const ids = (rows, order) => rows.toSorted(comparisonBy(order, scales)).map(({ id }) => id);
  assert.deepEqual(ids(queue, ["-priority", "waiting_since", "id"]), [2, 3, 4, 1]);
  const due = [
    { id: 1, due_at: null, last_message_at: "2" },
    { id: 2, due_at: "5", last_message_at: "1" },
    { id: 3, due_at: null, last_message_at: "3" },
    { id: 4, due_at: "4", last_message_at: null },
  ];
  assert.deepEqual(ids(due, ["due_at", "-last_message_at", "-id"]), [4, 2, 3, 1]);
  assert.deepEqual(ids(due, ["-last_message_at", "-id"]), [3, 1, 2, 4]);
});
