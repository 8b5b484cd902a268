/** The left pane: the views with their counts, the search, the rows. */
import { isComposing } from "../text/keyboard.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { boot } from "./boot.js";
import { command } from "./commands.js";
import { openConversation } from "./conversation.js";
import { cursorRow } from "./cursor.js";
import { fullTime, listTime } from "./format.js";
import { fill, gettext } from "./i18n.js";
import { loadList, loadMore, search, showView } from "./lists.js";
import { channelChip, clockSince, icon, leadAvatar, priorityChip, reasonName, standing } from "./parts.js";
import { titleOf } from "./registry.js";
import { holdsIt, isOpen, update } from "./store.js";
import { nextView, shownView, VIEWS } from "./views.js";

const SEARCH_AFTER_MS = 250;
let searchTimer = 0;

export const views = (s) => html`<ul>
  ${VIEWS.map((view) => {
    const current = !s.search && view.id === s.view;
    return html`<li>
      <button class="view" data-view=${view.id} title=${titleOf(command(`view:${view.id}`))} aria-current=${current ? "page" : "false"} @click=${() => showView(view.id)}>
        ${icon(view.icon)}<span class="name">${view.label}</span>${count(view, s.counts[view.id])}
      </button>
    </li>`;
  })}
</ul>`;

function count({ count_cap: cap, is_pressing: pressing }, number) {
  if (number === undefined) return nothing;
  return html`<span class="count ${pressing && number ? "hot" : ""}">${number >= cap ? `${cap - 1}+` : number}</span>`;
}

export const list = (s) => html`
  <div class="list-head">
    <h2>${shownView(s).label}</h2>
    <div class="searchbox">
      ${icon("search")}
      <input class="input" id="search" type="search" placeholder=${gettext("Search name, email, phone")} aria-label=${gettext("Search conversations")}
        .value=${s.search} @input=${typeSearch} @keydown=${leaveSearch} autocomplete="off">
    </div>
  </div>
  <div class="rows-scroll" id="rows" aria-busy=${s.list.loading}>
    ${
      s.list.rows.length
        ? html`<ul class="rows">
          ${repeat(s.list.rows, (row) => row.id, row)}
        </ul>`
        : nothing
    }
    ${tail(s)}
  </div>
`;

function typeSearch({ target }) {
  clearTimeout(searchTimer);
  searchTimer = setTimeout(() => search(target.value.trim()), SEARCH_AFTER_MS);
}

function leaveSearch(event) {
  if (event.key !== "Escape" || isComposing(event)) return;
  clearTimeout(searchTimer);
  event.target.value = "";
  search("");
  event.target.blur();
}

function tail(s) {
  const { rows, loading, error, next } = s.list;
  if (error) {
    return html`<div class="empty"><p>${error}</p><button class="button" @click=${() => loadList()}>${gettext("Try again")}</button></div>`;
  }
  if (loading && !rows.length) {
    return html`<div class="skeletons" aria-hidden="true">${Array.from({ length: 7 }, () => html`<div class="skeleton"><i></i><b></b><u></u></div>`)}</div>
      <p class="visually-hidden" role="status">${gettext("Loading conversations")}</p>`;
  }
  if (!rows.length) return emptyList(s);
  if (!next) return nothing;
  return html`<button class="button quiet wide more" ?disabled=${loading} @click=${loadMore}>${loading ? gettext("Loading…") : gettext("Load more")}</button>`;
}

function emptyList(s) {
  if (s.search) {
    return html`<div class="empty">${icon("search")}<p>${fill(gettext("No results for “%(text)s”."), { text: s.search })}</p></div>`;
  }
  const view = shownView(s);
  const other = nextView(s);
  return html`<div class="empty">
    ${icon(view.empty_icon)}
    <p>${view.empty}</p>
    ${other ? html`<button class="button" @click=${() => showView(other.id)}>${fill(gettext("Show %(view)s"), { view: other.label })}</button>` : nothing}
  </div>`;
}

const SPOKE = {
  lead: ["message-circle", () => gettext("Customer wrote")],
  ai: ["bot", () => gettext("AI answered")],
  agent: ["user-round", () => gettext("Team answered")],
  system: ["check", () => gettext("Automatic reply")],
};

/** Who spoke last. The words above are the customer's, whoever that was. */
function spoke(one) {
  const known = SPOKE[one.last_author];
  if (!known) return nothing;
  const mine = one.last_author === "agent" && holdsIt(one);
  return html`<span class="spoke by-${one.last_author}">${icon(known[0])}${mine ? gettext("You answered") : known[1]()}</span>`;
}

/**
 * What the AI handles, and what is settled, needs no reading. `unread` is a distance in versions, in which events count
 * too, so it is shown as a mark and not as a number of messages.
 */
const isUnread = (one) => one.unread > 0 && one.floor !== "ai" && one.status !== "resolved";

function row(one) {
  const tabbable = cursorRow()?.id === one.id;
  return html`<li>
    <a class="row ${isUnread(one) ? "unread" : ""}" data-id=${one.id} href="${boot.urls.inbox}${one.id}/" tabindex=${tabbable ? 0 : -1}
      aria-current=${isOpen(one.id) ? "true" : "false"} @click=${open} @focus=${() => update((s) => (s.list.cursor = one.id))}>
      ${leadAvatar(one.lead)}
      <span class="row-main">
        <span class="row-top">
          <span class="row-name" dir="auto">${one.lead.name}</span>
          ${one.lead.is_vip ? html`<span class="vip" title=${gettext("VIP")}>${icon("star")}<span class="visually-hidden">${gettext("VIP")}</span></span>` : nothing}
          <time class="row-time" datetime=${one.last_message_at ?? ""} title=${fullTime(one.last_message_at)}>${listTime(one.last_message_at)}</time>
        </span>
        <span class="row-last">
          <span class="row-preview" dir="auto">${one.last_inbound_preview || one.last_preview}</span>
          ${isUnread(one) ? html`<span class="unread-dot" title=${gettext("Unread")}><span class="visually-hidden">${gettext("Unread")}</span></span>` : nothing}
        </span>
        <span class="row-said">${spoke(one)} ${channelChip(one.channel)}</span>
        <span class="row-marks">${marks(one)}</span>
      </span>
    </a>
  </li>`;
}

function marks(one) {
  return html`
    ${priorityChip(one.priority)}
    ${standing(one.due_at, one.due_from)}
    ${one.floor === "queue" && one.waiting_since && !one.due_at ? html`<span class="chip amber wait">${icon("clock")}<span class="visually-hidden">${gettext("waiting")}</span>${clockSince(one.waiting_since)}</span>` : nothing}
    ${one.reason ? html`<span class="chip"><span class="text">${reasonName(one.reason)}</span></span>` : nothing}
    ${one.status === "snoozed" ? html`<span class="chip">${icon("alarm-clock")}${listTime(one.snoozed_until)}</span>` : nothing}
    ${one.holder && shownView().match.holder !== "me" ? html`<span class="chip ${holdsIt(one) ? "accent" : ""}">${icon("user-round")}<span class="text">${holdsIt(one) ? gettext("You") : html`<bdi>${one.holder.name}</bdi>`}</span></span>` : nothing}
  `;
}

function open(event) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return; // a new tab is the browser's business
  event.preventDefault();
  openConversation(event.currentTarget.dataset.id);
}
