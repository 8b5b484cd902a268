/** Keys by their names, as the help shows them and as an event brings them. */

export const MAIN = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";

/** The keys of an event: ["Ctrl", "Shift", "Enter"], or ["j"]. Shift counts only together with another modifier. */
export function pressed(event) {
  if (!event.ctrlKey && !event.metaKey) return [event.key];
  return [MAIN, ...(event.shiftKey ? ["Shift"] : []), event.key];
}

/** Whether two combinations are the same. */
export const sameKeys = (one, other) => one.length === other.length && one.every((key, index) => key === other[index]);
