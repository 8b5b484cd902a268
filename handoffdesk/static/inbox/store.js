/**
 * The one state of the page. It knows which part of it a pane read while it was drawn, and which part was written since:
 * each pane is drawn anew only for what it shows. Drawing happens once, on the next frame.
 */
import { boot } from "./boot.js";
import { observe } from "./observed.js";

export const observed = observe({
  me: { ...boot.me, availability: "", may_make_tags: false, teams: [] },
  pane: "list",
  view: boot.first_view,
  search: "",
  counts: {},
  list: { rows: [], next: null, loading: true, error: "", cursor: null },
  open: null, // {id, detail, items, version, hasMore, loading, older, error, moved, looked, earlier}
  modes: new Map(), // conversation -> {mode: "reply" | "note", floor: the one under which it was chosen}
  sending: new Map(), // conversation -> {mode, body, ref}
  busy: new Set(), // acts that wait for the server
  below: { atEnd: true, unseen: 0 }, // where the reader stands in the thread, and what came in further down
  choices: 0, // grows with each choice that is kept in this browser: sound, keys, colours
  online: true,
  notifications: [],
  teams: null,
  tags: null,
});

export const state = observed.state;

/** Change the state; what shows the changed part is drawn on the next frame. */
export const update = (change) => change(state);

/** Have the changed panes drawn at once, for a focus that must not wait for the next frame. */
export const flush = observed.flush;

/** Whether a conversation is the open one. */
export const isOpen = (id) => state.open?.id === id;

/** Whether this person manages the team (or every team, as an admin). */
export function manages(team) {
  return state.me.is_admin || state.me.teams.some((one) => one.id === team?.id && one.role === "manager");
}

/** Whether the admin opens for this person: for admins, and for managers the pages of their job. */
export const opensAdmin = (me) => me.is_admin || (me.teams ?? []).some((one) => one.role === "manager");

export const holdsIt = (row) => row?.holder?.id === state.me.id;
