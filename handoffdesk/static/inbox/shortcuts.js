/** Single keys outside of text fields. They never act while composing, with a modifier, or when switched off. */
import { isComposing } from "../text/keyboard.js";
import { act } from "./acts.js";
import { writeIn } from "./composer.js";
import { closeConversation, openConversation } from "./conversation.js";
import { showKeyboardHelp, showResolve, showResume, showSnooze, showTransfer } from "./dialogs.js";
import { moveCursor } from "./list.js";
import { cursorRow, showView } from "./lists.js";
import { preference } from "./storage.js";
import { state, update } from "./store.js";

const SEQUENCE_MS = 1_200;
const VIEW_KEYS = { m: "mine", w: "waiting", u: "unassigned", a: "ai", r: "resolved" };
let goingUntil = 0;

const KEYS = {
  j: () => moveCursor(1),
  k: () => moveCursor(-1),
  o: openCursor,
  u: backToList,
  "/": () => focusSoon("search"),
  "?": showKeyboardHelp,
};

/** Keys that need an open conversation. */
const OPEN_KEYS = {
  r: () => writeIn("reply"),
  n: () => writeIn("note"),
  c: claim,
  e: showResolve,
  a: showResume,
  s: showSnooze,
  t: showTransfer,
  y: addTag,
};

function openCursor() {
  const row = cursorRow();
  if (row) openConversation(row.id);
}

function backToList() {
  const id = state.open?.id;
  closeConversation();
  setTimeout(() => document.querySelector(`#rows [data-id="${id}"]`)?.focus(), 40);
}

function claim() {
  const { may, floor } = state.open.detail;
  if (may.claim) act("claim");
  else if (may.take_over && floor !== "human") act("take_over"); // from a colleague only by a transfer
}

function addTag() {
  update((s) => (s.pane = innerWidth < 1180 ? "context" : s.pane));
  focusSoon("tag-input");
}

/** Focus after the pending drawing, and keep the pressed key itself out of the field. */
function focusSoon(id) {
  setTimeout(() => document.getElementById(id)?.focus(), 40);
}

const TEXT_FIELD = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

function isForUs(event) {
  if (event.defaultPrevented || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (!preference.get("shortcuts", true)) return false;
  if (document.querySelector("dialog[open]") || document.querySelector("[popover]:popover-open")) return false;
  return !event.target.closest?.(TEXT_FIELD);
}

function press(event) {
  if (!isForUs(event)) return;
  const going = performance.now() < goingUntil;
  goingUntil = 0;
  const key = event.key;
  if (going && VIEW_KEYS[key]) return run(event, () => showView(VIEW_KEYS[key]));
  if (key === "g") {
    goingUntil = performance.now() + SEQUENCE_MS;
    return undefined;
  }
  if (KEYS[key]) return run(event, KEYS[key]);
  if (OPEN_KEYS[key] && state.open?.detail) return run(event, OPEN_KEYS[key]);
  return undefined;
}

function run(event, action) {
  event.preventDefault();
  action();
}

/** Arrow keys move in the list while it has the focus; they are its own keys and always on. */
function pressInList(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.closest?.("#rows .row") || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  moveCursor(step);
}

/** Start listening. */
export function listenToKeys() {
  document.addEventListener("keydown", press);
  document.addEventListener("keydown", pressInList);
}
