/** What an agent does: one request each; a conflict names the winner and shows how things stand now. */
import { get, patch, post, put } from "./api.js";
import { addItem, catchUp, refreshDetail, takeDetail } from "./conversation.js";
import { fill, gettext } from "./i18n.js";
import { refreshSoon } from "./lists.js";
import { drafts } from "./storage.js";
import { state, update } from "./store.js";
import { complain, say } from "./toasts.js";

const DONE = {
  claim: () => gettext("You claimed this conversation."),
  take_over: () => gettext("You took over. The AI is paused."),
  transfer: () => gettext("Transferred."),
  resolve: () => gettext("Resolved."),
  snooze: () => gettext("Snoozed."),
  resume: () => gettext("AI resumed."),
  reopen: () => gettext("Reopened."),
};

/** Run one act on a conversation. Returns whether it succeeded; an error has been told. */
export async function act(name, body = {}, id = state.open?.id) {
  if (!id || state.busy.has(name)) return false;
  update((s) => s.busy.add(name));
  try {
    takeDetail(await post(`conversations/${id}/${name}/`, body));
    if (DONE[name]) say(DONE[name]());
    refreshSoon();
    return true;
  } catch (error) {
    await recover(error, id);
    return false;
  } finally {
    update((s) => s.busy.delete(name));
  }
}

/** Tell of a refusal, and show the present state if ours was stale. */
async function recover(error, id) {
  // Where it went fills the screen: a second telling would only cover it.
  if (error.code !== "moved") complain(describeConflict(error));
  if (error.status === 409 || error.status === 404) {
    refreshSoon();
    await refreshDetail(id);
  }
}

function describeConflict(error) {
  if (error.status !== 409) return error;
  if (!error.holder) return error.message;
  // A note is what a colleague's conversation always takes.
  return `${error.message || fill(gettext("%(name)s already has it."), { name: error.holder })} ${gettext("You can still write a note.")}`;
}

/**
 * Send the draft of the open conversation. The text leaves the box only when the server has it.
 * `takeOver`: the person saw that somebody else has this conversation, and takes it with this reply.
 */
export async function send(id, mode, { takeOver = false } = {}) {
  const body = drafts.get(id, mode).trim();
  if (!body || state.sending.has(id)) return;
  // The same words sent again after a lost answer carry the same reference, so they cannot arrive twice.
  const ref = lost.get(id)?.body === body ? lost.get(id).ref : newRef();
  update((s) => s.sending.set(id, { mode, body, ref }));
  try {
    const item = await post(
      `conversations/${id}/${mode}/`,
      mode === "reply" ? { body, client_ref: ref, take_over: takeOver } : { body },
    );
    lost.delete(id);
    if (drafts.get(id, mode).trim() === body) drafts.set(id, mode, "");
    if (takeOver) say(DONE.take_over());
    if (item?.type === "message" || item?.body !== undefined) addItem(id, { type: "message", ...item });
    await Promise.all([catchUp(id), refreshDetail(id)]);
  } catch (error) {
    if (error.status === 0) lost.set(id, { body, ref });
    await recover(error, id);
  } finally {
    update((s) => s.sending.delete(id));
  }
}

const lost = new Map();

/** `randomUUID` exists only on https and localhost; a desk may be tried out on a plain address of the own network. */
function newRef() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export async function retryMessage(message) {
  const { id } = state.open;
  try {
    const item = await post(`messages/${message}/retry/`);
    if (item?.id) addItem(id, { type: "message", ...item });
    await catchUp(id);
  } catch (error) {
    complain(error);
  }
}

export async function setTags(slugs) {
  const { id } = state.open;
  try {
    takeDetail(await put(`conversations/${id}/tags/`, { slugs }));
  } catch (error) {
    await recover(error, id);
  }
}

/** Speak to the customer in this language from now on; empty: recognise it anew. */
export async function setLanguage(language) {
  const { id } = state.open;
  takeDetail(await put(`conversations/${id}/language/`, { language }));
}

export async function finishTask(task, outcome = "") {
  const { id } = state.open;
  try {
    await post(`tasks/${task}/done/`, { outcome });
    await refreshDetail(id);
  } catch (error) {
    await recover(error, id);
  }
}

export async function giveVerdict(handoff, verdict) {
  const { id } = state.open;
  try {
    await post(`handoffs/${handoff}/verdict/`, { verdict });
    await refreshDetail(id);
  } catch (error) {
    complain(error);
  }
}

/** Change the customer's details; the error is thrown so that the dialog can show it beside the field. */
export async function changeLead(lead, fields) {
  await patch(`leads/${lead}/`, fields);
  await refreshDetail(state.open.id);
}

export async function setAvailability(availability) {
  const before = state.me.availability;
  update((s) => (s.me.availability = availability));
  try {
    await patch("me/", { availability });
  } catch (error) {
    update((s) => (s.me.availability = before));
    complain(error);
  }
}

/** The teams with their people; asked anew each time because availability changes. */
export async function loadTeams() {
  const teams = await get("teams/");
  update((s) => (s.teams = teams.results ?? teams));
  return state.teams;
}
