/**
 * Reply and note. They look different; a note is always possible. While the AI answers, the box is one for notes: a reply
 * takes the customer from the AI, and does so only by a button that says it.
 */
import { isComposing } from "../text/keyboard.js";
import { live } from "../vendor/lit-html/directives/live.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { command, commandFor } from "./commands.js";
import { fullTime, shortened } from "./format.js";
import { fill, gettext } from "./i18n.js";
import { pressed } from "./keys.js";
import { icon } from "./parts.js";
import { drafts } from "./storage.js";
import { state } from "./store.js";
import { draftOf, lengthOf, limitOf, modeOf, moveDraft, setMode, submit, takesOver, write } from "./writing.js";

const NEAR_LIMIT = 0.85;

export function composer(s) {
  const { open } = s;
  const mode = modeOf(open);
  const taking = mode === "reply" && takesOver(open.detail);
  const locked = mode === "reply" && !open.detail.may.reply && !taking;
  return html`<section class="composer ${mode} ${taking ? "taking" : ""}" aria-label=${gettext("Write")}>
    <div class="modes" role="tablist" aria-label=${gettext("Message type")}>
      ${tab("reply", open, mode, gettext("Reply"), open.detail.may.reply || takesOver(open.detail) ? "message-circle" : "lock")} ${tab("note", open, mode, gettext("Note"), "sticky-note")}
    </div>
    <div role="tabpanel" id="composer-panel" aria-labelledby="tab-${mode}">${locked ? lock(open) : html`${taking ? warning(open.detail) : nothing}${mode === "reply" ? reach(open.detail) : nothing}${box(s, open, mode, taking)}`}</div>
  </section>`;
}

const tab = (
  key,
  open,
  mode,
  name,
  symbol,
) => html`<button class="mode" role="tab" id="tab-${key}" aria-controls="composer-panel" aria-selected=${key === mode} tabindex=${key === mode ? 0 : -1}
  @click=${() => setMode(key)} @keydown=${switchTab}>${icon(symbol)}${name}${key !== mode && drafts.get(open.id, key).trim() ? html`<span class="draft-dot" title=${gettext("Not sent yet")}><span class="visually-hidden">${gettext("Not sent yet")}</span></span>` : nothing}</button>`;

function switchTab(event) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const other = modeOf(state.open) === "reply" ? "note" : "reply";
  setMode(other);
  document.getElementById(`tab-${other}`).focus();
}

/** Whose word a reply takes, before the text is written. */
function warning({ floor, holder }) {
  const text =
    floor === "human"
      ? fill(gettext("%(name)s has this conversation. Replying takes over."), {
          name: holder?.name ?? gettext("Someone"),
        })
      : gettext("The AI is answering. Replying takes over.");
  return html`<p class="taking-over" id="taking-over">${icon(floor === "human" ? "user-round" : "bot")}<span>${text}</span></p>`;
}

/** Until when a reply can be sent, or that none can; nothing where we may always write and nobody opted out. */
function reach({ reply_window: rule, reach: way, reach_note: note }) {
  const closed = (text) => html`<p class="window closed" id="reply-window">${icon("lock")}<span>${text}</span></p>`;
  if (way === "stopped" || way === "lost")
    return closed(
      (way === "stopped"
        ? gettext("The customer opted out. Nothing can be sent here until they write START.")
        : gettext("The customer can't be reached here until they write again.")) + (note ? ` ${note}` : ""),
    );
  if (!rule?.open_until) return nothing;
  const now = Date.now();
  if (Date.parse(rule.open_until) > now)
    return html`<p class="window" id="reply-window">${icon("clock")}<span>${fill(gettext("You can reply until %(time)s"), { time: fullTime(rule.open_until) })}</span></p>`;
  if (rule.after === "human" && Date.parse(rule.after_until) > now)
    return html`<p class="window" id="reply-window">${icon("user-round")}<span>${fill(gettext("Only you can reply now, until %(time)s. Automatic messages aren't sent."), { time: fullTime(rule.after_until) })}</span></p>`;
  return closed(
    rule.after === "template"
      ? gettext("The customer wrote too long ago. Only an approved template can be sent, or wait until they write.")
      : gettext("The customer wrote too long ago. Nothing can be sent until they write again."),
  );
}

/** Why a reply is not possible now, and what makes it possible; a reply that was begun is kept in sight. */
function lock({ id, detail }) {
  const hint = {
    ai: gettext("The AI is answering. You can still write a note."),
    queue: detail.may.claim
      ? gettext("Claim this conversation to reply. You can still write a note.")
      : gettext("This conversation is waiting for another team. You can still write a note."),
    human: fill(gettext("%(name)s has this conversation, so only they can reply. You can still write a note."), {
      name: detail.holder?.name ?? gettext("Someone"),
    }),
    nobody: gettext("This conversation is closed. Take over or reopen it to reply. You can still write a note."),
  };
  const text =
    detail.status === "resolved"
      ? gettext("This conversation is resolved. Reopen it to reply. You can still write a note.")
      : hint[detail.floor];
  const begun = drafts.get(id, "reply");
  return html`<p class="locked" id="reply-locked">${icon("lock")}<span>${text}</span></p>
    ${
      begun.trim()
        ? html`<div class="begun"><p><b>${gettext("Not sent:")}</b> <span dir="auto">${begun}</span></p>
          <button class="button small" id="to-note" @click=${() => moveDraft("reply", "note")}>${icon("sticky-note")}${gettext("Turn into a note")}</button></div>`
        : nothing
    }`;
}

const counted = (unit, over) =>
  unit === "bytes"
    ? over
      ? gettext("%(count)s of %(limit)s bytes: too long")
      : gettext("%(count)s of %(limit)s bytes")
    : over
      ? gettext("%(count)s of %(limit)s characters: too long")
      : gettext("%(count)s of %(limit)s characters");

function box(s, open, mode, taking) {
  const { text, over, waits } = draftOf(s);
  const { limit, unit } = limitOf(open.detail, mode);
  const count = lengthOf(text, unit);
  const placeholder =
    mode === "note"
      ? gettext("Write a note. Only your team sees it.")
      : fill(gettext("Reply to %(name)s"), { name: shortened(open.detail.lead.name) });
  return html`
    <textarea id="composer-text" class="input" rows="3" dir="auto" placeholder=${placeholder} aria-label=${placeholder} .value=${live(text)}
      ?readonly=${waits} aria-describedby=${taking ? "taking-over composer-hint" : "composer-hint"} aria-invalid=${over} @input=${({ target }) => write(open.id, mode, target.value)} @keydown=${key}></textarea>
    <div class="composer-foot">
      <p id="composer-hint" class="hint">
        ${
          count > limit * NEAR_LIMIT
            ? html`<span class=${over ? "over" : "near"}>${fill(counted(unit, over), { count, limit })}</span>`
            : hint(open.detail, mode, taking)
        }
      </p>
      <span class="buttons">
        ${
          mode === "note" &&
          text.trim() &&
          !drafts.get(open.id, "reply").trim() &&
          (open.detail.may.reply || takesOver(open.detail))
            ? html`<button class="button quiet" id="to-reply" @click=${() => moveDraft("note", "reply")}>${icon("message-circle")}${gettext("Turn into a reply")}</button>`
            : nothing
        }
        <button class="button primary" id="send" ?disabled=${!text.trim() || over || waits} @click=${submit}>
          ${icon(mode === "note" ? "sticky-note" : taking ? "hand" : "send")}${waits ? gettext("Sending…") : buttonName(mode, taking)}
        </button>
      </span>
    </div>
  `;
}

const buttonName = (mode, taking) =>
  mode === "note" ? gettext("Save note") : taking ? gettext("Take over and send") : gettext("Send");

function hint(detail, mode, taking) {
  if (taking) return html`<kbd>${command("send_taking_over").keys.join(" ")}</kbd> ${gettext("to take over and send")}`;
  if (mode === "reply" && detail.floor === "queue") return gettext("Sending also claims this conversation.");
  if (mode === "reply" && detail.status === "resolved") return gettext("Sending reopens this conversation.");
  return html`<kbd>${command("send").keys.join(" ")}</kbd> ${mode === "note" ? gettext("to save") : gettext("to send")}`;
}

function key(event) {
  if (isComposing(event)) return;
  if (event.key === "Escape") event.target.blur();
  const command = commandFor(pressed(event), state, "composer");
  if (!command) return;
  event.preventDefault();
  command.run();
}
