/** The table of commands: whole, without two acts on one key at one time, and true to what the server allows. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { COMMANDS, command, commandFor } from "../../handoffdesk/static/inbox/commands.js";
import { beginsCommand, groupsOf, isPossible, titleOf } from "../../handoffdesk/static/inbox/registry.js";

const SPRITE = readFileSync(new URL("../../handoffdesk/static/icons/sprite.svg", import.meta.url), "utf8");
const NOTHING_OPEN = { list: { rows: [] }, open: null, modes: new Map(), sending: new Map() };

const opened = (may, floor = "queue") => ({ ...NOTHING_OPEN, open: { id: "a", detail: { floor, may } } });

test("each command has one name, a label, and an icon that exists", () => {
  assert.equal(new Set(COMMANDS.map(({ id }) => id)).size, COMMANDS.length);
  for (const { id, label, icon } of COMMANDS) {
    assert.ok(label(), id);
    if (icon) assert.ok(SPRITE.includes(`id="${icon}"`), `${id}: ${icon}`);
  }
});

test("with nothing open only what needs nothing is possible", () => {
  const possible = COMMANDS.filter((one) => isPossible(one, NOTHING_OPEN)).map(({ id }) => id);
  assert.deepEqual(possible, ["search", "help", "view:waiting", "view:mine"]);
  assert.equal(commandFor(["r"], NOTHING_OPEN, "desk"), undefined);
});

test("a key means what the server allows now", () => {
  const idOf = (keys, s, place = "desk") => commandFor(keys, s, place)?.id;
  assert.equal(idOf(["c"], opened({ claim: true, take_over: true })), "claim");
  assert.equal(idOf(["c"], opened({ take_over: true }, "ai")), "take_over");
  assert.equal(idOf(["c"], opened({ take_over: true }, "human")), undefined); // from a colleague only by a transfer
  assert.equal(idOf(["e"], opened({ resolve: false })), undefined);
  assert.equal(idOf(["Ctrl", "Enter"], opened({}), "composer"), "send");
  assert.equal(idOf(["Ctrl", "Enter"], opened({})), undefined);
  assert.equal(idOf(["g", "m"], NOTHING_OPEN), "view:mine");
});

test("no two keys are one key and the beginning of another", () => {
  for (const { keys, place } of COMMANDS.filter((one) => one.keys.length))
    assert.equal(beginsCommand(COMMANDS, keys, place), false);
  assert.equal(beginsCommand(COMMANDS, ["g"], "desk"), true);
});

test("help and tooltips are made from the table", () => {
  assert.equal(titleOf(command("transfer")), "Transfer (t)");
  assert.equal(titleOf(command("details")), "Handoff and customer");
  const groups = groupsOf(COMMANDS);
  assert.deepEqual(
    groups.map(({ id }) => id),
    ["move", "act", "go"],
  );
  const lines = groups.flatMap((group) => group.lines);
  assert.deepEqual(
    lines.filter(({ keys }) => keys[0] === "c").map(({ label }) => label),
    ["Claim / Take over"],
  );
  assert.equal(
    lines.length,
    new Set(COMMANDS.filter(({ keys }) => keys.length).map(({ keys }) => keys.join(" "))).size,
  );
});
