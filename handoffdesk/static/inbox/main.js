/** Starts the page: draws on each change, loads what is needed first, then listens. */
import { isolated } from "../text/direction.js";
import { render } from "../vendor/lit-html/lit-html.js";
import { get } from "./api.js";
import { boot } from "./boot.js";
import { context } from "./card.js";
import { closeConversation, openConversation } from "./conversation.js";
import { tick } from "./format.js";
import { gettext } from "./i18n.js";
import { list, views } from "./list.js";
import { loadCounts, loadList } from "./lists.js";
import { goLive, leave, loadNotifications } from "./live.js";
import { listenToKeys } from "./shortcuts.js";
import { unlockSound } from "./sound.js";
import { state, subscribe, update } from "./store.js";
import { settleThread, thread } from "./thread.js";
import { complain } from "./toasts.js";
import { topbar } from "./topbar.js";

const element = (id) => document.getElementById(id);
const panes = { topbar: element("topbar"), views: element("views"), list: element("list"), thread: element("thread"), context: element("context") };

function draw(s) {
  element("desk").dataset.pane = s.pane;
  element("desk").dataset.open = s.open ? "yes" : "no";
  render(topbar(s), panes.topbar);
  render(views(s), panes.views);
  drawList(s);
  render(thread(s), panes.thread);
  render(context(s), panes.context);
  settleThread(s);
  tick();
  drawTitle(s);
}

/** A row that moves or is drawn anew loses the focus; whoever walks the list by keyboard keeps the place. */
function drawList(s) {
  const walking = Boolean(document.activeElement?.closest("#rows"));
  render(list(s), panes.list);
  if (walking && !document.activeElement?.closest("#rows")) s.walks = true;
  if (!s.walks || document.activeElement !== document.body) {
    s.walks = false;
    return;
  }
  const row = document.querySelector('#rows .row[tabindex="0"]');
  if (!row) return; // still loading: the next drawing puts it back
  s.walks = false;
  row.focus({ preventScroll: true });
}

/** The tab says how many customers wait. */
function drawTitle({ counts, open }) {
  const name = open?.detail?.lead.name;
  const title = `${counts.waiting ? `(${counts.waiting}) ` : ""}${name ? `${isolated(name)} · ` : ""}${gettext("Handoff Desk")}`;
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
  subscribe(draw);
  update();
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
