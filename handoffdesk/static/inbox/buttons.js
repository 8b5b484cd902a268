/** Buttons that carry out a command: its name, its icon and its key come from the table. */
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { command } from "./commands.js";
import { icon } from "./parts.js";
import { isPossible, titleOf } from "./registry.js";

/** A button with the command's name, or nothing while the command is not possible. */
export function commandButton(s, id, kind = "") {
  const one = command(id);
  if (!isPossible(one, s)) return nothing;
  return html`<button class="button ${kind}" id="act-${id}" title=${titleOf(one)} ?disabled=${s.busy.has(id)} @click=${one.run}>${icon(one.icon)}${one.label()}</button>`;
}

/** The same in a bar of tools, whose names give way to the icons where there is no room. */
export function toolButton(s, id) {
  const one = command(id);
  if (!isPossible(one, s)) return nothing;
  return html`<button class="button quiet" @click=${one.run} title=${titleOf(one)}>${icon(one.icon)}<span class="label">${one.label()}</span></button>`;
}

/** An icon alone, which carries the name for those who do not see it. */
export function iconButton(id, extra = "") {
  const one = command(id);
  return html`<button class="button quiet icon-only ${extra}" aria-label=${one.label()} title=${titleOf(one)} @click=${one.run}>${icon(one.icon)}</button>`;
}
