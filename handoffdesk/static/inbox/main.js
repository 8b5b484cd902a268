/** Starts the page: draws on each change, loads what is needed first, then listens. */
import { isolated } from "../text/direction.js";
import { nothing, render } from "../vendor/lit-html/lit-html.js";
import { get } from "./api.js";
import { banner } from "./banner.js";
import { boot } from "./boot.js";
import { context } from "./card.js";
import { composer } from "./composer.js";
import { closeConversation, openConversation } from "./conversation.js";
import { tick } from "./format.js";
import { gettext } from "./i18n.js";
import { list, views } from "./list.js";
import { loadCounts, loadList } from "./lists.js";
import { goLive, leave, loadNotifications } from "./live.js";
import { listenToKeys } from "./shortcuts.js";
import { unlockSound } from "./sound.js";
import { observed, state, update } from "./store.js";
import { below, log, settleThread, shapeOf, thread } from "./thread.js";
import { complain } from "./toasts.js";
import { topbar } from "./topbar.js";
import { waitingCount } from "./views.js";

const element = (id) => document.getElementById(id);

/** Draw one part of the page into an element whenever what it shows has changed, and say so for who counts. */
function drawInto(id, template, { before = () => {}, after = () => {}, within = () => true } = {}) {
  observed.pane((s) => {
    if (!within(s)) return; // its place is not on the page
    const place = element(id);
    before();
    render(template(s), place);
    tick(place);
    after(s);
    document.dispatchEvent(new CustomEvent("desk:drawn", { detail: id }));
  });
}

const isThread = (s) => shapeOf(s) === "thread";
const isKnown = (s) => isThread(s) && Boolean(s.open.detail);
const settle = () => queueMicrotask(() => settleThread(state));

/** Each pane by itself. What lies inside another one comes after it. */
function drawPanes() {
  observed.pane(drawShell);
  drawInto("topbar", topbar);
  drawInto("views", views);
  drawInto("list", list, { before: noteWalk, after: keepWalk });
  drawInto("thread", thread, { after: settle });
  drawInto("log", log, { within: isThread, after: settle });
  drawInto("below-place", below, { within: isThread });
  drawInto("banner-place", (s) => (isKnown(s) ? banner(s) : nothing), { within: isThread, after: settle });
  drawInto("composer-place", (s) => (isKnown(s) ? composer(s) : nothing), { within: isThread, after: settle });
  drawInto("context", context);
}

let walks = false; // the focus was in the list before it was drawn anew

function noteWalk() {
  if (document.activeElement?.closest("#rows")) walks = true;
}

/** A row that moves or is drawn anew loses the focus; whoever walks the list by keyboard keeps the place. */
function keepWalk() {
  if (!walks) return;
  const row = document.activeElement === document.body && document.querySelector('#rows .row[tabindex="0"]');
  if (document.activeElement === document.body && !row) return; // still loading: the next drawing puts it back
  walks = false;
  if (row) row.focus({ preventScroll: true });
}

/** Which pane a phone shows, and the tab's title: it says how many customers wait. */
function drawShell(s) {
  element("desk").dataset.pane = s.pane;
  element("desk").dataset.open = s.open ? "yes" : "no";
  const waiting = waitingCount(s);
  const name = s.open?.detail?.lead.name;
  const title = `${waiting ? `(${waiting}) ` : ""}${name ? `${isolated(name)} · ` : ""}${gettext("Handoff Desk")}`;
  if (document.title !== title) document.title = title;
}

async function loadMe() {
  try {
    const me = await get("me/");
    update((s) => Object.assign(s.me, me));
  } catch (error) {
    if (error.status === 401 || error.status === 403) leave();
    else complain(error);
  }
}

/** The address says what is open; the browser's back and forward go through here. */
function followAddress() {
  const id = location.pathname.slice(boot.urls.inbox.length).replace("/", "");
  if (id) openConversation(id, { push: false });
  else if (state.open) closeConversation({ push: false });
}

function start() {
  drawPanes();
  loadMe();
  loadCounts();
  loadList();
  loadNotifications();
  if (boot.conversation) openConversation(boot.conversation, { push: false });
  goLive();
  listenToKeys();
  unlockSound();
  setInterval(tick, 1000);
  addEventListener("popstate", followAddress);
}

start();
