/** The one state of the page. Modules change it through `update`; the page is then drawn once, on the next frame. */
import { boot } from "./boot.js";

export const VIEWS = ["mine", "waiting", "unassigned", "ai", "resolved"];

export const state = {
  me: { ...boot.me, availability: "", may_make_tags: false, teams: [] },
  pane: "list",
  view: "waiting",
  search: "",
  counts: {},
  list: { rows: [], next: null, loading: true, error: "", cursor: null },
  open: null, // {id, detail, items, version, hasMore, loading, older, error, moved, looked, earlier}
  modes: new Map(), // conversation -> {mode: "reply" | "note", floor: the one under which it was chosen}
  sending: new Map(), // conversation -> {mode, body, ref}
  busy: new Set(), // acts that wait for the server
  acted: "",
  online: true,
  notifications: [],
  teams: null,
  tags: null,
  walks: false, // the focus was in the list before it was drawn anew
};

const listeners = new Set();
let scheduled = false;

/** Call `draw` after each change of the state, at most once per frame. */
export function subscribe(draw) {
  listeners.add(draw);
}

/** Change the state and have the page drawn. */
export function update(change) {
  change?.(state);
  if (scheduled) return;
  scheduled = true;
  // A hidden tab gets no animation frames, but its title must still count.
  const later = document.hidden ? (run) => setTimeout(run, 50) : requestAnimationFrame;
  later(() => {
    scheduled = false;
    for (const draw of listeners) draw(state);
  });
}

/** Have the page drawn at once, for a focus that must not wait for the next frame. */
export function flush() {
  for (const draw of listeners) draw(state);
}

/** Whether a conversation is the open one. */
export const isOpen = (id) => state.open?.id === id;

/** Whether this person manages the team (or every team, as an admin). */
export function manages(team) {
  return state.me.is_admin || state.me.teams.some((one) => one.id === team?.id && one.role === "manager");
}

/** Whether the admin opens for this person: for admins, and for managers the pages of their job. */
export const opensAdmin = (me) => me.is_admin || (me.teams ?? []).some((one) => one.role === "manager");

export const holdsIt = (row) => row?.holder?.id === state.me.id;

const IN_VIEW = {
  mine: (row) => holdsIt(row) && row.status !== "resolved",
  waiting: (row) => row.floor === "queue",
  unassigned: (row) => row.floor === "queue" && !row.holder,
  ai: (row) => row.floor === "ai" && row.status !== "resolved",
  resolved: (row) => row.status === "resolved",
};

/** Whether a row belongs to the shown view. With a search only the server can tell about a new row. */
export function belongs(row, listed) {
  if (state.search) return listed;
  return IN_VIEW[state.view](row);
}

/** The order of the shown view: the queue by priority and wait, one's own by what is due, all others newest first. */
export function compareRows(a, b) {
  if (!state.search && state.view === "mine" && a.due_at !== b.due_at) return compare(a.due_at ?? NEVER, b.due_at ?? NEVER);
  if (!state.search && (state.view === "waiting" || state.view === "unassigned")) {
    return RANKS.indexOf(b.priority) - RANKS.indexOf(a.priority) || compare(a.waiting_since, b.waiting_since) || compare(a.id, b.id);
  }
  return compare(b.last_message_at, a.last_message_at) || compare(b.id, a.id);
}

const NEVER = "9"; // behind every time
const RANKS = ["low", "normal", "high", "urgent"];

function compare(a, b) {
  return a === b ? 0 : (a ?? "") < (b ?? "") ? -1 : 1;
}
