/** Times as people say them, and the clocks that tick. */
import { fill, gettext, language } from "./i18n.js";

const timeFormat = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
const pastDay = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const shortDay = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
const shortPastDay = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" });
const fullFormat = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

const languageNames = new Intl.DisplayNames([language], { type: "language" });

/** "de" as a reader knows it: German. */
export function languageName(code) {
  try {
    return code ? languageNames.of(code) : "";
  } catch {
    return code; // not a code after all: shown as it is
  }
}

export const timeOf = (iso) => (iso ? timeFormat.format(new Date(iso)) : "");
export const fullTime = (iso) => (iso ? fullFormat.format(new Date(iso)) : "");
export const dayKey = (iso) => new Date(iso).toDateString();

const isThisYear = (date) => date.getFullYear() === new Date().getFullYear();

/** "Today", "Yesterday", or the day itself; of another year, with the year. */
export function dayName(iso) {
  const [date, key] = [new Date(iso), dayKey(iso)];
  if (key === new Date().toDateString()) return gettext("Today");
  const yesterday = new Date();
  yesterday.setDate(yesterday.getDate() - 1);
  if (key === yesterday.toDateString()) return gettext("Yesterday");
  return (isThisYear(date) ? dayFormat : pastDay).format(date);
}

/** The time for today, else the day, of another year with the year: as a list shows it. */
export function listTime(iso) {
  if (!iso) return "";
  const date = new Date(iso);
  if (dayKey(iso) === new Date().toDateString()) return timeOf(iso);
  return (isThisYear(date) ? shortDay : shortPastDay).format(date);
}

/** A span as a clock: 03:12, 1:04:09, or days and hours. */
export function clockText(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours >= 48) return fill(gettext("%(days)s d %(hours)s h"), { days: Math.floor(hours / 24), hours: hours % 24 });
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

/** A span in words: "3 min", "2 h 5 min". */
export function spanText(ms) {
  const minutes = Math.round(Math.max(0, ms) / 60_000);
  if (minutes < 1) return fill(gettext("%(seconds)s s"), { seconds: Math.round(Math.max(0, ms) / 1000) });
  if (minutes < 60) return fill(gettext("%(minutes)s min"), { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48 && minutes % 60 === 0) return fill(gettext("%(hours)s h"), { hours });
  if (hours < 48) return fill(gettext("%(hours)s h %(minutes)s min"), { hours, minutes: minutes % 60 });
  return fill(gettext("%(days)s days"), { days: Math.round(hours / 24) });
}

/** A name that fits into one line, cut between characters. */
export const shortened = (text, limit = 40) =>
  [...text].length > limit ? `${[...text].slice(0, limit).join("")}…` : text;

export const span = (from, to) => new Date(to) - new Date(from);

/** Two letters for a round badge. */
export function initials(name) {
  const words = (name ?? "")
    .replace(/[^\p{L}\p{N} ]/gu, " ")
    .trim()
    .split(/\s+/)
    .filter(Boolean);
  if (!words.length) return "?";
  const letters = words.length > 1 ? [...words[0]][0] + [...words.at(-1)][0] : [...words[0]].slice(0, 2).join("");
  return letters.toUpperCase();
}

/** How a promise stands: kept calm, near its end, or past it. The word goes beside the colour. */
export function promiseState(due, from) {
  const left = new Date(due) - Date.now();
  const whole = from ? span(from, due) : 0;
  if (left < 0) return { level: "late", label: gettext("Overdue by"), ms: -left };
  const soon = left <= Math.max(60_000, whole * 0.25);
  return { level: soon ? "soon" : "calm", label: soon ? gettext("Due soon:") : gettext("Reply due in"), ms: left };
}

const STANDINGS = {
  late: () => gettext("Late · %(time)s"),
  soon: () => gettext("Due soon · %(time)s"),
  calm: () => gettext("On time · %(time)s"),
};

/** How a row stands, in words: seconds matter only near the end. */
function standingText({ level, ms }) {
  return fill(STANDINGS[level](), { time: level === "soon" ? clockText(ms) : spanText(ms) });
}

/** Write every clock on the page. Runs each second and after each drawing, outside of the templates. */
export function tick(root = document) {
  for (const element of root.querySelectorAll("[data-since]")) {
    setText(element, clockText(Date.now() - new Date(element.dataset.since)));
  }
  for (const element of root.querySelectorAll("[data-due]")) {
    const state = promiseState(element.dataset.due, element.dataset.from);
    if (element.dataset.level !== state.level) element.dataset.level = state.level;
    setText(
      element,
      element.classList.contains("standing") ? standingText(state) : `${state.label} ${clockText(state.ms)}`,
    );
  }
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
