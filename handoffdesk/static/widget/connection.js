// One WebSocket that comes back: growing, jittered pauses, and a heartbeat that notices a dead line.
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const PAUSE_AFTER_TOO_FAST = 30_000;
const HEARTBEAT = 25_000;
const SILENCE = 12_000;
// The desk will not let us in, however often we ask.
const FINAL_CODES = new Set([4401, 4404]);

export class Connection {
  /** `on`: {open, frame, away(isFinal)}. */
  constructor(url, on) {
    this.url = url;
    this.on = on;
    this.socket = null;
    this.failures = 0;
    this.isWanted = false;
    window.addEventListener("online", () => this.retryNow());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.retryNow());
  }

  open() {
    this.isWanted = true;
    if (!this.socket) this.connect();
  }

  /** Connect again as somebody else. */
  restart() {
    if (this.socket) this.socket.close(1000);
    else this.retryNow();
  }

  send(frame) {
    if (!this.socket || this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** The other side has greeted us: the next failure starts with a short pause again. */
  settle() {
    this.failures = 0;
  }

  connect() {
    clearTimeout(this.timer);
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.heartbeat = setInterval(() => this.beat(socket), HEARTBEAT);
      this.on.open();
    });
    socket.addEventListener("message", (event) => {
      clearTimeout(this.silence);
      this.on.frame(JSON.parse(event.data));
    });
    socket.addEventListener("close", (event) => this.lose(socket, event.code));
  }

  beat(socket) {
    if (!this.send({ type: "ping" })) return;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.lose(socket, 1006), SILENCE);
  }

  lose(socket, code) {
    if (this.socket !== socket) return;
    this.socket = null;
    clearInterval(this.heartbeat);
    clearTimeout(this.silence);
    socket.close();
    this.isWanted = this.isWanted && !FINAL_CODES.has(code);
    this.on.away(!this.isWanted);
    if (!this.isWanted) return;
    const pause = code === 4429 ? PAUSE_AFTER_TOO_FAST : Math.min(FIRST_PAUSE * 2 ** this.failures, LONGEST_PAUSE);
    this.failures = Math.min(this.failures + 1, 10);
    this.timer = setTimeout(() => this.connect(), pause * (0.5 + Math.random() / 2));
  }

  retryNow() {
    if (this.isWanted && !this.socket) this.connect();
  }
}
