// The widget: puts the parts together and speaks the desk's protocol.
import { Connection } from "./connection.js";
import { el } from "./dom.js";
import { Memory } from "./memory.js";
import { Outgoing } from "./outgoing.js";
import { Panel } from "./panel.js";
import { STYLE } from "./style.js";
import { makeTranslator } from "./texts.js";
import { Thread } from "./thread.js";

/** Show the widget on this page. */
export async function start(options) {
  const config = await loadConfig(options);
  const place = options.target ? document.querySelector(options.target) : null;
  const host = el("handoffdesk-chat", { mode: place ? "page" : "bubble", theme: options.theme || null });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const chat = new Chat(options, config, Boolean(place));
  root.append(...chat.panel.nodes);
  (place || document.body).append(host);
  chat.begin();
  // The page "play the customer" uses these two.
  document.addEventListener("handoffdesk:compose", (event) => chat.panel.compose(String(event.detail)));
  document.addEventListener("handoffdesk:forget", () => chat.memory.forget());
}

/** Ask the desk for its name and words; without an answer (a page's policy may forbid it) the English ones serve. */
async function loadConfig({ desk, widget }) {
  try {
    const response = await fetch(`${desk}/chat/${encodeURIComponent(widget)}/config.json`, { credentials: "omit" });
    if (response.ok) return await response.json();
  } catch {
    // The socket below says whether the desk is there at all.
  }
  return { business: "", texts: {} };
}

class Chat {
  constructor({ desk, widget }, config, isPage) {
    this.t = makeTranslator(config.texts);
    this.isPage = isPage;
    this.state = { floor: "", agent: "", online: null };
    this.unread = 0;
    this.hasGreeted = false;
    this.memory = new Memory(widget);
    const url = `${desk.replace(/^http/, "ws")}/ws/chat/${encodeURIComponent(widget)}/`;
    this.connection = new Connection(url, {
      open: () => this.greet(),
      frame: (frame) => this.receive(frame),
      away: (isFinal) => this.goAway(isFinal),
    });
    this.outgoing = new Outgoing(
      this.memory,
      (frame) => this.connection.send(frame),
      (entry) => this.thread.fail(entry.client_ref),
    );
    const on = { open: () => this.handleOpened(), write: (text) => this.write(text) };
    this.panel = new Panel({
      t: this.t,
      business: config.business || this.t("agent"),
      logo: config.logo && desk + config.logo,
      isPage,
      on,
    });
    this.thread = new Thread(this.panel.log, this.t);
    this.memory.onToken((token) => this.joinOtherTab(token));
  }

  /** Connect at once for somebody who has a thread (for the badge), else when the panel is opened. */
  begin() {
    for (const entry of this.outgoing.entries) this.thread.addPending(entry);
    if (this.memory.token || this.outgoing.entries.length || this.isPage) this.connection.open();
    this.panel.scrollToEnd();
  }

  greet() {
    this.connection.send({ type: "hello", token: this.memory.token || this.token || "", after: this.thread.version });
  }

  receive(frame) {
    const handlers = {
      welcome: () => this.settleIn(frame),
      message: () => this.show([frame.message]),
      ack: () => this.acknowledge(frame),
      floor: () => this.update({ floor: frame.floor, agent: frame.agent }),
      online: () => this.update({ online: frame.online }),
      error: () => this.outgoing.refuse(frame.client_ref, frame.code),
    };
    handlers[frame.type]?.();
  }

  settleIn(frame) {
    this.connection.settle();
    this.token = frame.token;
    // Only who has a thread is remembered: of two fresh tabs the first that writes becomes the visitor.
    if (frame.messages.length || this.memory.token) this.memory.token = frame.token;
    this.panel.name.textContent = frame.business;
    this.update({ floor: frame.floor, agent: frame.agent, online: frame.online });
    const isFirst = !this.hasGreeted;
    this.hasGreeted = true;
    this.show(frame.messages, { isHistory: isFirst });
    this.outgoing.resume();
  }

  show(messages, { isHistory = false } = {}) {
    const wasAtEnd = this.panel.isNearEnd();
    const fresh = this.thread.add(messages).filter((message) => message.author !== "you");
    if (isHistory || wasAtEnd) this.panel.scrollToEnd();
    else if (fresh.length) this.panel.below.hidden = false;
    if (this.panel.isOpen) {
      this.memory.seen = this.thread.version;
      return;
    }
    this.unread += fresh.filter((message) => !isHistory || message.version > this.memory.seen).length;
    this.panel.showUnread(this.unread);
  }

  handleOpened() {
    this.unread = 0;
    if (this.hasGreeted) {
      this.memory.seen = this.thread.version;
      this.panel.scrollToEnd();
    }
    this.connection.open();
  }

  write(text) {
    const entry = this.outgoing.add(text);
    if (!entry) return false;
    this.thread.addPending(entry);
    this.panel.scrollToEnd();
    if (this.outgoing.entries.length === 1) this.outgoing.next();
    return true;
  }

  acknowledge({ client_ref: reference, message }) {
    if (!this.memory.token) this.memory.token = this.token;
    const wasAtEnd = this.panel.isNearEnd();
    this.thread.settle(reference, message);
    this.outgoing.acknowledge(reference);
    if (wasAtEnd) this.panel.scrollToEnd();
  }

  update(change) {
    Object.assign(this.state, change);
    const { floor, agent, online } = this.state;
    if (online !== null) this.panel.showPresence(online);
    if (floor === "queue") this.panel.showStatus(this.t("waiting"), "queue");
    else if (floor === "human")
      this.panel.showStatus(
        this.t(online === false ? "person_away" : "with_person", { name: agent || this.t("agent") }),
        "human",
      );
    // Without the floor it is silent, whatever the channel's switch says.
    else if (floor === "ai") this.panel.showStatus(this.t("ai_answers"), "ai");
    else this.panel.showStatus("", "nobody");
  }

  goAway(isFinal) {
    this.outgoing.pause();
    this.panel.showStatus(this.t(isFinal ? "closed" : "offline"), "offline");
    if (isFinal) this.panel.disable();
  }

  /** Another tab became a visitor first: be the same one, unless something was said here already. */
  joinOtherTab(token) {
    if (!this.thread.isEmpty || token === this.token) return;
    this.hasGreeted = false;
    this.connection.restart();
  }
}
