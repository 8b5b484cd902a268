/** The keyboard's place in the list. */
import { isOpen, state } from "./store.js";

/** The row that the keyboard stands on: the chosen one, else the open one, else the first. */
export function cursorRow() {
  const { rows, cursor } = state.list;
  return rows.find((row) => row.id === cursor) ?? rows.find((row) => isOpen(row.id)) ?? rows[0];
}

/** Move the keyboard's place in the list by one row. */
export function moveCursor(step) {
  const { rows } = state.list;
  if (!rows.length) return;
  const links = [...document.querySelectorAll("#rows .row")];
  const here = links.findIndex((link) => link.dataset.id === cursorRow()?.id);
  // Once a row has been chosen each key is a step, even while a list that is drawn anew holds no focus.
  const chosen = state.list.cursor === cursorRow()?.id || isOpen(cursorRow()?.id);
  const target = links[Math.max(0, Math.min(links.length - 1, chosen ? here + step : here))];
  target?.focus();
  target?.scrollIntoView({ block: "nearest" });
}
