/** The middle pane: who it is, what was said, what happened. */

import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { retryMessage } from "./acts.js";
import { asWritten, bubble } from "./bubble.js";
import { iconButton, toolButton } from "./buttons.js";
import { command } from "./commands.js";
import { loadOlder } from "./conversation.js";
import { describeEvent, withoutEchoes } from "./events.js";
import { dayKey, dayName, fullTime, timeOf } from "./format.js";
import { fill, gettext, ngettext } from "./i18n.js";
import { outOfSight } from "./moved.js";
import { channelChip, icon } from "./parts.js";
import { state, update } from "./store.js";
import { waitingCount } from "./views.js";
import { whyButton } from "./why.js";

const NEAR_PX = 80;

/** Where the thread stood after its last drawing. */
const place = { id: "", first: null, height: 0, last: 0 };

/** What the middle pane is: a conversation ("thread"), one that is out of sight ("gone"), or nothing ("none"). */
export function shapeOf({ open }) {
  if (!open) return "none";
  return open.error && !open.detail ? "gone" : "thread";
}

/** The frame, in whose places `log`, `below`, `banner` and `composer` are drawn by themselves. */
export function thread(s) {
  const shape = shapeOf(s);
  if (shape === "none") return noThread(s);
  if (shape === "gone") return outOfSight(s.open);
  return html`
    ${head(s)}
    <div class="log" id="log" role="log" aria-label=${gettext("Messages")} aria-live="polite" aria-busy=${s.open.loading} tabindex="0" @scroll=${scrolled}></div>
    <div class="foot">
      <div id="below-place"></div>
      <div id="banner-place"></div>
      <div id="composer-place"></div>
    </div>
  `;
}

/** What was said and what happened. */
export const log = ({ open }) => html`
  ${open.hasMore ? html`<p class="beginning"><button class="button quiet small" ?disabled=${open.older} @click=${loadOlder}>${open.older ? gettext("Loading earlier messages…") : gettext("Earlier messages")}</button></p>` : nothing}
  ${open.loading && !open.items.length ? skeleton() : nothing}
  ${!open.loading && !open.hasMore ? html`<p class="beginning">${gettext("Start of the conversation")}</p>` : nothing}
  ${repeat(
    timeline(open),
    (entry) => entry.key,
    (entry) => entry.draw(),
  )}
`;

/** The way to what came in below while somebody reads further up. */
export const below = ({ below: { atEnd, unseen } }) =>
  unseen && !atEnd
    ? html`<button class="button primary small pill" id="new-messages" @click=${toEnd}>${icon("arrow-down")}${fill(ngettext("%(count)s new message", "%(count)s new messages", unseen), { count: unseen })}</button>`
    : nothing;

function noThread(s) {
  const waiting = waitingCount(s);
  const keys = (id) => command(id).keys.map((key) => html`<kbd>${key}</kbd> `);
  return html`<div class="empty whole">
    ${icon("messages-square")}
    <h2>${gettext("Choose a conversation")}</h2>
    <p>${waiting ? fill(ngettext("%(count)s customer is waiting for a person.", "%(count)s customers are waiting for a person.", waiting), { count: waiting }) : gettext("No one is waiting. Nice.")}</p>
    <p class="keys"><span>${keys("next")}${keys("previous")}${gettext("move")}</span> <span><kbd>Enter</kbd> ${gettext("open")}</span> <span>${keys("help")}${gettext("all shortcuts")}</span></p>
  </div>`;
}

const skeleton =
  () => html`<div class="skeleton-thread" aria-hidden="true"><i></i><i class="out"></i><i></i><i class="out"></i></div>
  <p class="visually-hidden">${gettext("Loading messages")}</p>`;

function head(s) {
  const { detail } = s.open;
  return html`<header class="thread-head">
    ${iconButton("back", "back")}
    <div class="thread-title">
      <h2><span class="text" dir="auto">${detail?.lead.name ?? " "}</span></h2>
      ${detail ? html`<p class="thread-sub">${channelChip(detail.channel)} <span class="chip outline">${icon("users")}<span class="text"><bdi>${detail.team.name}</bdi></span></span></p>` : nothing}
    </div>
    ${detail ? buttons(s) : nothing}
  </header>`;
}

/** Who holds a conversation finds "Resolve" in the banner. */
const buttons = (s) => html`<div class="buttons">
  ${toolButton(s, "transfer")} ${toolButton(s, "snooze")} ${s.open.detail.floor === "human" ? nothing : toolButton(s, "resolve")} ${iconButton("details", "details")}
</div>`;

/** Messages, events, day lines and the divider, each with its key. */
function timeline(open) {
  const entries = [];
  let day = "";
  let divided = !(open.lookedAt > 0); // nothing new, or everything: then a line says nothing
  const items = asWritten(withoutEchoes(open.items)).filter((item) => item.kind !== "reaction");
  for (const [index, item] of items.entries()) {
    if (dayKey(item.created_at) !== day) {
      day = dayKey(item.created_at);
      entries.push({
        key: `day:${day}`,
        draw: () => html`<p class="day"><span>${dayName(item.created_at)}</span></p>`,
      });
    }
    if (!divided && item.version > open.lookedAt && item.type === "message" && item.direction === "in") {
      divided = true;
      entries.push({
        key: "divider",
        draw: () => html`<p class="divider" id="divider"><span>${gettext("New")}</span></p>`,
      });
    }
    const follows = continues(items[index - 1], item);
    entries.push({
      key: item.id ?? `event:${item.version}`,
      draw: () => (item.type === "message" ? message(item, open, follows) : eventLine(item)),
    });
  }
  return entries;
}

const TOGETHER_MS = 180_000;

/** Whether a message goes on where the one above it ended: then its author need not be named again. */
function continues(before, item) {
  return (
    before?.type === "message" &&
    item.type === "message" &&
    before.author === item.author &&
    before.direction === item.direction &&
    before.agent?.id === item.agent?.id &&
    before.purpose === item.purpose &&
    new Date(item.created_at) - new Date(before.created_at) < TOGETHER_MS
  );
}

function eventLine(event) {
  const [symbol, text] = describeEvent(event);
  const trouble = symbol === "triangle-alert";
  return html`<p class="event ${trouble ? "trouble" : ""} ${event.kind === "handoff.opened" ? "opening" : ""}">
    ${icon(symbol)}<time title=${fullTime(event.created_at)}>${timeOf(event.created_at)}</time><span>${text}</span>
  </p>`;
}

function authorOf(item, open) {
  if (item.direction === "note") {
    const name = item.agent?.id === state.me.id ? gettext("you") : (item.agent?.name ?? gettext("the AI"));
    return {
      kind: "note",
      symbol: "sticky-note",
      name: fill(gettext("Note by %(name)s. Only the team sees it"), { name }),
    };
  }
  if (item.author === "lead")
    return { kind: "lead", symbol: "user-round", name: open.detail?.lead.name ?? gettext("Customer") };
  if (item.author === "ai") return { kind: "ai", symbol: "bot", name: gettext("AI") };
  if (item.author === "system")
    return {
      kind: "system",
      symbol: "check",
      name: item.purpose === "acknowledgement" ? gettext("Automatic acknowledgement") : gettext("Automatic message"),
    };
  return {
    kind: item.agent?.id === state.me.id ? "agent mine" : "agent",
    symbol: "user-round",
    name: item.agent?.id === state.me.id ? gettext("You") : (item.agent?.name ?? gettext("Agent")),
  };
}

function message(item, open, follows) {
  const author = authorOf(item, open);
  return html`<article class="message ${author.kind} ${follows ? "follows" : ""} ${item.delivery === "failed" ? "failed" : ""}" data-version=${item.version}>
    <p class="byline ${follows ? "visually-hidden" : ""}">${icon(author.symbol)}<b><bdi>${author.name}</bdi></b></p>
    ${bubble(item)}
    <p class="foot-line"><time datetime=${item.created_at} title=${fullTime(item.created_at)}>${timeOf(item.created_at)}</time>${item.direction === "out" ? delivery(item) : nothing}${author.kind === "lead" ? whyButton(item) : nothing}</p>
  </article>`;
}

const DELIVERY = {
  queued: ["clock", () => gettext("Queued")],
  sending: ["clock", () => gettext("Sending")],
  sent: ["check", () => gettext("Sent")],
  delivered: ["check-check", () => gettext("Delivered")],
  read: ["check-check", () => gettext("Read")],
  failed: ["triangle-alert", () => gettext("Not delivered")],
  unknown: ["triangle-alert", () => gettext("May not have arrived")],
};

function delivery(item) {
  const known = DELIVERY[item.delivery];
  if (!known) return nothing;
  const bad = item.delivery === "failed" || item.delivery === "unknown";
  return html`<span class="delivery ${item.delivery}">${icon(known[0])}${known[1]()}${bad && item.delivery_error ? html`: ${item.delivery_error}` : nothing}</span>
    ${bad ? html`<button class="button small" @click=${() => retryMessage(item.id)}>${icon("rotate-ccw")}${item.delivery === "unknown" ? gettext("Send again") : gettext("Retry")}</button>` : nothing}`;
}

function scrolled({ currentTarget }) {
  const atEnd = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight < NEAR_PX;
  update((s) => Object.assign(s.below, { atEnd, unseen: atEnd ? 0 : s.below.unseen }));
  if (currentTarget.scrollTop < NEAR_PX) loadOlder();
}

const toEnd = () => showEnd(document.getElementById("log"));

/**
 * After each drawing: stay at the end if the reader was there, keep their place when older messages came in above,
 * count what arrived below while they read further up.
 */
export function settleThread(s) {
  const box = document.getElementById("log");
  if (!box || !s.open) return;
  const messages = s.open.items.filter((item) => item.type === "message");
  const first = s.open.items[0]?.version ?? null;
  const last = messages.at(-1)?.version ?? 0;
  if (place.id !== s.open.id) {
    Object.assign(place, { id: s.open.id, first, last });
    Object.assign(s.below, { atEnd: true, unseen: 0 });
  }
  if (s.below.atEnd) showEnd(box);
  else if (place.first !== null && first < place.first) box.scrollTop += box.scrollHeight - place.height;
  else if (last > place.last) {
    const fresh = messages.filter((item) => item.version > place.last);
    s.below.unseen += fresh.length;
    if (fresh.some((item) => item.agent?.id === s.me.id)) showEnd(box);
  }
  Object.assign(place, { first, last, height: box.scrollHeight });
}

function showEnd(box) {
  box.scrollTop = box.scrollHeight;
  Object.assign(state.below, { atEnd: true, unseen: 0 });
}
