// Names inside our sentences. A name written from right to left, or one that carries direction controls, must not turn
// the words around it.

const TURNS =
  /[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/** A value as part of a plain-text sentence: set apart if it could turn what stands beside it. Markup uses `<bdi>`. */
export function isolated(value) {
  const text = String(value);
  if (!TURNS.test(text)) return text;
  // Its own controls of isolates would end ours early.
  return FIRST_STRONG_ISOLATE + text.replace(/[\u2066-\u2069]/gu, "") + POP_ISOLATE;
}
