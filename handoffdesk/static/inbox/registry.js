/** Reading a table of commands: what is possible now, what a key means, how a button is called. No command is named here. */
import { sameKeys } from "./keys.js";

/** What a command may need of the state, by name. */
const NEEDS = {
  nothing: () => true,
  rows: (s) => s.list.rows.length > 0,
  open: (s) => Boolean(s.open),
  conversation: (s) => Boolean(s.open?.detail),
};

/** Whether a command can be carried out now: what it needs is there, the server allows it, and its own condition holds. */
export function isPossible({ needs, may, when }, s) {
  if (!NEEDS[needs](s)) return false;
  if (may && !s.open.detail.may[may]) return false;
  return when ? when(s) : true;
}

/** The command that these keys mean now, if any: of several with the same keys the first that is possible. */
export const findCommand = (commands, keys, s, place) =>
  commands.find((one) => one.place === place && sameKeys(one.keys, keys) && isPossible(one, s));

/** Whether these keys begin a longer combination. */
export const beginsCommand = (commands, keys, place) =>
  commands.some(
    (one) => one.place === place && one.keys.length > keys.length && sameKeys(one.keys.slice(0, keys.length), keys),
  );

/** A button's tooltip: "Transfer (t)". */
export const titleOf = ({ label, keys }) => (keys.length ? `${label()} (${keys.join(" ")})` : label());

/** The table as a person reads it: [{id, lines: [{keys, label}]}]; commands with the same keys share a line. */
export function groupsOf(commands) {
  const groups = new Map();
  for (const one of commands.filter(({ keys }) => keys.length)) {
    if (!groups.has(one.group)) groups.set(one.group, []);
    const lines = groups.get(one.group);
    const known = lines.find(({ keys }) => sameKeys(keys, one.keys));
    if (known) known.labels.push(one.label());
    else lines.push({ keys: one.keys, labels: [one.label()] });
  }
  return [...groups].map(([id, lines]) => ({
    id,
    lines: lines.map(({ keys, labels }) => ({ keys, label: labels.join(" / ") })),
  }));
}
