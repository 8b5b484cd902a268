/** What the server says of its views, applied to rows: whether one belongs to a view, and which stands first. */

/** Whether a row belongs to a view, for the reader `me`. */
export function matches({ floor, holder, resolved }, row, me) {
  if (floor !== null && row.floor !== floor) return false;
  if (holder === "me" && row.holder?.id !== me) return false;
  if (holder === "nobody" && row.holder) return false;
  return resolved === null || (row.status === "resolved") === resolved;
}

/**
 * A comparison by columns, "-" for falling. `scales` holds the words of columns in which words are ranks, the lowest
 * first. What has no value stands behind all that has one.
 */
export function comparisonBy(columns, scales = {}) {
  const steps = columns.map((column) => (column.startsWith("-") ? [column.slice(1), -1] : [column, 1]));
  const value = (row, name) => (name in scales ? scales[name].indexOf(row[name]) : (row[name] ?? null));
  return (a, b) => {
    for (const [name, sign] of steps) {
      const order = compare(value(a, name), value(b, name), sign);
      if (order) return order;
    }
    return 0;
  };
}

function compare(a, b, sign) {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -sign : sign;
}
