/** The right pane: the handoff card first, then the customer. */

import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { finishTask, giveVerdict } from "./acts.js";
import { showLead } from "./dialogs.js";
import { fullTime, languageName, span, spanText, timeOf } from "./format.js";
import { fill, gettext } from "./i18n.js";
import { channelName, icon, marked, priorityChip, promiseClock, reasonName } from "./parts.js";
import { manages, update } from "./store.js";
import { tagsEditor } from "./tags.js";

export function context(s) {
  const detail = s.open?.detail;
  if (!detail) return s.open?.loading ? html`<div class="card skeleton-card" aria-hidden="true"></div>` : nothing;
  return html`
    <button class="button quiet context-back" @click=${() => update((x) => (x.pane = "thread"))}>${icon("arrow-left")}${gettext("Back to messages")}</button>
    ${detail.handoff ? card(detail.handoff, detail) : noHandoff(detail)} ${tasks(detail)}
    <section class="card"><h3>${gettext("Tags")}</h3>${tagsEditor(s, detail)}</section>
    ${customer(detail)} ${earlier(s, detail)}
  `;
}

const noHandoff = (detail) => html`<section class="card">
  <h3>${gettext("Handoff")}</h3>
  <p class="muted">${detail.floor === "ai" ? gettext("No handoffs yet. The AI is answering.") : gettext("No handoffs yet.")}</p>
</section>`;

function card(handoff, detail) {
  const frozen = handoff.package ?? {};
  return html`<section class="card handoff ${handoff.is_open ? "open" : "ended"}" id="handoff-card">
    <header>
      <h2>${icon("hand")}${handoff.is_open ? gettext("Handoff") : gettext("Last handoff")}</h2>
      ${priorityChip(handoff.priority)}
      <span class="muted nowrap" title=${fullTime(handoff.detected_at)}>${timeOf(handoff.detected_at)}</span>
    </header>
    ${headline(frozen)}
    ${promise(handoff, detail)} ${why(handoff)}
    <dl class="facts">
      ${fact(gettext("Mood"), mood(frozen))} ${fact(gettext("Lead"), leadClass(frozen.lead_class || detail.lead.lead_class))}
      ${fact(gettext("Channel"), channelName(detail.channel))} ${fact(gettext("Team"), handoff.team?.name)} ${fact(gettext("Agent"), handoff.agent?.name)}
      ${Object.entries(frozen.fields ?? {}).map(([key, value]) => fact(fieldName(key), value))}
    </dl>
    ${handoff.summary ? html`<div class="summary"><h3>${icon("bot")}${gettext("AI summary")}</h3><p dir="auto">${handoff.summary}</p></div>` : nothing}
    ${detail.handback_note && !handoff.is_open ? html`<div class="summary"><h3>${gettext("Handback note")}</h3><p dir="auto">${detail.handback_note}</p></div>` : nothing}
    ${ending(handoff)} ${verdict(handoff)}
  </section>`;
}

/** Who, what and how in one line; each part keeps its direction to itself. */
function headline(frozen) {
  const parts = [frozen.who, frozen.subject, frozen.problem, frozen.mood].filter(Boolean);
  if (!parts.length) return nothing;
  return html`<p class="headline" title=${parts.join(" · ")}>${parts.map((part, index) => html`${index ? " · " : nothing}<bdi>${part}</bdi>`)}</p>`;
}

/** The clock while a reply is owed (also anew, to whom waits again); else whether the promise was kept. */
function promise(handoff, detail) {
  if (handoff.first_reply_at && !detail.promise_at) {
    const due = handoff.promised_by;
    const kept = !due || new Date(handoff.first_reply_at) <= new Date(due);
    const words = fill(gettext("First reply after %(span)s"), {
      span: spanText(span(handoff.detected_at, handoff.first_reply_at)),
    });
    return html`<p class="promise-line ${kept ? "kept" : "broken"}">${icon(kept ? "circle-check" : "triangle-alert")}${words}${due ? (kept ? html` · ${gettext("on time")}` : html` · ${gettext("late")}`) : nothing}</p>`;
  }
  const due = detail.promise_at ?? handoff.promised_by;
  if (!handoff.is_open || !due) return nothing;
  return html`<p class="promise-line">${icon("clock")}${promiseClock(due, handoff.detected_at)}<span class="muted">${fill(gettext("by %(time)s"), { time: timeOf(due) })}</span></p>`;
}

function why(handoff) {
  const category = handoff.category_label || (handoff.category ? reasonName(handoff.category) : "");
  return html`<div class="why">
    <h3>${gettext("Why")}</h3>
    ${category ? html`<p><span class="chip accent">${category}</span>${says(handoff.scenario, category, handoff.reason) ? html` <span class="muted">${handoff.scenario}</span>` : nothing}</p>` : nothing}
    ${says(handoff.reason, category) ? html`<p dir="auto">${handoff.reason}</p>` : nothing}
    ${handoff.evidence_message ? html`<blockquote class="evidence" dir="auto">${marked(handoff.evidence_message, handoff.evidence ?? [])}</blockquote>` : nothing}
  </div>`;
}

/** Whether a text adds to the others: a category, its scenario and its reason often carry the same words. */
const says = (text, ...others) => Boolean(text) && !others.some((other) => other?.toLowerCase() === text.toLowerCase());

const fact = (name, value) =>
  value === undefined || value === null || value === ""
    ? nothing
    : html`<div><dt><bdi>${name}</bdi></dt><dd><bdi>${String(value)}</bdi></dd></div>`;

const fieldName = (key) => key.replaceAll("_", " ");

const SENTIMENTS = {
  positive: () => gettext("positive"),
  neutral: () => gettext("neutral"),
  negative: () => gettext("negative"),
};
const mood = (frozen) => frozen.mood || SENTIMENTS[frozen.sentiment]?.() || "";

const CLASSES = { hot: () => gettext("hot"), warm: () => gettext("warm"), cold: () => gettext("cold") };
const leadClass = (key) => CLASSES[key]?.() ?? "";

const ENDED = {
  resolved: () => gettext("Resolved"),
  resumed: () => gettext("Handed back to the AI"),
  withdrawn: () => gettext("Withdrawn by the customer"),
  reactivated: () => gettext("AI resumed: no one acted"),
};
const OUTCOMES = {
  solved: () => gettext("solved"),
  not_solved: () => gettext("not solved"),
  sale: () => gettext("sale"),
  no_answer: () => gettext("no reply from customer"),
  spam: () => gettext("spam"),
};

function ending(handoff) {
  if (handoff.is_open) return nothing;
  const outcome = OUTCOMES[handoff.outcome]?.();
  return html`<p class="ending">${icon("check")}${ENDED[handoff.end_reason]?.() ?? gettext("Ended")}${outcome ? html` · ${outcome}` : nothing} <span class="muted nowrap">${fullTime(handoff.ended_at)}</span></p>`;
}

const VERDICTS = [
  ["justified", () => gettext("Justified")],
  ["unnecessary", () => gettext("Unnecessary")],
  ["missed", () => gettext("Too late")],
];

function verdict(handoff) {
  if (handoff.is_open || !manages(handoff.team)) return nothing;
  return html`<div class="verdict"><h3 id="verdict-label">${gettext("Was this handoff right?")}</h3>
    <div class="segments" role="group" aria-labelledby="verdict-label">
      ${VERDICTS.map(([key, name]) => html`<button aria-pressed=${handoff.verdict === key} @click=${() => giveVerdict(handoff.id, key)}>${name()}</button>`)}
    </div></div>`;
}

function tasks({ tasks: all }) {
  const open = (all ?? []).filter((task) => task.state === "open");
  if (!open.length) return nothing;
  return html`<section class="card"><h3>${gettext("Task")}</h3><ul class="tasks">${repeat(open, (task) => task.id, task)}</ul></section>`;
}

const PRIORITIES = {
  urgent: () => gettext("urgent"),
  high: () => gettext("high"),
  normal: () => gettext("normal"),
  low: () => gettext("low"),
};
const TONES = { urgent: "red", high: "amber" };

function task(one) {
  const late = new Date(one.due_at) < new Date();
  return html`<li class="task">
    <div class="grow">
      <b><bdi>${one.title}</bdi></b>
      ${one.description ? html`<p class="muted clamp" dir="auto" title=${one.description}>${one.description}</p>` : nothing}
      <p class="task-marks"><span class="chip ${TONES[one.priority] ?? ""}">${fill(gettext("%(priority)s priority"), { priority: PRIORITIES[one.priority]?.() ?? one.priority })}</span>
        <span class="chip ${late ? "red" : ""}">${fill(late ? gettext("was due %(time)s") : gettext("due %(time)s"), { time: fullTime(one.due_at) })}</span></p>
    </div>
    <button class="button small" @click=${() => finishTask(one.id)}>${icon("check")}${gettext("Done")}</button>
  </li>`;
}

function customer({ lead, fields, language }) {
  return html`<section class="card" id="lead-card">
    <header><h3>${gettext("Customer")}</h3>
      <button class="button quiet small" id="edit-lead" @click=${showLead}>${icon("pencil")}${gettext("Edit")}</button></header>
    <p class="lead-name"><b><bdi>${lead.name}</bdi></b> ${lead.is_vip ? html`<span class="chip amber">${icon("star")}${gettext("VIP")}</span>` : nothing}</p>
    <dl class="facts">
      ${lead.email ? html`<div><dt>${gettext("Email")}</dt><dd><bdi>${lead.email}</bdi></dd></div>` : nothing}
      ${fact(gettext("Phone"), lead.phone_shown)} ${fact(gettext("Language"), languageName(language || lead.language))} ${fact(gettext("Lead class"), leadClass(lead.lead_class))} ${fact(gettext("Owner"), lead.owner?.name)}
      ${Object.entries({ ...lead.fields, ...fields }).map(([key, value]) => fact(fieldName(key), value))}
    </dl>
  </section>`;
}

function earlier(s, detail) {
  const others = s.open.earlier.filter((handoff) => handoff.id !== detail.handoff?.id);
  if (!others.length) return nothing;
  return html`<section class="card"><h3>${gettext("Earlier handoffs")}</h3>
    <ul class="earlier">${repeat(
      others,
      (handoff) => handoff.id,
      (handoff) => html`<li>
      <b>${handoff.category_label || reasonName(handoff.category) || handoff.reason}</b>
      <span class="muted">${fullTime(handoff.detected_at)}${handoff.agent ? html` · <bdi>${handoff.agent.name}</bdi>` : nothing}${handoff.end_reason ? html` · ${ENDED[handoff.end_reason]?.()}` : nothing}</span>
    </li>`,
    )}</ul></section>`;
}
