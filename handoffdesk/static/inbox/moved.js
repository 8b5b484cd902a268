/** In place of a thread that this person cannot see (any more): who has it now, and what is left to do. */
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { closeConversation, loadConversation } from "./conversation.js";
import { dayKey, fullTime, timeOf } from "./format.js";
import { fill, gettext } from "./i18n.js";
import { icon } from "./parts.js";
import { drafts } from "./storage.js";

export const outOfSight = (open) => html`<div class="empty whole">
  ${open.moved ? moved(open.moved) : html`${icon("lock")}<p>${open.error}</p>`}
  ${["reply", "note"].map((mode) => unsent(open.id, mode))}
  <span class="buttons">
    ${open.moved ? nothing : html`<button class="button" @click=${() => loadConversation(open.id)}>${gettext("Try again")}</button>`}
    <button class="button ${open.moved ? "primary" : ""}" @click=${() => closeConversation()}>${gettext("Back to the list")}</button>
  </span>
</div>`;

const moment = (at) => (dayKey(at) === new Date().toDateString() ? timeOf(at) : fullTime(at));

function moved({ team, holder, at }) {
  const title = holder
    ? fill(gettext("%(name)s has this conversation now"), { name: holder })
    : fill(gettext("This conversation is with %(team)s now"), { team });
  const whom = holder && team ? fill(gettext("%(name)s in %(team)s"), { name: holder, team }) : holder || team;
  return html`${icon("arrow-right-left")}
    <h2 id="moved">${title}</h2>
    <p>${at ? `${fill(gettext("Since %(time)s."), { time: moment(at) })} ` : nothing}${gettext("You no longer have access.")}</p>
    <p>${fill(gettext("If you know something useful, tell %(whom)s. It comes back to your lists if it's transferred back."), { whom })}</p>`;
}

/** What was typed and has no place any more: shown, so that it can be copied. */
function unsent(id, mode) {
  const text = drafts.get(id, mode);
  if (!text.trim()) return nothing;
  return html`<div class="field unsent"><label for="unsent-${mode}">${mode === "reply" ? gettext("Your reply was not sent") : gettext("Your note was not saved")}</label>
    <textarea class="input" id="unsent-${mode}" rows="3" dir="auto" readonly .value=${text}></textarea></div>`;
}
