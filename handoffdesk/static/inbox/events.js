/** The handoff's steps and other facts of the timeline as short lines in plain words. */
import { isolated } from "../text/direction.js";
import { fullTime, languageName } from "./format.js";
import { fill, gettext } from "./i18n.js";
import { reasonName } from "./parts.js";

const SAME_ACT_MS = 3_000;

/** Who did it, as a name: a person, the AI, the customer, or the desk itself. */
function actor(event) {
  if (event.user) return event.user.name;
  return { ai: gettext("The AI"), lead: gettext("The customer") }[event.actor] ?? gettext("Automatic");
}

const ENDINGS = {
  resolved: () => gettext("Handoff resolved"),
  resumed: () => gettext("Handoff ended: back to the AI"),
  withdrawn: () => gettext("Handoff ended: the customer no longer needs a person"),
  reactivated: () => gettext("Handoff ended: no one acted"),
};

const quoted = (text) => (text ? `: ${isolated(text)}` : "");

const LINES = {
  "handoff.opened": (e, p) => ["hand", openedText(e, p)],
  "handoff.seen": (e) => ["info", fill(gettext("Seen by %(who)s"), { who: actor(e) })],
  "handoff.claimed": (e) => ["user-round", fill(gettext("Claimed by %(who)s"), { who: actor(e) })],
  "handoff.ended": (_e, p) => ["check", ENDINGS[p.why]?.() ?? gettext("The handoff ended")],
  "handoff.summarised": () => ["sticky-note", gettext("Summary written")],
  "handoff.transferred": (e, p) => ["arrow-right-left", transferText(e, p)],
  "handoff.resumed": (e, p) => ["bot", fill(gettext("AI resumed by %(who)s"), { who: actor(e) }) + quoted(p.note)],
  "handoff.withdrawn": () => ["bot", gettext("The customer no longer needs a person. AI resumed")],
  "handoff.reactivated": () => ["bot", gettext("No one acted in time. AI resumed")],
  "handoff.released": (_e, p) => [
    "user-round",
    p.agent_name
      ? fill(gettext("%(who)s left. Back in the %(team)s queue"), { who: p.agent_name, team: p.team_name })
      : gettext("Back in the team queue"),
  ],
  "handoff.escalated": () => ["triangle-alert", gettext("Escalated to the manager: no one acted in time")],
  "sla.breached": () => ["triangle-alert", gettext("SLA breached")],
  "handoff.reviewed": (e) => ["check", fill(gettext("Reviewed by %(who)s"), { who: actor(e) })],
  "assignment.changed": (_e, p) => ["user-round", assignedText(p)],
  "floor.changed": (_e, p) => ["circle-dot", floorText(p)],
  "conversation.resolved": (e) => ["circle-check", fill(gettext("Resolved by %(who)s"), { who: actor(e) })],
  "conversation.reopened": (e) => [
    "rotate-ccw",
    e.actor === "lead"
      ? gettext("Reopened: the customer wrote again")
      : fill(gettext("Reopened by %(who)s"), { who: actor(e) }),
  ],
  "conversation.snoozed": (e, p) => [
    "alarm-clock",
    fill(gettext("Snoozed until %(time)s by %(who)s"), { who: actor(e), time: fullTime(p.until) }),
  ],
  "conversation.unsnoozed": () => ["alarm-clock", gettext("Snooze ended")],
  "task.created": (_e, p) => ["list-todo", gettext("Task created") + quoted(p.title)],
  "task.returned": (_e, p) => [
    "list-todo",
    fill(gettext("%(who)s left. The team has this task"), { who: p.agent_name }) + quoted(p.title),
  ],
  "task.fell_due": (_e, p) => ["list-todo", gettext("Task due") + quoted(p.title)],
  "task.escalated": (_e, p) => ["triangle-alert", gettext("Task overdue: the managers were told") + quoted(p.title)],
  "task.completed": (e, p) => [
    "list-todo",
    fill(gettext("Task completed by %(who)s"), { who: actor(e) }) + quoted(p.title),
  ],
  "task.cancelled": (_e, p) => ["list-todo", gettext("Task cancelled") + quoted(p.title)],
  "language.changed": (e, p) => [
    "info",
    p.to
      ? fill(gettext("%(who)s set the language to %(language)s"), { who: actor(e), language: languageName(p.to) })
      : fill(gettext("%(who)s turned on language detection"), { who: actor(e) }),
  ],
  "tags.changed": (e, p) => ["tag", tagsText(e, p)],
  "message.withheld": (_e, p) => ["triangle-alert", withheldText(p)],
  "reach.changed": (_e, p) => ["info", reachText(p)],
  "lead.changed": (e, p) => ["user-round", leadText(e, p)],
};

const WITHHELD = {
  window: () => gettext("Not sent: the customer wrote too long ago for this channel"),
  reach: () => gettext("Not sent: the customer has opted out or can't be reached"),
};

const SAYINGS = {
  acknowledgement: () => gettext("Acknowledgement"),
  reactivation: () => gettext("Automatic message"),
  withdrawal: () => gettext("Automatic message"),
  ai: () => gettext("The AI's answer"),
};

function withheldText(payload) {
  const why = WITHHELD[payload.why]?.() ?? gettext("Not sent");
  return `${SAYINGS[payload.purpose]?.() ?? gettext("Automatic message")}: ${why}`;
}

const REACHES = {
  "": () => gettext("The customer can be written to again"),
  no_ads: () => gettext("The customer wants no marketing"),
  stopped: () => gettext("The customer opted out: nothing is sent"),
  lost: () => gettext("The customer can't be reached here"),
};

const reachText = (payload) => (REACHES[payload.to]?.() ?? "") + quoted(payload.note);

function openedText(event, payload) {
  const cause = payload.cause ?? "";
  if (cause === "takeover") return fill(gettext("Handoff: %(who)s took over from the AI"), { who: actor(event) });
  if (cause === "manual")
    return fill(gettext("Handoff opened by %(who)s"), { who: actor(event) }) + quoted(payload.reason);
  const reason = reasonName(payload.category) || payload.reason || "";
  return reason ? fill(gettext("Handoff: %(reason)s"), { reason }) : gettext("Handoff");
}

function transferText(event, payload) {
  const target = payload.agent_name || payload.team_name || "";
  const text = target ? gettext("%(who)s transferred to %(target)s") : gettext("%(who)s transferred it");
  return fill(text, { who: actor(event), target });
}

function assignedText(payload) {
  const agent = payload.agent_name;
  if (agent) return fill(gettext("Assigned to %(agent)s"), { agent });
  return payload.team_name
    ? fill(gettext("In the %(team)s queue"), { team: payload.team_name })
    : gettext("In the team queue");
}

function floorText(payload) {
  return (
    {
      ai: gettext("The AI is answering"),
      queue: gettext("Waiting for a person. AI paused"),
      human: gettext("A person is answering. AI paused"),
      nobody: gettext("Automatic replies are off"),
    }[payload.to] ?? gettext("Who answers changed")
  );
}

function tagsText(event, payload) {
  const names = (list) => (list ?? []).join(", ");
  const [added, removed] = [names(payload.added), names(payload.removed)];
  if (added && removed) return fill(gettext("Tags: added %(added)s, removed %(removed)s"), { added, removed });
  if (added) return fill(gettext("Tagged %(added)s"), { added });
  if (removed) return fill(gettext("Tag removed: %(removed)s"), { removed });
  return fill(gettext("%(who)s changed the tags"), { who: actor(event) });
}

const LEAD_COLUMNS = {
  name: () => gettext("name"),
  email: () => gettext("email"),
  phone: () => gettext("phone number"),
  is_vip: () => gettext("VIP"),
  lead_class: () => gettext("class"),
  language: () => gettext("language"),
  owner: () => gettext("owner"),
};

function leadText(event, payload) {
  if (event.actor === "lead")
    return fill(gettext("The customer has a new number: %(phone)s"), { phone: payload.new?.phone ?? "" });
  const who = actor(event);
  const names = payload.names ?? [];
  const value = payload.new?.[names[0]];
  if (names.length === 1 && names[0] === "is_vip")
    return fill(value ? gettext("%(who)s marked the customer as VIP") : gettext("%(who)s removed the VIP mark"), {
      who,
    });
  if (names.length === 1 && names[0] === "name" && value)
    return fill(gettext("%(who)s renamed the customer to %(name)s"), { who, name: value });
  return fill(gettext("%(who)s changed the customer's details: %(names)s"), {
    who,
    names: names.map((name) => LEAD_COLUMNS[name]?.() ?? name).join(", "),
  });
}

/** Icon and text of one event; a kind not known here is still shown, in its own words. */
export function describeEvent(event) {
  const line = LINES[event.kind];
  return line ? line(event, event.payload ?? {}) : ["circle-dot", event.kind.replaceAll(".", " ").replaceAll("_", " ")];
}

/** What only repeats a line beside it: [the echo, the line, for which payloads (all if left out)]. */
const ECHOES = [
  [
    /^floor\.changed$/,
    /^(handoff\.(opened|claimed|resumed|reactivated|transferred|released)|conversation\.(resolved|reopened))$/,
  ],
  [/^handoff\.ended$/, /^(handoff\.(resumed|reactivated)|conversation\.resolved)$/],
  [/^assignment\.changed$/, /^handoff\.(claimed|transferred|released)$/],
  [/^assignment\.changed$/, /^handoff\.opened$/, (payload) => !payload.agent || payload.reason === "takeover"],
  [/^handoff\.seen$/, /^handoff\.claimed$/],
  [/^task\.completed$/, /^conversation\.resolved$/],
];

/** Leave out what the line beside it already says: a claim is also a change of the floor, which nobody needs twice. */
export function withoutEchoes(items) {
  const events = items.filter((item) => item.type === "event");
  const near = (item, pattern) =>
    events.some(
      (other) =>
        other !== item &&
        pattern.test(other.kind) &&
        Math.abs(new Date(other.created_at) - new Date(item.created_at)) < SAME_ACT_MS,
    );
  const isEcho = (item) =>
    ECHOES.some(
      ([echo, line, when]) => echo.test(item.kind) && (!when || when(item.payload ?? {})) && near(item, line),
    );
  return items.filter((item) => item.type !== "event" || !isEcho(item));
}
