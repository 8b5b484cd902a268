/** The open conversation: its detail, its timeline, what has been read. */
import { get, post, rowsOf } from "./api.js";
import { boot } from "./boot.js";
import { dropRow, markRowRead, placeRow } from "./lists.js";
import { isOpen, state, update } from "./store.js";
import { announce, complain } from "./toasts.js";

const PAGE = 50;
const READ_AFTER_MS = 500;
const keyOf = (item) => item.id ?? `${item.type}:${item.version}`;

let detailTimer = 0;
let readTimer = 0;
const catching = new Map(); // conversation -> whether to ask once more after the running request

/** Open a conversation; its address goes into the history unless it came from there. */
export async function openConversation(id, { push = true } = {}) {
  if (push) history.pushState({ id }, "", `${boot.urls.inbox}${id}/`);
  if (isOpen(id)) {
    update((s) => (s.pane = "thread"));
    return;
  }
  const fresh = {
    id,
    detail: null,
    items: [],
    version: 0,
    hasMore: false,
    loading: true,
    older: false,
    error: "",
    moved: null,
    lookedAt: null,
    earlier: [],
  };
  update((s) => Object.assign(s, { open: fresh, pane: "thread" }));
  state.list.cursor = id;
  await loadConversation(id);
}

/** Load detail and newest messages of the open conversation. */
export async function loadConversation(id) {
  try {
    const [detail, timeline] = await Promise.all([
      get(`conversations/${id}/`),
      get(`conversations/${id}/timeline/`, { limit: PAGE }),
    ]);
    if (!isOpen(id)) return;
    const lookedAt = dividerVersion(timeline.items, detail.unread);
    update((s) =>
      Object.assign(s.open, { detail, loading: false, error: "", moved: null, hasMore: timeline.has_more, lookedAt }),
    );
    mergeItems(timeline);
    placeRow(rowOf(detail));
    markReadSoon();
    loadEarlier(id);
    if (state.open.isLate) catchUp(id);
  } catch (error) {
    if (isOpen(id))
      update((s) => Object.assign(s.open, { loading: false, error: error.message, moved: movedTo(error) }));
  }
}

/** The row's columns of a detail, whose lead holds more than the row's. */
const rowOf = ({ handoff, tasks, may, ...row }) => row;

/** The version up to which this person has read, or null: `unread` is how far the newest message is beyond it. */
function dividerVersion(items, unread) {
  const newest = items.findLast((item) => item.type === "message");
  return unread && newest ? newest.version - unread : null;
}

async function loadEarlier(id) {
  try {
    const handoffs = rowsOf(await get("handoffs/", { conversation: id }));
    if (isOpen(id)) update((s) => (s.open.earlier = handoffs));
  } catch {
    // The list of earlier handoffs is an extra: the card works without it.
  }
}

/** Close the open conversation: on a phone the way back to the list. */
export function closeConversation({ push = true } = {}) {
  if (push) history.pushState({}, "", boot.urls.inbox);
  update((s) => Object.assign(s, { open: null, pane: "list" }));
}

/** Put answered items into the timeline: new ones in order, deliveries and changes into their message. */
function mergeItems({ version, items }) {
  update((s) => {
    const byKey = new Map(s.open.items.map((item) => [keyOf(item), item]));
    for (const item of items) {
      if (item.type === "delivery") applyDelivery(byKey, item);
      else if (item.type === "change") {
        if (byKey.has(item.message.id)) byKey.set(item.message.id, item.message);
      } else byKey.set(keyOf(item), item);
    }
    s.open.items = [...byKey.values()].sort((a, b) => a.version - b.version);
    s.open.version = Math.max(s.open.version, version ?? 0);
  });
}

function applyDelivery(byKey, { message_id: id, delivery, error }) {
  const message = byKey.get(id);
  if (message) byKey.set(id, { ...message, delivery, delivery_error: error ?? "" });
}

/** Show one message that the server just accepted, before the timeline confirms it. */
export function addItem(id, item) {
  if (isOpen(id)) mergeItems({ version: 0, items: [item] });
}

/**
 * Ask for everything after the last version seen. This is the answer to every event, gap and reconnect:
 * versions have no gap, so what is missed is exactly what comes after.
 */
export async function catchUp(id) {
  if (!isOpen(id)) return;
  if (state.open.loading) {
    state.open.isLate = true; // the answer under way may be older than what we were just told
    return;
  }
  if (catching.has(id)) {
    catching.set(id, true);
    return;
  }
  catching.set(id, false);
  try {
    let more = true;
    while (more && isOpen(id)) {
      const timeline = await get(`conversations/${id}/timeline/`, { after: state.open.version, limit: PAGE });
      if (!isOpen(id)) break;
      const before = state.open.version;
      mergeItems(timeline);
      more = (timeline.has_more && state.open.version > before) || catching.get(id);
      catching.set(id, false);
    }
    markReadSoon();
  } catch {
    // Offline: the socket's return or the next poll catches up.
  } finally {
    catching.delete(id);
  }
}

/** Load what was said before the first shown item. */
export async function loadOlder() {
  const { open } = state;
  if (!open?.hasMore || open.older || !open.items.length) return;
  update((s) => (s.open.older = true));
  try {
    const timeline = await get(`conversations/${open.id}/timeline/`, { before: open.items[0].version, limit: PAGE });
    if (!isOpen(open.id)) return;
    mergeItems({ version: 0, items: timeline.items });
    update((s) => (s.open.hasMore = timeline.has_more && timeline.items.length > 0));
  } catch (error) {
    complain(error);
  } finally {
    update((s) => {
      if (s.open) s.open.older = false;
    });
  }
}

/** Take a detail that an act answered with. */
export function takeDetail(detail) {
  if (!detail?.id || !("floor" in detail)) return;
  if (isOpen(detail.id)) update((s) => Object.assign(s.open, { detail, error: "", moved: null }));
  placeRow(rowOf(detail));
  catchUp(detail.id);
}

/** Ask for the detail again: rights, handoff and tasks are not in the events. */
export async function refreshDetail(id) {
  try {
    const detail = await get(`conversations/${id}/`);
    if (isOpen(id) && detail.version >= (state.open.detail?.version ?? 0)) takeDetail(detail);
  } catch (error) {
    if (error.status === 404) loseSight(id, error);
  }
}

/** Who has a conversation that was ours to see, as the desk tells it; null for what never was. */
const movedTo = ({ code, team, holder, at }) => (code === "moved" ? { team, holder, at } : null);

/** A conversation left this person's sight: it leaves the list, and the open one says where it went. */
export function loseSight(id, error) {
  dropRow(id);
  if (!isOpen(id)) return;
  announce(error.message);
  update((s) => Object.assign(s.open, { detail: null, error: error.message, moved: movedTo(error) }));
}

export function refreshDetailSoon(id) {
  clearTimeout(detailTimer);
  detailTimer = setTimeout(() => isOpen(id) && refreshDetail(id), 150);
}

/** Tell the server how far this person has read, if the page is really before their eyes. */
export function markReadSoon() {
  clearTimeout(readTimer);
  readTimer = setTimeout(() => {
    const { open } = state;
    if (!open?.version || document.hidden || open.read >= open.version) return;
    open.read = open.version;
    post(`conversations/${open.id}/read/`, { version: open.version }).catch(() => {
      open.read = 0;
    });
    markRowRead(open.id);
  }, READ_AFTER_MS);
}

/** Remember where the reader left, so that what comes meanwhile stands below a line. */
export function noteLeaving() {
  if (state.open) update((s) => (s.open.lookedAt = s.open.version));
}
