/** Single keys outside of text fields. They never act while composing, with a modifier, or when switched off. */
import { isComposing } from "../text/keyboard.js";
import { COMMANDS, commandFor } from "./commands.js";
import { moveCursor } from "./cursor.js";
import { beginsCommand } from "./registry.js";
import { preference } from "./storage.js";
import { state } from "./store.js";

const SEQUENCE_MS = 1_200;
let begun = { keys: [], until: 0 };

const TEXT_FIELD = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

function isForUs(event) {
  if (event.defaultPrevented || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (!preference.get("shortcuts", true)) return false;
  if (document.querySelector("dialog[open]") || document.querySelector("[popover]:popover-open")) return false;
  return !event.target.closest?.(TEXT_FIELD);
}

/** What stands behind "g" while its time has not run out, else what the key means alone. */
function press(event) {
  if (!isForUs(event)) return;
  const before = performance.now() < begun.until ? begun.keys : [];
  begun = { keys: [], until: 0 };
  const command =
    (before.length && commandFor([...before, event.key], state, "desk")) || commandFor([event.key], state, "desk");
  if (command) {
    event.preventDefault();
    command.run();
  } else if (beginsCommand(COMMANDS, [event.key], "desk")) {
    begun = { keys: [event.key], until: performance.now() + SEQUENCE_MS };
  }
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
