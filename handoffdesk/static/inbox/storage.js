/** Small choices kept in this browser. Storage may be full or forbidden: then a choice lasts as long as the page. */

const memory = new Map();

function area(name) {
  try {
    return globalThis[name];
  } catch {
    return null;
  }
}

function read(name, key) {
  try {
    return area(name)?.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(name, key, value) {
  if (value) memory.set(key, value);
  else memory.delete(key);
  try {
    if (value) area(name)?.setItem(key, value);
    else area(name)?.removeItem(key);
  } catch {
    // Kept in memory above.
  }
}

/** A yes/no choice of this person in this browser. */
export const preference = {
  get: (key, standard) => (read("localStorage", `desk.${key}`) ?? (standard ? "yes" : "no")) === "yes",
  set: (key, value) => write("localStorage", `desk.${key}`, value ? "yes" : "no"),
};

/** Unsent text, per conversation and mode; it survives a reload but not the end of the session. */
export const drafts = {
  get: (conversation, mode) => read("sessionStorage", `desk.draft.${conversation}.${mode}`) ?? "",
  set: (conversation, mode, text) => write("sessionStorage", `desk.draft.${conversation}.${mode}`, text),
};
