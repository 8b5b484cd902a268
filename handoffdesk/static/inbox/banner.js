/** The floor banner: always there, always saying who speaks to the customer and what can be done about it. */
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { commandButton } from "./buttons.js";
import { fullTime } from "./format.js";
import { fill, gettext } from "./i18n.js";
import { clockSince, icon } from "./parts.js";
import { holdsIt, manages } from "./store.js";

export function banner(s) {
  const { detail } = s.open;
  const { kind, symbol, text, buttons } = describe(detail, s);
  return html`<section class="banner ${kind}" id="banner" aria-label=${gettext("Who is answering")}>
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
  buttons: [detail.floor !== "ai" ? commandButton(s, "resume") : nothing, commandButton(s, "reopen")],
});

/** Who answers the customer's next message, when nobody is answering now. */
const afterwards = ({ answers_next: next }) =>
  ({
    ai: gettext("the AI answers the next message"),
    team: gettext("the next message goes to the team"),
  })[next] ?? gettext("this channel is off");

/** The AI is answering; it speaks only where its channel is on. */
const ai = (detail, s) =>
  detail.answers_next === "ai"
    ? answering(detail, s)
    : {
        ...answering(detail, s),
        kind: "done",
        symbol: "circle-dot",
        text: html`<b>${gettext("No one is answering")}</b> <span class="muted">${afterwards(detail)}</span>`,
      };

const answering = (detail, s) => ({
  kind: "ai",
  symbol: "bot",
  text: html`<b>${gettext("AI is answering")}</b> ${engine(detail.ai)}`,
  buttons: commandButton(s, "take_over", "primary"),
});

function engine(used) {
  if (!used) return nothing;
  if (used.engine === "builtin") {
    return html`<span class="muted" title=${gettext("No AI model is set up. Answers come straight from the knowledge base.")}>${gettext("built-in answers")}</span>`;
  }
  return html`<span class="muted">${used.name}</span>`;
}

const waiting = (detail, s) => ({
  kind: "waiting",
  symbol: "clock",
  text: html`<b>${gettext("Waiting")}</b> ${clockSince(detail.waiting_since ?? detail.handoff?.detected_at)} ${assigned(detail)}`,
  buttons: [commandButton(s, "resume", "quiet"), commandButton(s, "claim", "primary")],
});

function assigned(detail) {
  const agent = detail.holder ?? detail.handoff?.agent;
  if (!agent) return html`<span class="muted">${gettext("unassigned")}</span>`;
  const mine = holdsIt({ holder: agent });
  return html`<span class="muted">${mine ? gettext("assigned to you") : fill(gettext("assigned to %(name)s"), { name: agent.name })}</span>`;
}

function human(detail, s) {
  if (holdsIt(detail)) {
    const buttons = [commandButton(s, "resume"), commandButton(s, "resolve", "primary")];
    return { kind: "mine", symbol: "user-round", text: html`<b>${gettext("You have this conversation")}</b>`, buttons };
  }
  const name = detail.holder?.name ?? gettext("Someone");
  const buttons = manages(detail.team) ? commandButton(s, "transfer") : nothing;
  return {
    kind: "other",
    symbol: "user-round",
    text: html`<b>${fill(gettext("%(name)s has this conversation"), { name })}</b>`,
    buttons,
  };
}

const nobody = (detail, s) => ({
  kind: "done",
  symbol: "circle-dot",
  text: html`<b>${gettext("No one is answering")}</b> <span class="muted">${gettext("the AI is paused")} · ${afterwards(detail)}</span>`,
  buttons: [commandButton(s, "resume"), commandButton(s, "take_over", "primary")],
});
