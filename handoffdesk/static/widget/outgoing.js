// What the visitor wrote and the desk has not acknowledged: kept, sent one after the other, each stored once there.
const ANSWER_WITHIN = 10_000;
const AGAIN_AFTER = { later: 3_000, too_fast: 2_500 };
const MAX_FRAME_BYTES = 16 * 1024;

/** Return the frame of a message, or null when the desk would refuse it for its size. */
export function makeFrame(entry) {
  const frame = { type: "message", client_ref: entry.client_ref, body: entry.body };
  return new TextEncoder().encode(JSON.stringify(frame)).length > MAX_FRAME_BYTES ? null : frame;
}

export function makeReference() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Pages without https have no randomUUID (RFC 9562, version 4).
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export class Outgoing {
  /** `send(frame)` returns whether it left; `onChange(entry)` is told when an entry's state changes. */
  constructor(memory, send, onChange) {
    this.memory = memory;
    this.send = send;
    this.onChange = onChange;
    this.entries = memory.unsent();
    this.isReady = false;
  }

  /** Take a new message; return its entry, or null when it is too long. */
  add(body) {
    const entry = { client_ref: makeReference(), body, at: Date.now() };
    if (!makeFrame(entry)) return null;
    this.entries.push(entry);
    this.memory.keep(entry);
    return entry;
  }

  resume() {
    this.isReady = true;
    this.next();
  }

  pause() {
    this.isReady = false;
    clearTimeout(this.timer);
  }

  next() {
    clearTimeout(this.timer);
    const entry = this.entries[0];
    if (!entry || !this.isReady) return;
    if (this.send(makeFrame(entry))) this.timer = setTimeout(() => this.next(), ANSWER_WITHIN);
  }

  /** The desk has stored it. */
  acknowledge(clientRef) {
    this.remove(clientRef);
    this.next();
  }

  /** The desk did not take it: try again when that can help, else tell the visitor. */
  refuse(clientRef, code) {
    const entry = this.entries.find((candidate) => candidate.client_ref === clientRef);
    if (!entry) return;
    if (code in AGAIN_AFTER) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.next(), AGAIN_AFTER[code]);
      return;
    }
    this.remove(clientRef);
    this.onChange({ ...entry, failed: true });
    this.next();
  }

  remove(clientRef) {
    this.entries = this.entries.filter((entry) => entry.client_ref !== clientRef);
    this.memory.drop(clientRef);
  }
}
