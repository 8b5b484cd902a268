/** The native dialogs: resume, transfer, resolve, snooze, the customer's details. */
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { act, changeLead, loadTeams, setLanguage } from "./acts.js";
import { refreshDetail } from "./conversation.js";
import { showDialog } from "./dialog.js";
import { languageName } from "./format.js";
import { fill, gettext } from "./i18n.js";
import { icon } from "./parts.js";
import { state } from "./store.js";
import { complain } from "./toasts.js";

const NOTE_LIMIT = 500;

/** The hand-back note that is proposed: what the AI should know, from what is known. */
function proposeNote({ handoff, lead }) {
  const name = lead.name;
  if (handoff && !handoff.first_reply_at)
    return fill(gettext("No one has replied to %(name)s yet. Please help them."), { name });
  if (!handoff) return fill(gettext("A person helped %(name)s."), { name });
  const problem = (handoff.package?.problem || handoff.category_label || handoff.reason).trim();
  const template = handoff.resolved_at
    ? gettext("A person helped %(name)s with “%(problem)s”. It's settled. Please carry on from here.")
    : gettext("A person talked to %(name)s about “%(problem)s”.");
  return [...fill(template, { name, problem })].slice(0, NOTE_LIMIT).join(""); // half an emoji is no text
}

export async function showResume() {
  if (!state.open?.detail?.may.resume) return;
  // Asked anew: what the customer wrote in this second changes what the dialog promises.
  await refreshDetail(state.open.id);
  const detail = state.open?.detail;
  if (!detail?.may.resume || document.querySelector("dialog[open]")) return;
  showDialog({
    title: gettext("Resume AI"),
    body: html`${detail.unanswered ? html`<p class="unanswered">${icon("message-circle")}<b>${gettext("The AI will answer the customer's last message.")}</b></p>` : nothing}
      <p>${detail.ai?.engine === "builtin" ? gettext("The AI starts answering again. Your note stays in the thread. The built-in answerer can't follow it, but a model can.") : gettext("The AI starts answering again, with your note as an instruction.")}</p>
      <div class="field"><label for="resume-note">${gettext("What should the AI know?")}</label>
        <textarea id="resume-note" name="note" rows="3" maxlength=${NOTE_LIMIT} required autofocus .value=${proposeNote(detail)}></textarea>
        <span class="help">${gettext("One line: what was agreed, and what is still open.")}</span></div>`,
    button: gettext("Resume AI"),
    submit: ({ note }) => act("resume", { note: note.trim() }, detail.id),
  });
}

const OUTCOMES = [
  ["solved", () => gettext("Solved")],
  ["not_solved", () => gettext("Not solved")],
  ["sale", () => gettext("Sale")],
  ["no_answer", () => gettext("No reply from customer")],
  ["spam", () => gettext("Spam")],
];

export function showResolve() {
  const { detail } = state.open;
  if (!detail?.may.resolve) return;
  showDialog({
    title: gettext("Resolve"),
    body: html`<fieldset class="options"><legend>${gettext("Outcome")}</legend>
        ${OUTCOMES.map(([key, name], index) => html`<label class="option"><input type="radio" name="outcome" value=${key} ?checked=${index === 0} ?autofocus=${index === 0}><span>${name()}</span></label>`)}
      </fieldset>
      <div class="field"><label for="resolve-note">${gettext("Note for the team (optional)")}</label><textarea id="resolve-note" name="note" rows="2" maxlength=${NOTE_LIMIT}></textarea></div>`,
    button: gettext("Resolve"),
    submit: ({ outcome, note }) => act("resolve", { outcome, note: note.trim() }, detail.id),
  });
}

const AVAILABILITY = {
  online: () => gettext("online"),
  away: () => gettext("away"),
  offline: () => gettext("offline"),
};

export async function showTransfer() {
  const { detail } = state.open;
  if (!detail?.may.transfer) return;
  let teams;
  try {
    teams = await loadTeams();
  } catch (error) {
    complain(error);
    return;
  }
  showDialog({
    title: gettext("Transfer"),
    kind: "tall",
    body: html`<fieldset class="options targets"><legend>${gettext("Transfer to")}</legend>
        ${teams.map(
          (
            team,
            index,
          ) => html`<label class="option team"><input type="radio" name="target" value="team:${team.id}" required ?autofocus=${index === 0}>${icon("users")}<span class="grow"><b><bdi>${team.name}</bdi></b> <span class="muted">${gettext("anyone available")}</span></span></label>
          ${team.agents.filter((agent) => agent.id !== detail.holder?.id).map((agent) => person(team, agent))}`,
        )}
      </fieldset>
      <div class="field"><label for="transfer-note">${gettext("Note for them (optional)")}</label><textarea id="transfer-note" name="note" rows="2" maxlength=${NOTE_LIMIT}></textarea></div>`,
    button: gettext("Transfer"),
    submit: ({ target, note }) => act("transfer", { ...parseTarget(target), note: note.trim() }, detail.id),
  });
}

const person = (
  team,
  agent,
) => html`<label class="option person"><input type="radio" name="target" value="agent:${team.id}:${agent.id}" required>
  <span class="dot ${agent.availability}"></span><span class="grow"><bdi>${agent.name}</bdi>${agent.id === state.me.id ? html` <span class="muted">(${gettext("you")})</span>` : nothing}</span><span class="muted">${AVAILABILITY[agent.availability]?.() ?? ""}</span></label>`;

function parseTarget(target) {
  const [kind, team, agent] = target.split(":");
  return kind === "team" ? { team: Number(team) } : { team: Number(team), agent: Number(agent) };
}

/** Round times that people mean; each one in the future. */
function snoozePresets() {
  const at = (days, hour) => {
    const date = new Date();
    date.setDate(date.getDate() + days);
    date.setHours(hour, 0, 0, 0);
    return date;
  };
  const toMonday = (8 - new Date().getDay()) % 7 || 7;
  return [
    [gettext("In 1 hour"), new Date(Date.now() + 3_600_000)],
    [gettext("In 3 hours"), new Date(Date.now() + 3 * 3_600_000)],
    [gettext("Tomorrow at 9:00"), at(1, 9)],
    [gettext("Monday at 9:00"), at(toMonday, 9)],
  ];
}

/** A time for a `datetime-local` field, which knows no zones. */
const localInput = (date) => new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

export function showSnooze() {
  const { detail } = state.open;
  if (!detail?.may.snooze) return;
  const presets = snoozePresets();
  const pick = (date) => () => (document.getElementById("snooze-until").value = localInput(date));
  showDialog({
    title: gettext("Snooze"),
    body: html`<div class="presets">${presets.map(([name, date], index) => html`<button class="button" type="button" ?autofocus=${index === 0} @click=${pick(date)}>${name}</button>`)}</div>
      <div class="field"><label for="snooze-until">${gettext("Snooze until")}</label>
        <input id="snooze-until" name="until" type="datetime-local" required min=${localInput(new Date())} .value=${localInput(presets[0][1])}>
        <span class="help">${gettext("Comes back sooner if the customer writes.")}</span></div>`,
    button: gettext("Snooze"),
    submit: ({ until }) => act("snooze", { until: new Date(until).toISOString() }, detail.id),
  });
}

/** Those in which the desk has texts of its own. */
const LANGUAGES = ["en", "es", "de", "fr", "it", "pt", "pl", "nl", "zh"];

export function showLead() {
  const { lead, language, language_source: source } = state.open.detail;
  // What a person set stays; else the language follows what the customer writes.
  const chosen = source === "person" ? language : "";
  // The name by which the desk calls somebody who told none is no name to keep.
  const before = {
    name: lead.known_name,
    email: lead.email,
    phone: lead.phone,
    lead_class: lead.lead_class ?? "",
    is_vip: lead.is_vip,
  };
  const input = (name, label, type = "text", extra = "off") =>
    html`<div class="field"><label for="lead-${name}">${label}</label><input id="lead-${name}" name=${name} type=${type} autocomplete=${extra} dir="auto" .value=${before[name] ?? ""}></div>`;
  showDialog({
    title: gettext("Customer"),
    body: html`${input("name", gettext("Name"))} ${input("email", gettext("Email"), "email")} ${input("phone", gettext("Phone"), "tel")}
      <div class="field"><label for="lead-class">${gettext("Lead class")}</label>
        <select id="lead-class" name="lead_class">
          ${[
            ["", gettext("unknown")],
            ["cold", gettext("cold")],
            ["warm", gettext("warm")],
            ["hot", gettext("hot")],
          ].map(
            ([key, name]) => html`<option value=${key} ?selected=${key === (lead.lead_class ?? "")}>${name}</option>`,
          )}
        </select></div>
      <div class="field"><label for="lead-language">${gettext("Language")}</label>
        <select id="lead-language" name="language">
          <option value="" ?selected=${!chosen}>${language && !chosen ? fill(gettext("Detected: %(language)s"), { language: languageName(language) }) : gettext("Detect automatically")}</option>
          ${[...new Set([...LANGUAGES, chosen])].filter(Boolean).map((code) => html`<option value=${code} ?selected=${code === chosen}>${languageName(code)}</option>`)}
        </select></div>
      <label class="option plain"><input type="checkbox" name="is_vip" ?checked=${lead.is_vip}><span>${gettext("VIP: gets priority")}</span></label>`,
    button: gettext("Save"),
    async submit({ is_vip: vip, language: wanted, ...fields }) {
      try {
        if (wanted !== chosen) await setLanguage(wanted);
        const after = Object.entries({ ...fields, is_vip: vip === "on" });
        // What was left as it was may have changed elsewhere meanwhile.
        await changeLead(lead.id, Object.fromEntries(after.filter(([key, value]) => value !== before[key])));
        return true;
      } catch (error) {
        complain(error);
        return false;
      }
    },
  });
}
