// What the browser keeps between two visits: the visitor's token and what could not be sent yet.

/** Keeps both under the widget's name, in the page's storage or, where that is forbidden, until the page is closed. */
export class Memory {
  constructor(widget) {
    this.prefix = `handoffdesk:${widget}:`;
    this.storage = usableStorage();
  }

  get token() {
    return this.storage.getItem(`${this.prefix}token`) || "";
  }

  set token(value) {
    this.storage.setItem(`${this.prefix}token`, value);
  }

  /** The highest version that the visitor has seen. */
  get seen() {
    return Number(this.storage.getItem(`${this.prefix}seen`)) || 0;
  }

  set seen(version) {
    this.storage.setItem(`${this.prefix}seen`, String(version));
  }

  /** Forget this visitor: the next greeting makes a new one. */
  forget() {
    for (const entry of this.unsent()) this.drop(entry.client_ref);
    this.storage.removeItem(`${this.prefix}token`);
    this.storage.removeItem(`${this.prefix}seen`);
  }

  /** Return the unsent messages of all tabs, oldest first. Each has a key of its own, so that tabs do not overwrite. */
  unsent() {
    const found = [];
    for (let index = 0; index < this.storage.length; index += 1) {
      const key = this.storage.key(index);
      if (key.startsWith(`${this.prefix}unsent:`)) found.push(readObject(this.storage.getItem(key)));
    }
    return found.filter((entry) => entry?.client_ref && entry.body).sort((a, b) => a.at - b.at);
  }

  keep(entry) {
    this.storage.setItem(`${this.prefix}unsent:${entry.client_ref}`, JSON.stringify(entry));
  }

  drop(clientRef) {
    this.storage.removeItem(`${this.prefix}unsent:${clientRef}`);
  }

  /** Call back when another tab becomes a visitor before this one did. */
  onToken(callback) {
    window.addEventListener("storage", (event) => {
      if (event.key === `${this.prefix}token` && event.newValue) callback(event.newValue);
    });
  }
}

function readObject(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function usableStorage() {
  try {
    const storage = window.localStorage;
    storage.setItem("handoffdesk:probe", "1");
    storage.removeItem("handoffdesk:probe");
    return storage;
  } catch {
    return new MapStorage();
  }
}

class MapStorage {
  constructor() {
    this.entries = new Map();
  }
  get length() {
    return this.entries.size;
  }
  key(index) {
    return [...this.entries.keys()][index];
  }
  getItem(key) {
    return this.entries.get(key) ?? null;
  }
  setItem(key, value) {
    this.entries.set(key, value);
  }
  removeItem(key) {
    this.entries.delete(key);
  }
}
