/** What the socket brings, applied to the state; and polling while it is down. */
import { get, rowsOf } from "./api.js";
import { boot } from "./boot.js";
import { catchUp, markReadSoon, noteLeaving, refreshDetailSoon } from "./conversation.js";
import { fill, gettext } from "./i18n.js";
import { dropRow, loadCounts, loadList, placeRow, refreshSoon, reloadList, unreadOf } from "./lists.js";
import { connect } from "./socket.js";
import { beep } from "./sound.js";
import { isOpen, state, update } from "./store.js";
import { announce } from "./toasts.js";

const POLL_MS = 5_000;
const REMEMBERED = 500;

const seen = new Set(); // conversation:version; an event may come through two groups
let poll = 0;
let wasOnline = false;

/** Start listening. Each connection catches up: what happened before it stood was told to nobody here. */
export function goLive() {
  connect("/ws/inbox/", { onFrame: receive, onState: setOnline, onRefused: checkLogin });
  document.addEventListener("visibilitychange", () => (document.hidden ? noteLeaving() : markReadSoon()));
}

function receive(frame) {
  if (frame.type === "event") applyEvent(frame);
  if (frame.type === "notification") applyNotification(frame);
  if (frame.type === "moved") applyMoved(frame);
}

/** Somebody else's now: it leaves the list, and the open one is asked for again, to say who has it. */
function applyMoved({ conversation }) {
  dropRow(conversation);
  refreshSoon();
  if (isOpen(conversation)) refreshDetailSoon(conversation);
}

function setOnline(online) {
  if (online && wasOnline !== online) {
    clearInterval(poll);
    poll = 0;
    refetch();
  }
  if (!online && !poll) poll = setInterval(refetch, POLL_MS);
  wasOnline = online;
  update((s) => (s.online = online));
}

/** Bring everything on the screen up to date. */
export function refetch() {
  loadCounts();
  reloadList();
  loadNotifications();
  if (state.open) {
    catchUp(state.open.id);
    refreshDetailSoon(state.open.id);
  }
}

function applyEvent(event) {
  const key = `${event.conversation}:${event.version}`;
  if (seen.has(key)) return;
  seen.add(key);
  if (seen.size > REMEMBERED) seen.delete(seen.values().next().value);

  const reading = isOpen(event.conversation) && !document.hidden;
  const inbound = event.kind === "message.received";
  // The row is complete in every event, so a gap in its versions needs no request; only the open thread has a gap to fill.
  if (event.row) {
    const unread = reading ? 0 : unreadOf(event.conversation) + (inbound ? 1 : 0);
    placeRow({ ...event.row, version: Math.max(event.row.version, event.version) }, { unread });
  }
  if (MOVES_ROWS.test(event.kind)) refreshSoon();
  if (isOpen(event.conversation)) {
    catchUp(event.conversation);
    if (!isDelivery(event.kind)) refreshDetailSoon(event.conversation);
  }
}

/** Deliveries change one message and nothing else. */
const isDelivery = (kind) => /^message\.(sent|delivered|read|failed|unknown|retried)$/.test(kind);

/** Only these can change which view a conversation is in, and so the counts. */
const MOVES_ROWS = /^(floor|assignment|conversation|handoff)\./;

function applyNotification(note) {
  const known = state.notifications.some((one) => one.id === note.id);
  if (known) return;
  update((s) => (s.notifications = [note, ...s.notifications].slice(0, 50)));
  announce(fill(gettext("%(title)s. %(body)s"), { title: note.title, body: note.body ?? "" }));
  beep();
}

export async function loadNotifications() {
  try {
    const notifications = rowsOf(await get("notifications/"));
    update((s) => (s.notifications = notifications));
  } catch {
    // The bell keeps what it has until the next time.
  }
}

/** Closed by the server: either logged out, or rights changed and everything visible must be asked anew. */
export async function checkLogin() {
  try {
    const me = await get("me/");
    update((s) => Object.assign(s.me, me));
    loadList();
  } catch (error) {
    if (error.status === 401 || error.status === 403) leave();
  }
}

/** To the log-in page, and back here afterwards. */
export function leave() {
  location.assign(`${boot.urls.login}?next=${encodeURIComponent(location.pathname)}`);
}
