/** The lists on the left, as the server describes them (`routing/inbox_views.py`): no view is known here by its name. */
import { boot } from "./boot.js";
import { comparisonBy, matches } from "./rows.js";
import { state } from "./store.js";

export const VIEWS = boot.views;

const shownBy = new Map([...VIEWS, boot.everything].map((view) => [view, comparisonBy(view.order, view.scales)]));

/** The view that is shown; a search looks through everything. */
export const shownView = (s = state) => (s.search ? boot.everything : VIEWS.find((view) => view.id === s.view));

/** Whether a row belongs to the shown view. With a search only the server can tell about a new row. */
export function belongs(row, listed) {
  return state.search ? listed : matches(shownView().match, row, state.me.id);
}

/** The order of the shown view. */
export const compareRows = (a, b) => shownBy.get(shownView())(a, b);

/** What an empty list sends its reader to: the first other view with something in it. */
export const nextView = (s) => VIEWS.find((view) => view.id !== s.view && view.is_offered && s.counts[view.id]);

/** How many wait for a person: what the views that press count together. */
export const waitingCount = (s) =>
  VIEWS.filter((view) => view.is_pressing).reduce((sum, view) => sum + (s.counts[view.id] ?? 0), 0);
