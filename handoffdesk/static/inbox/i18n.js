/** Translations through Django's JavaScript catalogue; without it every text stays as written. */
import { isolated } from "../text/direction.js";

export function gettext(text) {
  return globalThis.gettext ? globalThis.gettext(text) : text;
}

export function ngettext(one, many, count) {
  if (globalThis.ngettext) return globalThis.ngettext(one, many, count);
  return count === 1 ? one : many;
}

/**
 * Fill `%(name)s` places; a missing value stays visible rather than becoming "undefined". A value that is written from
 * right to left, or carries direction controls, turns only itself.
 */
export function fill(template, values) {
  return template.replace(/%\((\w+)\)s/g, (place, key) => (key in values ? isolated(values[key]) : place));
}

const pageLanguage = document.documentElement.lang || "en";

/** The page's language with the reader's own habits: "en" for a reader in Britain is "en-GB", with its clock and dates. */
export const language =
  navigator.languages?.find((one) => one.split("-")[0] === pageLanguage.split("-")[0]) ?? pageLanguage;
