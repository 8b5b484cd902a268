/**
 * A state that knows who read what. A part is named by its path, at most two steps deep ("list.rows"); what lies deeper
 * is replaced, never changed in place. So "which pane shows this?" is answered by what was read, not by a list kept by hand.
 */

const WRITES = new Set(["set", "add", "delete", "clear"]);

/**
 * Watch a state. Returns {state, pane, flush}: `pane(draw)` registers a drawing, which runs when a part that it read has
 * been written; `flush()` runs at once what is due. `later` tells how to wait for the next frame.
 */
export function observe(raw, later = nextFrame) {
  const panes = new Set();
  const written = new Set();
  const proxies = new WeakMap();
  let reading = null;
  let scheduled = false;

  function note(path) {
    written.add(path);
    if (scheduled) return;
    scheduled = true;
    later(flush);
  }

  function flush() {
    scheduled = false;
    // What a drawing itself writes is for the next frame.
    const now = new Set(written);
    written.clear();
    for (const pane of panes) if (!pane.reads || [...now].some((path) => pane.reads.has(path))) run(pane);
  }

  function run(pane) {
    const outer = reading;
    pane.reads = reading = new Set();
    try {
      pane.draw(state);
    } finally {
      reading = outer;
    }
  }

  function part(value, path) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    if (!proxies.has(value))
      proxies.set(
        value,
        value instanceof Map || value instanceof Set ? collection(value, path) : object(value, `${path}.`),
      );
    return proxies.get(value);
  }

  function object(target, prefix) {
    return new Proxy(target, {
      get(_, name) {
        reading?.add(prefix + String(name));
        return prefix ? target[name] : part(target[name], name);
      },
      set(_, name, value) {
        const same = name in target && Object.is(target[name], value);
        target[name] = value;
        if (!same) note(prefix + String(name));
        return true;
      },
    });
  }

  function collection(target, path) {
    return new Proxy(target, {
      get(_, name) {
        if (WRITES.has(name)) note(path);
        else reading?.add(path);
        const value = target[name];
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  function pane(draw) {
    panes.add({ draw, reads: null });
    note("");
  }

  const state = object(raw, "");
  return { state, pane, flush };
}

/** A hidden tab gets no animation frames, but its title must still count. */
function nextFrame(run) {
  if (document.hidden) setTimeout(run, 50);
  else requestAnimationFrame(run);
}
