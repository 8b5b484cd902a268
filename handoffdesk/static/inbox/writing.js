/** What is being written in the open conversation: its mode, whose word it would take, and sending it. */
import { send } from "./acts.js";
import { drafts } from "./storage.js";
import { flush, state, update } from "./store.js";

// What the desk takes as a note, whatever the channel takes as a reply.
const NOTE_LIMIT = 10_000;

/** As the channel counts: in characters (an emoji is one, not two) or in bytes. */
export const lengthOf = (text, unit) => (unit === "bytes" ? new TextEncoder().encode(text).length : [...text].length);

/** The longest text of a mode, and what is counted. */
export const limitOf = (detail, mode) =>
  mode === "note" ? { limit: NOTE_LIMIT, unit: "characters" } : { limit: detail.text_limit, unit: detail.text_unit };

/** Whether a reply would take the word from the AI (or, for a manager, from a colleague). */
export const takesOver = ({ may }) => !may.reply && may.take_over;

/**
 * The mode that was chosen, or the one that makes sense. A choice holds while the same side is answering; after that only
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
  const { limit, unit } = limitOf(s.open.detail, mode);
  return { mode, text, taking, over: lengthOf(text, unit) > limit, waits: s.sending.has(s.open.id) };
}

/** Send what is written in the open conversation. */
export function submit() {
  const { mode, taking, over } = draftOf(state);
  if (!over) send(state.open.id, mode, { takeOver: taking });
}
