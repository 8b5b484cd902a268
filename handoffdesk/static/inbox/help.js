/** The help of the keyboard, made from the table of commands. */
import { html } from "../vendor/lit-html/lit-html.js";
import { showDialog } from "./dialog.js";
import { gettext } from "./i18n.js";

const GROUPS = { move: () => gettext("Navigate"), act: () => gettext("Actions"), go: () => gettext("Go to") };

const line = ({ keys, label }) =>
  html`<div><dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${label}</dd></div>`;

/** Show all keys; `groups` as `groupsOf` gives them. */
export function showHelp(groups) {
  showDialog({
    title: gettext("Keyboard shortcuts"),
    kind: "keys",
    body: html`<div class="keys-help">${groups.map(({ id, lines }) => html`<section><h3>${GROUPS[id]()}</h3><dl>${lines.map(line)}</dl></section>`)}</div>
      <p class="muted">${gettext("Single-key shortcuts work outside text fields. You can turn them off in your menu.")}</p>`,
  });
}
