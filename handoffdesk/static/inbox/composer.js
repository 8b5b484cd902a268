/** Reply and note. They look different; a reply is locked while somebody else has the word, a note never is. */
import { isComposing } from "../text/keyboard.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { live } from "../vendor/lit-html/directives/live.js";
import { send } from "./acts.js";
import { fill, gettext } from "./i18n.js";
import { icon } from "./parts.js";
import { flush, state, update } from "./store.js";
import { drafts } from "./storage.js";

const NEAR_LIMIT = 0.85;
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
export const SEND_KEY = MAC ? "⌘ Enter" : "Ctrl Enter";

/** The chosen mode, or the one that makes sense. */
export function modeOf(open) {
  return state.modes.get(open.id) ?? (open.detail?.may.reply ? "reply" : "note");
}

export function setMode(mode) {
  update((s) => s.modes.set(s.open.id, mode));
  // At once: what is typed next belongs into the box of this mode, and is no shortcut.
  flush();
}

export function composer(s) {
  const { open } = s;
  const mode = modeOf(open);
  const locked = mode === "reply" && !open.detail.may.reply;
  return html`<section class="composer ${mode}" aria-label=${gettext("Write")}>
    <div class="modes" role="tablist" aria-label=${gettext("What to write")}>
      ${tab("reply", mode, gettext("Reply"), open.detail.may.reply ? "message-circle" : "lock")} ${tab("note", mode, gettext("Note"), "sticky-note")}
    </div>
    <div role="tabpanel" id="composer-panel" aria-labelledby="tab-${mode}">${locked ? lock(open.detail) : box(s, open, mode)}</div>
  </section>`;
}

const tab = (key, mode, name, symbol) => html`<button class="mode" role="tab" id="tab-${key}" aria-controls="composer-panel" aria-selected=${key === mode} tabindex=${key === mode ? 0 : -1}
  @click=${() => setMode(key)} @keydown=${switchTab}>${icon(symbol)}${name}</button>`;

function switchTab(event) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const other = modeOf(state.open) === "reply" ? "note" : "reply";
  setMode(other);
  document.getElementById(`tab-${other}`).focus();
}

/** Why a reply is not possible now, and what makes it possible. */
function lock(detail) {
  const hint = {
    ai: detail.may.take_over ? gettext("The AI is answering. Take over to reply; a note is always possible.") : gettext("The AI is answering. A note is always possible."),
    queue: detail.may.claim ? gettext("Claim this conversation to reply; a note is always possible.") : gettext("This conversation waits for another team. A note is always possible."),
    human: fill(gettext("%(name)s holds this conversation, so only they reply. A note is always possible."), { name: detail.holder?.name ?? gettext("Somebody") }),
    nobody: gettext("This conversation is closed. Take over or reopen it to reply; a note is always possible."),
  };
  const text = detail.status === "resolved" ? gettext("This conversation is resolved. Reopen it to reply; a note is always possible.") : hint[detail.floor];
  return html`<p class="locked" id="reply-locked">${icon("lock")}<span>${text}</span></p>`;
}

function box(s, open, mode) {
  const text = drafts.get(open.id, mode);
  const waits = s.sending.get(open.id);
  const limit = open.detail.text_limit ?? 4096;
  const over = text.length > limit;
  const placeholder = mode === "note" ? gettext("A note for the team. The customer never sees it.") : fill(gettext("Reply to %(name)s"), { name: open.detail.lead.name });
  return html`
    <textarea id="composer-text" class="input" rows="3" dir="auto" placeholder=${placeholder} aria-label=${placeholder} .value=${live(text)}
      ?readonly=${Boolean(waits)} aria-describedby="composer-hint" aria-invalid=${over} @input=${(event) => type(event, open.id, mode)} @keydown=${(event) => key(event, open.id, mode)}></textarea>
    <div class="composer-foot">
      <p id="composer-hint" class="hint">
        ${text.length > limit * NEAR_LIMIT
          ? html`<span class=${over ? "over" : "near"}>${fill(over ? gettext("%(count)s of %(limit)s characters: too long") : gettext("%(count)s of %(limit)s characters"), { count: text.length, limit })}</span>`
          : hint(open.detail, mode)}
      </p>
      <button class="button primary" id="send" ?disabled=${!text.trim() || over || Boolean(waits)} @click=${() => send(open.id, mode)}>
        ${icon(mode === "note" ? "sticky-note" : "send")}${waits ? gettext("Sending…") : mode === "note" ? gettext("Save note") : gettext("Send")}
      </button>
    </div>
  `;
}

function hint(detail, mode) {
  if (mode === "reply" && detail.floor === "queue") return gettext("Sending also claims this conversation.");
  return html`<kbd>${SEND_KEY}</kbd> ${mode === "note" ? gettext("saves") : gettext("sends")}`;
}

function type({ target }, id, mode) {
  drafts.set(id, mode, target.value);
  update();
}

function key(event, id, mode) {
  if (isComposing(event)) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    const tooLong = event.target.value.length > (state.open.detail.text_limit ?? 4096);
    if (!tooLong) send(id, mode);
  } else if (event.key === "Escape") {
    event.target.blur();
  }
}

/** Put the cursor into the box of one mode. */
export function writeIn(mode) {
  setMode(mode);
  document.getElementById("composer-text")?.focus();
}
