/** The help of the keyboard, made from the table of commands. */
import { html } from "../vendor/lit-html/lit-html.js";
import { showDialog } from "./dialog.js";
import { gettext } from "./i18n.js";

const GROUPS = { move: () => gettext("Move"), act: () => gettext("Act"), go: () => gettext("Go to") };

const line = ({ keys, label }) =>
  html`<div><dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${label}</dd></div>`;

/** Show all keys; `groups` as `groupsOf` gives them. */
export function showHelp(groups) {
  showDialog({
    title: gettext("Keyboard"),
    kind: "keys",
    body: html`<div class="keys-help">${groups.map(({ id, lines }) => html`<section><h3>${GROUPS[id]()}</h3><dl>${lines.map(line)}</dl></section>`)}</div>
      <p class="muted">${gettext("Single keys work outside of text fields. They can be switched off in your menu.")}</p>`,
  });
}
