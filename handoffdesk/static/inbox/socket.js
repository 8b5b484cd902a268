/** One WebSocket to the desk: comes back by itself, notices a dead line, tells when it is gone. */

const PING_MS = 25_000;
const SILENCE_MS = 10_000; // no pong within this: the line is dead although nobody closed it
const WAIT_MS = { first: 500, most: 15_000 };
export const CLOSED_FOR_GOOD = 4401;

/**
 * Connect and stay connected.
 * `onFrame` gets each message, `onState` gets true when the line stands and false when it falls, `onRefused` is called
 * when the server no longer knows this person.
 */
export function connect(path, { onFrame, onState, onRefused }) {
  const address = `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${path}`;
  let socket = null;
  let tries = 0;
  let retry = 0;
  let ping = 0;
  let silence = 0;

  function open() {
    clearTimeout(retry);
    retry = 0;
    socket = new WebSocket(address);
    socket.addEventListener("message", receive);
    socket.addEventListener("close", closed);
  }

  function receive(event) {
    clearTimeout(silence);
    const frame = JSON.parse(event.data);
    if (frame.type === "hello") {
      tries = 0;
      clearInterval(ping);
      ping = setInterval(sendPing, PING_MS);
      onState(true);
    }
    // Timers of a page in the background sleep; its answers do not.
    if (frame.type === "ping") socket.send('{"type":"pong"}');
    else if (frame.type !== "pong") onFrame(frame);
  }

  function sendPing() {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send('{"type":"ping"}');
    clearTimeout(silence);
    silence = setTimeout(() => drop(), SILENCE_MS);
  }

  /** Give a dead line up without waiting for the network to notice. */
  function drop() {
    socket.removeEventListener("close", closed);
    socket.removeEventListener("message", receive);
    socket.close();
    closed({ code: 0 });
  }

  function closed({ code }) {
    clearInterval(ping);
    clearTimeout(silence);
    onState(false);
    if (code === CLOSED_FOR_GOOD) onRefused();
    // Jitter: after a restart a hundred browsers must not knock in the same instant.
    const longest = Math.min(WAIT_MS.most, WAIT_MS.first * 2 ** tries);
    tries += 1;
    retry = setTimeout(open, longest * (0.5 + Math.random() / 2));
  }

  /** Try now: the network or the person came back. */
  function hurry() {
    if (retry) open();
    else sendPing();
  }

  globalThis.addEventListener("online", hurry);
  globalThis.addEventListener("offline", () => socket.readyState === WebSocket.OPEN && sendPing());
  document.addEventListener("visibilitychange", () => !document.hidden && hurry());
  open();
}
