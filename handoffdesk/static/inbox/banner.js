/** The floor banner: always there, always saying who speaks to the customer and what can be done about it. */
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { act } from "./acts.js";
import { showResolve, showResume, showTransfer } from "./dialogs.js";
import { fullTime } from "./format.js";
import { fill, gettext } from "./i18n.js";
import { clockSince, icon } from "./parts.js";
import { holdsIt, manages } from "./store.js";

export function banner(s) {
  const { detail } = s.open;
  const { kind, symbol, text, buttons } = describe(detail, s);
  return html`<section class="banner ${kind}" id="banner" aria-label=${gettext("Who speaks to the customer")}>
    <p class="banner-text">${icon(symbol)}<span>${text}</span></p>
    <div class="buttons">${buttons}</div>
  </section>`;
}

function describe(detail, s) {
  if (detail.status === "resolved") return resolved(detail, s);
  const described = { ai, queue: waiting, human, nobody }[detail.floor](detail, s);
  if (detail.status !== "snoozed") return described;
  const until = html`${fill(gettext("Snoozed until %(time)s"), { time: fullTime(detail.snoozed_until) })} · ${described.text}`;
  return { ...described, text: until };
}

const resolved = (detail, s) => ({
  kind: "done",
  symbol: "circle-check",
  text: html`<b>${gettext("Resolved")}</b> <span class="muted">${afterwards(detail)}</span>`,
  buttons: [
    detail.may.resume && detail.floor !== "ai" ? resumeButton(s) : nothing,
    detail.may.reopen ? actButton(s, "reopen", gettext("Reopen"), "rotate-ccw") : nothing,
  ],
});

/** Who answers the customer's next message, when nobody has the word now. */
const afterwards = ({ answers_next: next }) =>
  ({ ai: gettext("the AI answers if the customer writes"), team: gettext("if the customer writes, the team is asked") })[next] ?? gettext("this channel is switched off");

/** The AI has the word; it speaks only where its channel is on. */
const ai = (detail, s) => (detail.answers_next === "ai" ? answering(detail, s) : { ...answering(detail, s), kind: "done", symbol: "circle-dot", text: html`<b>${gettext("Nobody answers")}</b> <span class="muted">${afterwards(detail)}</span>` });

const answering = (detail, s) => ({
  kind: "ai",
  symbol: "bot",
  text: html`<b>${gettext("AI is answering")}</b> ${engine(detail.ai)}`,
  buttons: [detail.may.take_over ? actButton(s, "take_over", gettext("Take over"), "hand", "primary") : nothing],
});

function engine(used) {
  if (!used) return nothing;
  if (used.engine === "builtin") {
    return html`<span class="muted" title=${gettext("No AI model is set up: answers come straight from the knowledge base.")}>${gettext("built-in answers")}</span>`;
  }
  return html`<span class="muted">${used.name}</span>`;
}

const waiting = (detail, s) => ({
  kind: "waiting",
  symbol: "clock",
  text: html`<b>${gettext("Waiting")}</b> ${clockSince(detail.waiting_since ?? detail.handoff?.detected_at)} ${assigned(detail)}`,
  buttons: [
    detail.may.resume ? resumeButton(s, "quiet") : nothing,
    detail.may.claim ? actButton(s, "claim", gettext("Claim"), "hand", "primary") : nothing,
  ],
});

function assigned(detail) {
  const agent = detail.holder ?? detail.handoff?.agent;
  if (!agent) return html`<span class="muted">${gettext("nobody assigned")}</span>`;
  const mine = holdsIt({ holder: agent });
  return html`<span class="muted">${mine ? gettext("assigned to you") : fill(gettext("assigned to %(name)s"), { name: agent.name })}</span>`;
}

function human(detail, s) {
  if (holdsIt(detail)) {
    const buttons = [detail.may.resume ? resumeButton(s) : nothing, detail.may.resolve ? resolveButton(s) : nothing];
    return { kind: "mine", symbol: "user-round", text: html`<b>${gettext("You have this conversation")}</b>`, buttons };
  }
  const name = detail.holder?.name ?? gettext("Somebody");
  const buttons = [detail.may.transfer && manages(detail.team) ? html`<button class="button" @click=${showTransfer}>${icon("arrow-right-left")}${gettext("Transfer")}</button>` : nothing];
  return { kind: "other", symbol: "user-round", text: html`<b>${fill(gettext("%(name)s has this conversation"), { name })}</b>`, buttons };
}

const nobody = (detail, s) => ({
  kind: "done",
  symbol: "circle-dot",
  text: html`<b>${gettext("Nobody answers")}</b> <span class="muted">${gettext("the AI is silent")} · ${afterwards(detail)}</span>`,
  buttons: [
    detail.may.resume ? resumeButton(s) : nothing,
    detail.may.take_over ? actButton(s, "take_over", gettext("Take over"), "hand", "primary") : detail.may.claim ? actButton(s, "claim", gettext("Claim"), "hand", "primary") : nothing,
  ],
});

const actButton = (s, name, text, symbol, kind = "") => html`<button class="button ${kind}" id="act-${name}" ?disabled=${s.busy.has(name)} @click=${() => act(name)}>
  ${icon(symbol)}${text}
</button>`;

const resumeButton = (s, kind = "") => html`<button class="button ${kind}" id="act-resume" ?disabled=${s.busy.has("resume")} @click=${showResume}>${icon("bot")}${gettext("Resume AI")}</button>`;

const resolveButton = (s) => html`<button class="button primary" id="act-resolve" ?disabled=${s.busy.has("resolve")} @click=${showResolve}>${icon("circle-check")}${gettext("Resolve")}</button>`;
