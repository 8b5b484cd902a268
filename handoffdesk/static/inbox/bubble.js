/** What stands in and around a message's bubble: quote, files, place, cards, answers, reactions, earlier texts. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { fullTime } from "./format.js";
import { fill, gettext } from "./i18n.js";
import { icon, linked } from "./parts.js";

const KINDS = {
  image: () => gettext("Picture"),
  video: () => gettext("Video"),
  audio: () => gettext("Audio"),
  voice: () => gettext("Voice message"),
  document: () => gettext("Document"),
  sticker: () => gettext("Sticker"),
  location: () => gettext("Location"),
  contacts: () => gettext("Contact"),
  button: () => gettext("Button"),
  choice: () => gettext("Choice"),
  list_choice: () => gettext("Choice from a list"),
  quick_reply: () => gettext("Quick reply"),
  postback: () => gettext("Menu"),
  form: () => gettext("Form"),
  order: () => gettext("Order"),
  story_reply: () => gettext("Reply to a story"),
  story_mention: () => gettext("Mention in a story"),
  call_permission: () => gettext("Permission to call"),
  unsupported: () => gettext("Not readable here"),
};

const SIZES = ["B", "KB", "MB", "GB"];

/** The bubble with what belongs into it; one that was taken back says so, and keeps its text behind a fold. */
export function bubble(item) {
  if (item.unsent_at)
    return html`<div class="bubble unsent">
      <p class="gone">${icon("x")}${item.author === "lead" ? gettext("The customer deleted this message") : gettext("This message was deleted")}</p>
      ${earlier(item, gettext("What it said"))}
    </div>`;
  const shown = [files(item), place(item), cards(item), answers(item)].filter((part) => part !== nothing);
  // What a file, a card, a place or a form shows by itself needs no placeholder in words.
  const words = shown.length && (item.is_placeholder || item.kind === "form") ? "" : named(item);
  return html`${marks(item)}
    <div class="bubble" dir="auto">
      ${quote(item)}${referral(item)}
      ${chip(item, shown)}${shown}
      ${words ? html`<span class="words">${linked(words)}</span>` : nothing}
    </div>
    ${reactions(item)} ${earlier(item, gettext("Edited. What it said before"))}`;
}

// Behind its chip, the desk's own name for something needs no brackets.
const named = ({ body, kind, is_placeholder }) =>
  is_placeholder && KINDS[kind] ? body.replace(/^\[(.*)\]$/s, "$1") : body;

const chip = (item, shown) =>
  KINDS[item.kind] && (!shown.length || item.kind === "form")
    ? html`<span class="chip outline">${KINDS[item.kind]()}</span> `
    : nothing;

/** Where it was said, and that it came late. */
function marks(item) {
  const { group, forwarded, overheard, story } = item.details ?? {};
  const said = [
    group && gettext("Written in a group: not answered"),
    overheard && gettext("Another app answers this customer"),
    forwarded && gettext("Forwarded"),
    story && gettext("About a story"),
    item.is_past && fill(gettext("Sent %(time)s, came late: not answered"), { time: fullTime(item.sent_at) }),
  ].filter(Boolean);
  return said.length ? html`<p class="marks">${icon("info")}<span>${said.join(" · ")}</span></p>` : nothing;
}

function quote({ quote: quoted }) {
  if (!quoted) return nothing;
  const text = quoted.body || (quoted.id ? gettext("(deleted message)") : gettext("(a message that is not here)"));
  return html`<blockquote class="quoted" dir="auto">${text}</blockquote>`;
}

function referral({ details }) {
  const ad = details?.referral;
  if (!ad) return nothing;
  return html`<p class="came-from"><b>${gettext("Came from")}</b> <bdi>${ad.headline || ad.source || ad.url}</bdi>${ad.body ? html`<br /><bdi>${ad.body}</bdi>` : nothing}</p>`;
}

function files(item) {
  if (!item.files?.length) return nothing;
  return item.files.map(
    (
      file,
    ) => html`<p class="file">${icon("sticky-note")}<span><b><bdi>${file.name || KINDS[file.kind]?.() || file.kind}</bdi></b>
      <small>${[file.name ? KINDS[file.kind]?.() : "", file.media_type, sizeOf(file.size)].filter(Boolean).join(" · ")}</small></span></p>`,
  );
}

/** A size as people read it; nothing when it is not known. */
export function sizeOf(bytes) {
  if (!bytes) return "";
  const step = Math.min(Math.floor(Math.log10(bytes) / 3), SIZES.length - 1);
  return `${Number((bytes / 1000 ** step).toPrecision(2))} ${SIZES[step]}`;
}

const mapOf = ({ latitude, longitude }) =>
  `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;

function place({ details }) {
  const found = details?.place;
  if (!found) return nothing;
  const point = `${found.latitude},${found.longitude}`;
  const name = [found.name, found.address].filter(Boolean).join(", ");
  return html`<p class="place"><span>${name ? html`<b><bdi>${name}</bdi></b><br />` : nothing}
    <a href=${mapOf(found)} target="_blank" rel="noopener noreferrer">${fill(gettext("Show %(place)s on a map"), { place: point })}</a></span></p>`;
}

function cards({ details }) {
  if (!details?.cards?.length) return nothing;
  return details.cards.map(
    (card) =>
      html`<p class="card-of">${icon("user-round")}<span><b><bdi>${card.name || gettext("Contact")}</bdi></b>${card.phones.map((phone) => html`<br /><bdi>${phone}</bdi>`)}</span></p>`,
  );
}

function answers({ details }) {
  if (!details?.answers?.length) return nothing;
  return html`<dl class="answers">${details.answers.map((one) => html`<dt><bdi>${one.question}</bdi></dt><dd dir="auto">${one.answer}</dd>`)}</dl>`;
}

function reactions(item) {
  if (!item.reactions?.length) return nothing;
  return html`<p class="reactions">${item.reactions.map(
    (one) =>
      html`<span class="reaction" title=${one.by === "lead" ? gettext("The customer") : one.name || gettext("Our team")}>${one.emoji}</span>`,
  )}</p>`;
}

function earlier(item, title) {
  if (!item.earlier?.length) return nothing;
  return html`<details class="earlier"><summary>${title}</summary>${item.earlier.map((text) => html`<p dir="auto">${text}</p>`)}</details>`;
}

/**
 * Messages in the order of writing: a run of the customer's that nothing of ours interrupts goes by the provider's time,
 * because providers deliver side by side. What came in between stays where it is.
 */
export function asWritten(items) {
  const ordered = [];
  let run = [];
  const flush = () => {
    ordered.push(...run.sort((a, b) => writtenAt(a) - writtenAt(b) || a.version - b.version));
    run = [];
  };
  for (const item of items) {
    if (item.type === "message" && item.direction === "in" && item.sent_at) run.push(item);
    else {
      flush();
      ordered.push(item);
    }
  }
  flush();
  return ordered;
}

const writtenAt = (item) => Date.parse(item.sent_at);
