/** The list of conversations and the counts of the views: loading, and keeping them true as events arrive. */
import { get } from "./api.js";
import { state, update } from "./store.js";
import { belongs, compareRows, shownView } from "./views.js";

const REFRESH_MS = 1_200; // many events in a burst are one request
const MOST_PAGES = 10; // beyond this the rest is loaded again by scrolling

let request = 0;
let refreshTimer = 0;

/** Load the first page of the shown view. `quiet` keeps what is on the screen meanwhile. */
export async function loadList({ quiet = false } = {}) {
  request += 1;
  const mine = request;
  if (!quiet) update((s) => Object.assign(s.list, { rows: [], next: null, loading: true, error: "" }));
  try {
    const answer = await get("conversations/", { ...shownView().query, search: state.search });
    if (mine !== request) return;
    update((s) => {
      s.list.rows = quiet ? mergePage(s.list.rows, answer) : answer.results;
      if (!quiet || s.list.rows.length <= answer.results.length) s.list.next = answer.next;
      Object.assign(s.list, { loading: false, error: "" });
    });
  } catch (error) {
    if (mine !== request || error.status === 401) return;
    update((s) => Object.assign(s.list, { loading: false, error: quiet && s.list.rows.length ? "" : error.message }));
  }
}

/** Load everything that is shown anew: after a gap, rows of later pages may be as stale as those of the first. */
export async function reloadList() {
  const shown = state.list.rows.length;
  request += 1;
  const mine = request;
  try {
    let answer = await get("conversations/", { ...shownView().query, search: state.search });
    const rows = new Map(answer.results.map((row) => [row.id, row]));
    for (let page = 1; answer.next && rows.size < shown && page < MOST_PAGES; page += 1) {
      const address = new URL(answer.next, location.origin);
      answer = await get(address.pathname + address.search);
      for (const row of answer.results) rows.set(row.id, row);
    }
    if (mine !== request) return;
    update((s) =>
      Object.assign(s.list, { rows: [...rows.values()].map(newestOf), next: answer.next, loading: false, error: "" }),
    );
  } catch (error) {
    if (mine !== request || error.status === 401) return;
    update((s) => Object.assign(s.list, { loading: false, error: s.list.rows.length ? "" : error.message }));
  }
}

/** The row as an event has shown it meanwhile, where that is newer than the answer. */
function newestOf(row) {
  const known = state.list.rows.find((one) => one.id === row.id);
  return known && known.version > row.version ? known : row;
}

/** The server's first page, followed by the rows of later pages that are still in place. */
function mergePage(rows, answer) {
  if (!answer.next) return answer.results;
  const last = answer.results.at(-1);
  const known = new Set(answer.results.map((row) => row.id));
  const later = rows.filter((row) => !known.has(row.id) && belongs(row, true) && compareRows(row, last) > 0);
  return [...answer.results, ...later];
}

/** Append the next page. */
export async function loadMore() {
  const { next, loading } = state.list;
  if (!next || loading) return;
  const mine = request;
  update((s) => (s.list.loading = true));
  try {
    const address = new URL(next, location.origin);
    const answer = await get(address.pathname + address.search);
    if (mine !== request) return;
    update((s) => {
      const known = new Set(s.list.rows.map((row) => row.id));
      s.list.rows = [...s.list.rows, ...answer.results.filter((row) => !known.has(row.id))];
      Object.assign(s.list, { next: answer.next, loading: false });
    });
  } catch (error) {
    if (mine === request) update((s) => Object.assign(s.list, { loading: false, error: error.message }));
  }
}

export async function loadCounts() {
  try {
    const counts = await get("conversations/counts/");
    update((s) => (s.counts = counts));
  } catch {
    // The next event or poll asks again; the offline pill tells of a lasting trouble.
  }
}

/** Ask the server for the truth soon: membership in a view is its decision. */
export function refreshSoon() {
  if (refreshTimer) return;
  refreshTimer = setTimeout(() => {
    refreshTimer = 0;
    loadCounts();
    loadList({ quiet: true });
  }, REFRESH_MS);
}

/** Put a row from an event or an answer into the list, or out of it. An older row than the known one is ignored. */
export function placeRow(row, { unread } = {}) {
  update((s) => {
    const old = s.list.rows.find((one) => one.id === row.id);
    if (old && old.version > row.version) return;
    const merged = { ...old, ...row, unread: unread ?? row.unread ?? old?.unread ?? 0 };
    const others = s.list.rows.filter((one) => one.id !== row.id);
    s.list.rows = belongs(merged, Boolean(old)) ? [...others, merged].sort(compareRows) : others;
  });
}

/** Take a row out of the list. */
export function dropRow(id) {
  update((s) => (s.list.rows = s.list.rows.filter((row) => row.id !== id)));
}

/** Take the mark of the unread off a row. */
export function markRowRead(id) {
  if (unreadOf(id))
    update((s) => (s.list.rows = s.list.rows.map((row) => (row.id === id ? { ...row, unread: 0 } : row))));
}

export const unreadOf = (id) => state.list.rows.find((row) => row.id === id)?.unread ?? 0;

/** Show another view. */
export function showView(view) {
  update((s) => Object.assign(s, { view, search: "", pane: "list" }));
  state.list.cursor = null;
  return loadList();
}

/** Search in all conversations; an empty text goes back to the view. */
export function search(text) {
  if (text === state.search) return;
  update((s) => (s.search = text));
  loadList();
}
