/** The top bar: product, connection, availability, bell, the person's menu. */

import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { setAvailability } from "./acts.js";
import { post } from "./api.js";
import { boot } from "./boot.js";
import { command } from "./commands.js";
import { openConversation } from "./conversation.js";
import { fullTime, listTime } from "./format.js";
import { fill, gettext, ngettext } from "./i18n.js";
import { avatar, icon } from "./parts.js";
import { preference } from "./storage.js";
import { opensAdmin, state, update } from "./store.js";

const AVAILABILITIES = [
  ["online", () => gettext("Online"), () => gettext("You can get new conversations")],
  ["away", () => gettext("Away"), () => gettext("No new conversations")],
  ["offline", () => gettext("Offline"), () => gettext("Not at work")],
];

export const topbar = (s) => html`
  <a class="brand" href=${boot.urls.inbox} aria-label=${gettext("Handoff Desk")}>
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M7 12h12m0 0-4-4m4 4-4 4"></path>
      <path class="back" d="M25 20H13m0 0 4-4m-4 4 4 4"></path>
    </svg>
    <span>${gettext("Handoff Desk")}</span>
  </a>
  <div class="connection" role="status">
    ${
      s.online
        ? nothing
        : html`<span class="chip red" id="offline">${icon("wifi-off")}<span>${gettext("Offline: may be out of date")}</span></span>`
    }
  </div>
  <div class="tools" data-choices=${s.choices}>${availabilityMenu(s)} ${bell(s)} ${personMenu(s)}</div>
`;

function availabilityMenu(s) {
  const current = AVAILABILITIES.find(([key]) => key === s.me.availability) ?? AVAILABILITIES[2];
  return html`
    <button class="button quiet availability" popovertarget="availability-menu" aria-haspopup="true" ?disabled=${!s.me.availability}>
      <span class="dot ${current[0]}"></span><span class="label"><span class="visually-hidden">${gettext("You are")} </span>${current[1]()}</span>${icon("chevron-down")}
    </button>
    <div class="menu" popover id="availability-menu">
      ${AVAILABILITIES.map(
        ([
          key,
          name,
          help,
        ]) => html`<button class="item" aria-pressed=${key === current[0]} @click=${(event) => setAvailable(event, key)}>
          <span class="dot ${key}"></span><span class="grow"><b>${name()}</b><small>${help()}</small></span>${key === current[0] ? icon("check") : nothing}
        </button>`,
      )}
    </div>
  `;
}

function setAvailable(event, availability) {
  closeMenu(event);
  setAvailability(availability);
}

const closeMenu = (event) => event.currentTarget.closest("[popover]").hidePopover();

function bell(s) {
  const unread = s.notifications.filter((note) => !note.read_at).length;
  const label = unread
    ? fill(ngettext("%(count)s new notification", "%(count)s new notifications", unread), { count: unread })
    : gettext("Notifications");
  return html`
    <button class="button quiet icon-only bell" popovertarget="bell-menu" aria-haspopup="true" aria-label=${label} title=${label}>
      ${icon("bell")}${unread ? html`<span class="badge">${unread > 9 ? "9+" : unread}</span>` : nothing}
    </button>
    <div class="menu wide" popover id="bell-menu" aria-label=${gettext("Notifications")}>
      <div class="menu-head">
        <h2>${gettext("Notifications")}</h2>
        ${unread ? html`<button class="button quiet small" @click=${readAll}>${gettext("Mark all as read")}</button>` : nothing}
      </div>
      ${
        s.notifications.length
          ? html`<ul class="notes">
            ${repeat(s.notifications, (note) => note.id, notification)}
          </ul>`
          : html`<p class="empty-small">${gettext("Nothing yet. You'll be told here when someone needs you.")}</p>`
      }
    </div>
  `;
}

const notification = (note) => html`<li>
  <button class="item ${note.read_at ? "" : "unread"}" @click=${(event) => openNotification(event, note)}>
    ${icon(/breach|escalat|alarm/.test(note.kind ?? "") ? "triangle-alert" : "hand")}
    <span class="grow"><b>${note.title}</b><small class="note-body">${note.body}</small></span>
    <time title=${fullTime(note.at ?? note.created_at)}>${listTime(note.at ?? note.created_at)}</time>
  </button>
</li>`;

function openNotification(event, note) {
  closeMenu(event);
  markRead([note.id]);
  if (note.conversation) openConversation(note.conversation);
}

const readAll = () => markRead(state.notifications.filter((note) => !note.read_at).map((note) => note.id));

function markRead(ids) {
  const now = new Date().toISOString();
  update(
    (s) =>
      (s.notifications = s.notifications.map((note) =>
        ids.includes(note.id) ? { ...note, read_at: note.read_at ?? now } : note,
      )),
  );
  if (ids.length) post("notifications/read/", { ids }).catch(() => {}); // shown again as new after a reload: harmless
}

const THEMES = {
  system: ["monitor", () => gettext("System")],
  light: ["sun", () => gettext("Light")],
  dark: ["moon", () => gettext("Dark")],
};

/** Make a choice that this browser keeps; the state only counts it, so that the bar is drawn anew. */
function choose(keep) {
  keep();
  update((s) => (s.choices += 1));
}

function helpItem() {
  const { icon: symbol, label, keys, run } = command("help");
  return html`<button class="item" @click=${(event) => {
    closeMenu(event);
    run();
  }}>${icon(symbol)}<span class="grow">${label()}</span>${keys.map((key) => html`<kbd>${key}</kbd>`)}</button>`;
}

function personMenu(s) {
  const sound = preference.get("sound", true);
  const keys = preference.get("shortcuts", true);
  return html`
    <button class="button quiet icon-only person-button" popovertarget="person-menu" aria-haspopup="true" aria-label=${fill(gettext("Menu for %(name)s"), { name: s.me.name })}>
      ${avatar(s.me.name, "small me")}
    </button>
    <div class="menu" popover id="person-menu">
      <div class="menu-head who"><b><bdi>${s.me.name}</bdi></b><small>${s.me.email}</small></div>
      <div class="segments" role="group" aria-label=${gettext("Theme")}>
        ${globalThis.deskTheme.all.map(
          (
            theme,
          ) => html`<button aria-pressed=${theme === globalThis.deskTheme.get()} @click=${() => choose(() => globalThis.deskTheme.set(theme))}>
            ${icon(THEMES[theme][0])}${THEMES[theme][1]()}
          </button>`,
        )}
      </div>
      ${choice("sound", sound, sound ? "volume-2" : "volume-x", gettext("Sound"))}
      ${choice("shortcuts", keys, "keyboard", gettext("Keyboard shortcuts"))}
      ${helpItem()}
      <a class="item" href="/accounts/notifications/">${icon("bell")}<span class="grow">${gettext("Email notifications")}</span></a>
      <a class="item" href="/accounts/password/change/">${icon("lock")}<span class="grow">${gettext("Change password")}</span></a>
      <a class="item" href="/accounts/2fa/">${icon("shield-check")}<span class="grow">${gettext("Two-factor authentication")}</span></a>
      <a class="item" href="/reports/">${icon("briefcase")}<span class="grow">${gettext("Weekly report")}</span></a>
      ${opensAdmin(s.me) ? html`<a class="item" href="/admin/">${icon("settings")}<span class="grow">${gettext("Admin")}</span></a>` : nothing}
      <button class="item" type="submit" form="logout">${icon("log-out")}<span class="grow">${gettext("Log out")}</span></button>
    </div>
  `;
}

const choice = (
  key,
  on,
  symbol,
  name,
) => html`<button class="item" role="switch" aria-checked=${on} @click=${() => choose(() => preference.set(key, !on))}>
  ${icon(symbol)}<span class="grow">${name}</span><span class="switch" aria-hidden="true"></span>
</button>`;
