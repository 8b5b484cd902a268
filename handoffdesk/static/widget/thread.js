// The list of messages. A thousand of them stay quick: nodes are made once and only put where they belong.
import { findLinks } from "../text/links.js";
import { el } from "./dom.js";

const NEAR_END = 60;
// Somebody who goes on writing after this long begins a new group.
const GROUP_MILLISECONDS = 10 * 60_000;

export class Thread {
  constructor(log, t) {
    this.log = log;
    this.t = t;
    this.shown = new Map();
    this.order = [];
    this.pending = new Map();
    this.time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
    this.moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
    this.empty = el("p", { class: "empty" }, t("empty"));
    this.log.append(this.empty);
  }

  /** The highest version here: what the desk need not send again. */
  get version() {
    return this.order.reduce((highest, message) => Math.max(highest, message.version), 0);
  }

  get isEmpty() {
    return this.order.length === 0 && this.pending.size === 0;
  }

  isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END;
  }

  scrollToEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** Show messages that are not here yet; return those that were new. */
  add(messages) {
    const fresh = messages.filter((message) => !this.shown.has(message.id));
    for (const message of fresh) this.insert({ ...message, time: new Date(message.at) });
    if (fresh.length) this.empty.remove();
    return fresh;
  }

  /** Show a message that the desk has not acknowledged yet. */
  addPending(entry) {
    this.empty.remove();
    const node = this.bubble({ author: "you", body: entry.body, time: new Date(entry.at), note: this.t("sending") });
    node.classList.add("pending");
    this.pending.set(entry.client_ref, node);
    this.log.append(node);
    this.group(node);
  }

  /** Replace an unacknowledged message by the stored one. */
  settle(clientRef, message) {
    const node = this.pending.get(clientRef);
    this.pending.delete(clientRef);
    if (node) this.removeNode(node);
    this.add([message]);
  }

  /** Mark a message that the desk will never take. */
  fail(clientRef) {
    const node = this.pending.get(clientRef);
    if (!node) return;
    node.classList.add("failed");
    node.querySelector(".note").textContent = this.t("not_sent");
  }

  insert(message) {
    let place = this.order.length;
    while (place > 0 && comesAfter(this.order[place - 1], message)) place -= 1;
    const node = this.bubble(message);
    const following = this.order[place];
    const [firstPending] = this.pending.values();
    this.log.insertBefore(node, following ? this.shown.get(following.id) : firstPending || null);
    this.order.splice(place, 0, message);
    this.shown.set(message.id, node);
    this.group(node);
  }

  bubble(message) {
    const label = this.label(message);
    const node = el(
      "div",
      { class: `message ${message.author}` },
      el("p", { class: "who" }, el("span", { class: "label" }, label), " ", this.clock(message.time)),
      el("p", { class: "body", dir: "auto" }, ...linked(message.body)),
      el("p", { class: "note" }, message.note || ""),
    );
    node.group = { label, author: message.author, time: message.time.getTime() };
    return node;
  }

  clock(time) {
    const today = time.toDateString() === new Date().toDateString();
    const text = today ? this.time.format(time) : this.moment.format(time);
    return el("time", { datetime: time.toISOString(), title: this.moment.format(time) }, text);
  }

  label({ author, name }) {
    if (author === "agent") return name ? this.t("support", { name }) : this.t("agent");
    return this.t(["you", "ai"].includes(author) ? author : "system");
  }

  removeNode(node) {
    const next = node.nextElementSibling;
    node.remove();
    if (next) this.group(next);
  }

  /** Show the author above the first of several messages in a row only. */
  group(node) {
    for (const one of [node, node.nextElementSibling]) {
      const before = one?.previousElementSibling?.group;
      if (!one?.group) continue;
      const isSame = before && before.label === one.group.label && before.author === one.group.author;
      one.classList.toggle("continued", Boolean(isSame && one.group.time - before.time < GROUP_MILLISECONDS));
    }
  }
}

function comesAfter(earlier, message) {
  const difference = earlier.time - message.time;
  return difference > 0 || (difference === 0 && earlier.version > message.version);
}

/** A text with its web addresses as links that leave this page alone. Text stays text. */
function linked(text) {
  const parts = [];
  let shown = 0;
  for (const { start, end, href } of findLinks(text)) {
    const link = el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, text.slice(start, end));
    parts.push(text.slice(shown, start), link);
    shown = end;
  }
  return [...parts, text.slice(shown)];
}
