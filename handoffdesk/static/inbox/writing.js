/** What is being written in the open conversation: its mode, whose word it would take, and sending it. */
import { send } from "./acts.js";
import { drafts } from "./storage.js";
import { flush, state, update } from "./store.js";

const STANDARD_LIMIT = 4096;

/** Characters as the desk counts them: an emoji is one, not two. */
export const lengthOf = (text) => [...text].length;

/** The most characters that the open conversation's channel takes. */
export const limitOf = (detail) => detail.text_limit ?? STANDARD_LIMIT;

/** Whether a reply would take the word from the AI (or, for a manager, from a colleague). */
export const takesOver = ({ may }) => !may.reply && may.take_over;

/**
 * The mode that was chosen, or the one that makes sense. A choice holds while the same one has the word; after that only
 * for a text that is being written, which must stay before its writer's eyes.
 */
export function modeOf({ id, detail }) {
  const chosen = state.modes.get(id);
  if (chosen && (chosen.floor === detail?.floor || drafts.get(id, chosen.mode))) return chosen.mode;
  return detail?.may.reply ? "reply" : "note";
}

export function setMode(mode) {
  update((s) => s.modes.set(s.open.id, { mode, floor: s.open.detail?.floor }));
  // At once: what is typed next belongs into the box of this mode, and is no shortcut.
  flush();
}

/** Keep what is written. It fixes its mode: whoever gets the word meanwhile, the text stays where it is. */
export function write(id, mode, text) {
  drafts.set(id, mode, text);
  update((s) => s.modes.set(id, { mode, floor: s.open.detail?.floor }));
}

/** Take what was written over to the other mode, behind what stands there. */
export function moveDraft(from, to) {
  const { id } = state.open;
  drafts.set(id, to, [drafts.get(id, to), drafts.get(id, from)].filter((text) => text.trim()).join("\n"));
  drafts.set(id, from, "");
  writeIn(to);
}

/** Put the cursor into the box of one mode. */
export function writeIn(mode) {
  setMode(mode);
  document.getElementById("composer-text")?.focus();
}

/** How what is written stands: its mode and text, whether it takes the word, is too long, or is on its way. */
export function draftOf(s) {
  const mode = modeOf(s.open);
  const text = drafts.get(s.open.id, mode);
  const taking = mode === "reply" && takesOver(s.open.detail);
  return { mode, text, taking, over: lengthOf(text) > limitOf(s.open.detail), waits: s.sending.has(s.open.id) };
}

/** Send what is written in the open conversation. */
export function submit() {
  const { mode, taking, over } = draftOf(state);
  if (!over) send(state.open.id, mode, { takeOver: taking });
}
