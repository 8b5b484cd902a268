/** Small pieces of markup used on several panes. */
import { findLinks } from "../text/links.js";
import { markedPieces } from "../text/marks.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { boot } from "./boot.js";
import { fullTime, initials } from "./format.js";
import { fill, gettext } from "./i18n.js";

/** An icon of the sprite; beside a text it is decoration, alone the button around it carries the name. */
export const icon = (name) =>
  html`<svg class="icon" aria-hidden="true"><use href=${`${boot.urls.sprite}#${name}`}></use></svg>`;

export const avatar = (name, extra = "") =>
  html`<span class="avatar ${extra}" aria-hidden="true">${initials(name)}</span>`;

/** A customer's avatar: initials, or the two letters of the country for one who is known by number only. */
export const leadAvatar = (lead) =>
  avatar(lead.name.startsWith("+") && lead.country ? [...lead.country].join(" ") : lead.name);

const PRIORITY_CHIPS = {
  urgent: () => html`<span class="chip red">${icon("flame")}${gettext("Urgent")}</span>`,
  high: () => html`<span class="chip amber">${gettext("High priority")}</span>`,
  low: () => html`<span class="chip">${gettext("Low priority")}</span>`,
};

/** What goes before others, or after them; nothing for the normal priority. */
export const priorityChip = (priority) => PRIORITY_CHIPS[priority]?.() ?? nothing;

/** A clock counting up; its text is written by `format.tick`. */
export const clockSince = (iso) =>
  iso ? html`<time class="clock" data-since=${iso} title=${fullTime(iso)}></time>` : nothing;

/** The clock of a promise; its text and level are written by `format.tick`. */
export const promiseClock = (due, from) =>
  html`<time class="promise clock" data-due=${due} data-from=${from ?? ""} title=${fullTime(due)}></time>`;

/** How late a row is, by colour and words; written by `format.tick` as well. */
export const standing = (due, from) =>
  due
    ? html`<time class="chip standing" data-due=${due} data-from=${from ?? ""} title=${fill(gettext("Due %(time)s"), { time: fullTime(due) })}></time>`
    : nothing;

export const channelName = (channel) => boot.channels[channel?.kind]?.label ?? channel?.name ?? "";

export function channelChip(channel) {
  const symbol = boot.channels[channel?.kind]?.icon ?? "message-circle";
  return html`<span class="channel">${icon(symbol)}<span><bdi>${channelName(channel)}</bdi></span></span>
    ${
      channel?.simulator
        ? html`<span class="chip outline simulator" title=${gettext("Simulator: nothing leaves this server.")}
          >${icon("flask-conical")}<span class="word">${gettext("Simulator")}</span></span
        >`
        : nothing
    }`;
}

const REASONS = {
  explicit_request: () => gettext("asks for a person"),
  frustration: () => gettext("is upset"),
  repetition: () => gettext("repeats the question"),
  failed_attempts: () => gettext("the AI failed repeatedly"),
  low_confidence: () => gettext("the AI is unsure"),
  information_gap: () => gettext("the AI doesn't know"),
  sensitive: () => gettext("sensitive matter"),
  cancellation: () => gettext("wants to cancel or get a refund"),
  high_value: () => gettext("high-value enquiry"),
  lead_class: () => gettext("hot lead"),
  complex_request: () => gettext("complex request"),
  out_of_scope: () => gettext("out of scope"),
  vip: () => gettext("VIP customer"),
  business_rule: () => gettext("business rule"),
};

/** A handoff's category in plain words. */
export const reasonName = (category) => REASONS[category]?.() ?? (category ?? "").replaceAll("_", " ");

/** A text with the words that counted marked, and those that speak against. */
export function marked(text, evidence, against = []) {
  return markedPieces(text, evidence, against).map(({ text: piece, rules, doubts }) => {
    if (doubts.length)
      return html`<mark class="against" title=${fill(gettext("counts against: %(rules)s"), { rules: doubts.join(" · ") })}>${piece}</mark>`;
    return rules.length ? html`<mark title=${rules.join(" · ")}>${piece}</mark>` : piece;
  });
}

/** A text with its web addresses as links. Text stays text: no markup is ever parsed. */
export function linked(text) {
  const parts = [];
  let shown = 0;
  for (const { start, end, href } of findLinks(text)) {
    parts.push(
      text.slice(shown, start),
      html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow">${text.slice(start, end)}</a>`,
    );
    shown = end;
  }
  return shown ? [...parts, text.slice(shown)] : text;
}
